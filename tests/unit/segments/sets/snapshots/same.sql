SELECT person
FROM (SELECT *, toUInt8((b0 = 1)) AS f0
FROM (SELECT DISTINCT root AS person, toUInt8(1) AS exists_, toUInt8(1) AS b0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, multiIf(match(e0_s, '^(?:0|-?[1-9][0-9]{0,17})$'), concat('n', e0_s), e0_n IS NOT NULL, concat('n', toString(assumeNotNull(e0_n))), e0_t = 'String', concat('t', e0_s), e0_t = 'Bool', concat('b', e0_s), concat('j', e0_s)) AS value_key, CAST(countIf(c0), 'UInt64') AS a0
FROM (SELECT *, toUInt8(1) AS c0
FROM (SELECT *, if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND match(e0_s, '^(?:[^eE]*$|-?[0-9.]{1,38}[eE])')), toDecimal256OrNull(e0_s, 38), NULL) AS e0_n
FROM (SELECT person, name, ts, multiIf(dynamicType(`p.category`) = 'String', JSONType('""'), dynamicType(`p.category`) = 'Int64', JSONType('1'), JSONType('0.5')) AS e0_t, assumeNotNull(toString(`p.category`)) AS e0_s
FROM (SELECT person, name, ts, p.`category` AS `p.category`
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s2:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s3:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s4:Int64}, 'UTC'))
WHERE ((dynamicType(`p.category`) IN ('Int64', 'String') OR ifNull(dynamicElement(`p.category`, 'Float64') > 1e-5 AND dynamicElement(`p.category`, 'Float64') < 1e15, 0)))
UNION ALL
SELECT person, name, ts, JSONType(properties, {s0:String}) AS e0_t, JSONExtractString(properties, {s0:String}) AS e0_s
FROM (SELECT person, name, ts, p.`category` AS `p.category`, properties
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s2:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s3:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s4:Int64}, 'UTC'))
WHERE NOT ((dynamicType(`p.category`) IN ('Int64', 'String') OR ifNull(dynamicElement(`p.category`, 'Float64') > 1e-5 AND dynamicElement(`p.category`, 'Float64') < 1e15, 0))))))
GROUP BY root, value_key)
WHERE value_key NOT IN ('j', 'jnull', 't') AND (a0 >= {s1:Int64})))
WHERE exists_ = 1 AND (f0)
-- s0 = 'category'
-- s1 = 3
-- s2 = ['look']
-- s3 = 1789395200000
-- s4 = 1790000000000
