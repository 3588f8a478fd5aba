SELECT root AS person
FROM (SELECT *, toUInt8((a0 >= {s2:Int64})) AS f0
FROM (SELECT dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person) AS root, CAST(countIf(c0), 'UInt64') AS a0
FROM (SELECT *
FROM (SELECT *, toUInt8(ifNull(e0_n > toDecimal256({s1:String}, 38), 0)) AS c0
FROM (SELECT person, name, ts, ifNull(dynamicElement(`p.price`, 'Int64') * 1000000, toInt64(round(assumeNotNull(dynamicElement(`p.price`, 'Float64')) * 1000000))) * toDecimal256('0.000001', 38) AS e0_n
FROM (SELECT person, name, ts, p.`price` AS `p.price`
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s3:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s4:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC'))
WHERE ((ifNull(abs(dynamicElement(`p.price`, 'Int64')) < 1000000000000, 0) OR ifNull(abs(dynamicElement(`p.price`, 'Float64')) < 1e9 AND round(dynamicElement(`p.price`, 'Float64') * 1000000) / 1000000 = dynamicElement(`p.price`, 'Float64'), 0)))
UNION ALL
SELECT person, name, ts, if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND match(e0_s, '^(?:[^eE]*$|-?[0-9.]{1,38}[eE])')), toDecimal256OrNull(e0_s, 38), NULL) AS e0_n
FROM (SELECT person, name, ts, JSONType(properties, {s0:String}) AS e0_t, JSONExtractString(properties, {s0:String}) AS e0_s
FROM (SELECT person, name, ts, p.`price` AS `p.price`, properties
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s3:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s4:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC'))
WHERE NOT ((ifNull(abs(dynamicElement(`p.price`, 'Int64')) < 1000000000000, 0) OR ifNull(abs(dynamicElement(`p.price`, 'Float64')) < 1e9 AND round(dynamicElement(`p.price`, 'Float64') * 1000000) / 1000000 = dynamicElement(`p.price`, 'Float64'), 0))))))
WHERE c0)
GROUP BY root))
WHERE (f0)
-- s0 = 'price'
-- s1 = '20'
-- s2 = 1
-- s3 = ['look']
-- s4 = 1789395200000
-- s5 = 1790000000000
