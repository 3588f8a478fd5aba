SELECT root AS person
FROM (SELECT *, toUInt8((bitAnd(m0, 1) = 1)) AS f0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, CAST(maxIf(bitOr(bitShiftLeft(k, 1), toUInt128(is_on)), kind = {s0:String} AND key = {s1:String}), 'UInt128') AS m0
FROM (SELECT kind, key, person, k, is_on
FROM mark_writes
WHERE workspace_id = {workspace_id:UInt32} AND kind IN {s2:Array(String)} AND key IN {s3:Array(String)} AND k < {s4:UInt128})
GROUP BY root))
WHERE (f0)
-- s0 = 'tag'
-- s1 = 'vip'
-- s2 = ['tag']
-- s3 = ['vip']
-- s4 = 33019671891958544136713709551616
