SELECT root AS person
FROM (SELECT *, toUInt8((r0_t = 'String' AND r0_s = {s1:String})) AS f0
FROM (SELECT *, JSONType(p0) AS r0_t, JSONExtractString(p0) AS r0_s
FROM (SELECT *, w1 AS p0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, CAST(maxIf(k, property = {s0:String} AND op IN ('set', 'delete')), 'UInt128') AS w0, CAST(argMaxIf(value, k, property = {s0:String} AND op IN ('set', 'delete')), 'String') AS w1
FROM (SELECT property, person, k, op, value
FROM property_writes
WHERE workspace_id = {workspace_id:UInt32} AND property IN {s3:Array(String)} AND k < {s2:UInt128})
GROUP BY root))))
WHERE (f0)
-- s0 = 'plan'
-- s1 = 'pro'
-- s2 = 33019671891958544136713709551616
-- s3 = ['plan']
