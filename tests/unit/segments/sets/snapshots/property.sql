SELECT person
FROM (SELECT *, toUInt8((j0 = 1)) AS f0
FROM (SELECT person, max(h_exists) AS exists_, max(h_j0) AS j0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS person, toUInt8(1) AS h_exists, h_j0
FROM (SELECT *
FROM (SELECT person, CAST(property = {s2:String} AND ((value IN {s0:Array(String)} OR (position(value, '\\') > 0 AND JSONType(value) = 'String' AND JSONExtractString(value) IN {s1:Array(String)}))), 'UInt8') AS h_j0
FROM (SELECT property, person, value, JSONType(value) AS q0_t, JSONExtractString(value) AS q0_s
FROM property_now FINAL
WHERE workspace_id = {workspace_id:UInt32} AND property IN {s3:Array(String)}))
WHERE h_j0))
GROUP BY person))
WHERE exists_ = 1 AND (f0)
-- s0 = ['"pro"']
-- s1 = ['pro']
-- s2 = 'plan'
-- s3 = ['plan']
