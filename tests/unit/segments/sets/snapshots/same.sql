SELECT person
FROM (SELECT *, toUInt8((b0 = 1)) AS f0
FROM (SELECT DISTINCT root AS person, toUInt8(1) AS b0
FROM (SELECT dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person) AS root, e0_k AS value_key, CAST(countIf(c0), 'UInt64') AS a0
FROM (SELECT *, toUInt8(1) AS c0
FROM (SELECT person, name, ts, concat(if(match(assumeNotNull(toString(`p.category`)), '^(?:0|-?[1-9][0-9]{0,17})$'), 'n', 't'), assumeNotNull(toString(`p.category`))) AS e0_k
FROM (SELECT person, name, ts, p.`category` AS `p.category`
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s2:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s3:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s4:Int64}, 'UTC'))
WHERE ((match(assumeNotNull(toString(`p.category`)), '^(?:0|-?[1-9][0-9]{0,17})$') OR (dynamicType(`p.category`) = 'String' AND NOT match(assumeNotNull(toString(`p.category`)), '^-?[0-9]'))))
UNION ALL
SELECT person, name, ts, if(match(e0_s, '^(?:0|-?[1-9][0-9]{0,17})$'), concat('n', e0_s), ifNull(concat('n', toString(if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND match(e0_s, '^(?:[^eE]*$|-?[0-9.]{1,38}[eE])')), toDecimal256OrNull(e0_s, 38), NULL))), concat(multiIf(e0_t = 'String', 't', e0_t = 'Bool', 'b', 'j'), e0_s))) AS e0_k
FROM (SELECT person, name, ts, JSONType(properties, {s0:String}) AS e0_t, JSONExtractString(properties, {s0:String}) AS e0_s
FROM (SELECT person, name, ts, p.`category` AS `p.category`, properties
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s2:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s3:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s4:Int64}, 'UTC'))
WHERE NOT ((match(assumeNotNull(toString(`p.category`)), '^(?:0|-?[1-9][0-9]{0,17})$') OR (dynamicType(`p.category`) = 'String' AND NOT match(assumeNotNull(toString(`p.category`)), '^-?[0-9]')))))))
GROUP BY root, value_key)
WHERE value_key NOT IN ('j', 'jnull', 't') AND (a0 >= {s1:Int64})))
WHERE (f0)
-- s0 = 'category'
-- s1 = 3
-- s2 = ['look']
-- s3 = 1789395200000
-- s4 = 1790000000000
