SELECT person
FROM (SELECT *, toUInt8((a0 >= {s2:Int64})) AS f0
FROM (SELECT root AS person, * EXCEPT root
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, toUInt8(1) AS exists_, CAST(countIf(c0), 'UInt64') AS a0
FROM (SELECT *
FROM (SELECT *, toUInt8(ifNull(e0_n > toDecimal256({s1:String}, 38), 0)) AS c0
FROM (SELECT *, if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND match(e0_s, '^(?:[^eE]*$|-?[0-9.]{1,38}[eE])')), toDecimal256OrNull(e0_s, 38), NULL) AS e0_n
FROM (SELECT person, name, ts, multiIf(dynamicType(`p.price`) = 'String', JSONType('""'), dynamicType(`p.price`) = 'Int64', JSONType('1'), JSONType('0.5')) AS e0_t, assumeNotNull(toString(`p.price`)) AS e0_s
FROM (SELECT person, name, ts, p.`price` AS `p.price`
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s3:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s4:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC'))
WHERE ((dynamicType(`p.price`) IN ('Int64', 'String') OR ifNull(dynamicElement(`p.price`, 'Float64') > 1e-5 AND dynamicElement(`p.price`, 'Float64') < 1e15, 0)))
UNION ALL
SELECT person, name, ts, JSONType(properties, {s0:String}) AS e0_t, JSONExtractString(properties, {s0:String}) AS e0_s
FROM (SELECT person, name, ts, p.`price` AS `p.price`, properties
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s3:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s4:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC'))
WHERE NOT ((dynamicType(`p.price`) IN ('Int64', 'String') OR ifNull(dynamicElement(`p.price`, 'Float64') > 1e-5 AND dynamicElement(`p.price`, 'Float64') < 1e15, 0))))))
WHERE c0)
GROUP BY root)))
WHERE exists_ = 1 AND (f0)
-- s0 = 'price'
-- s1 = '20'
-- s2 = 1
-- s3 = ['look']
-- s4 = 1789395200000
-- s5 = 1790000000000
