SELECT person
FROM (SELECT *, toUInt8((r0_t = 'String' AND r0_s = {s1:String})) AS f0
FROM (SELECT *, JSONType(p0) AS r0_t, JSONExtractString(p0) AS r0_s
FROM (SELECT *, n0 AS p0
FROM (SELECT person, max(h_exists) AS exists_, max(h_n0) AS n0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS person, toUInt8(1) AS h_exists, h_n0
FROM (SELECT person, CAST(if(property = {s0:String}, value, ''), 'String') AS h_n0
FROM property_now FINAL
WHERE workspace_id = {workspace_id:UInt32} AND property IN {s2:Array(String)}))
GROUP BY person))))
WHERE exists_ = 1 AND (f0)
-- s0 = 'plan'
-- s1 = 'pro'
-- s2 = ['plan']
