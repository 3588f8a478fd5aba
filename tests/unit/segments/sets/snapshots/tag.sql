SELECT person
FROM (SELECT *, toUInt8((bitAnd(m0, 1) = 1)) AS f0
FROM (SELECT person, max(h_exists) AS exists_, max(h_m0) AS m0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS person, toUInt8(0) AS h_exists, h_m0
FROM (SELECT person, CAST(maxIf(bitOr(bitShiftLeft(k, 1), toUInt128(is_on)), kind = {s0:String} AND key = {s1:String}), 'UInt128') AS h_m0
FROM mark_writes
WHERE workspace_id = {workspace_id:UInt32} AND kind IN {s2:Array(String)} AND key IN {s3:Array(String)} AND k < {s4:UInt128} AND if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) IN (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person)
FROM mark_writes
WHERE workspace_id = {workspace_id:UInt32} AND kind = {s0:String} AND key = {s1:String})
GROUP BY person)
UNION ALL
SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS person, toUInt8(1) AS h_exists, defaultValueOfTypeName('UInt128') AS h_m0
FROM (SELECT person
FROM home_names
WHERE workspace_id = {workspace_id:UInt32} AND if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) IN (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person)
FROM mark_writes
WHERE workspace_id = {workspace_id:UInt32} AND kind = {s0:String} AND key = {s1:String}) AND name = '' AND first <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC')
UNION ALL
SELECT person
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC') AND (batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).1 AND (batch < 9223090561878065152 OR batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).2))
UNION ALL
SELECT person
FROM property_writes
WHERE workspace_id = {workspace_id:UInt32} AND k < {s4:UInt128} AND (batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).1 AND (batch < 9223090561878065152 OR batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).2))))
GROUP BY person))
WHERE exists_ = 1 AND (f0)
-- s0 = 'tag'
-- s1 = 'vip'
-- s2 = ['tag']
-- s3 = ['vip']
-- s4 = 33019671891958544136713709551616
-- s5 = 1790000000000
