SELECT person
FROM (SELECT *, toUInt8((a0 >= {s3:Int64})) AS f0, toUInt8((t0 = {s5:Int64})) AS f1
FROM (SELECT person, toUInt8(max(h_exists) = 1 OR sum(h_t0) > 0) AS exists_, sum(h_t0) AS t0, sum(h_a0) AS a0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS person, toUInt8(0) AS h_exists, h_t0, defaultValueOfTypeName('UInt64') AS h_a0
FROM (SELECT person, CAST(if(name = {s4:String}, n, 0), 'Int64') AS h_t0
FROM (SELECT name, person, toInt64(n) AS n
FROM home_names
WHERE workspace_id = {workspace_id:UInt32} AND if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) IN (SELECT dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s0:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s2:Int64}, 'UTC')) AND name IN {s6:Array(String)}
UNION ALL
SELECT name, person, toInt64(1) AS n
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND name IN {s6:Array(String)} AND ts <= fromUnixTimestamp64Milli({s2:Int64}, 'UTC') AND (batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).1 AND (batch < 9223090561878065152 OR batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).2))
UNION ALL
SELECT name, person, toInt64(-1) AS n
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND name IN {s6:Array(String)} AND ts > fromUnixTimestamp64Milli({s2:Int64}, 'UTC') AND NOT (batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).1 AND (batch < 9223090561878065152 OR batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).2))))
UNION ALL
SELECT dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person) AS person, toUInt8(1) AS h_exists, defaultValueOfTypeName('Int64') AS h_t0, h_a0
FROM (SELECT person, CAST(countIf(c0), 'UInt64') AS h_a0
FROM (SELECT *, toUInt8(1) AS c0
FROM (SELECT person, name, ts
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s0:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s2:Int64}, 'UTC')))
GROUP BY person))
GROUP BY person))
WHERE exists_ = 1 AND ((f0 AND f1))
-- s0 = ['look']
-- s1 = 1789395200000
-- s2 = 1790000000000
-- s3 = 1
-- s4 = 'buy'
-- s5 = 0
-- s6 = ['buy']
