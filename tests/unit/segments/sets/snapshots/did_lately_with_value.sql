SELECT person
FROM (SELECT *, toUInt8((a0 >= {s4:Int64})) AS f0
FROM (SELECT person, max(h_exists) AS exists_, sum(h_a0) AS a0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS person, toUInt8(1) AS h_exists, h_a0
FROM (SELECT person, CAST(countIf(c0), 'UInt64') AS h_a0
FROM (SELECT *
FROM (SELECT *, toUInt8(name = {s0:String} AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ifNull(e0_n > toDecimal256({s3:String}, 38), 0)) AS c0
FROM (SELECT *, if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND (NOT match(e0_s, '[eE]') OR match(e0_s, '^-?[0-9.]{1,38}[eE]'))), toDecimal256OrNull(e0_s, 38), NULL) AS e0_n
FROM (SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k, JSONType(properties, {s2:String}) AS e0_t, JSONExtractString(properties, {s2:String}) AS e0_s
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s5:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s6:Int64}, 'UTC'))))
WHERE c0)
GROUP BY person))
GROUP BY person))
WHERE exists_ = 1 AND (f0)
-- s0 = 'look'
-- s1 = 1789395200000
-- s2 = 'price'
-- s3 = '20'
-- s4 = 1
-- s5 = ['look']
-- s6 = 1790000000000
