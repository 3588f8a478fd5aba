SELECT person
FROM (SELECT *, toUInt8((a0 >= {s4:Int64})) AS f0
FROM (SELECT root AS person, * EXCEPT root
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, toUInt8(1) AS exists_, CAST(countIf(c0), 'UInt64') AS a0
FROM (SELECT *
FROM (SELECT *, toUInt8(name = {s0:String} AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ifNull(e0_n > toDecimal256({s3:String}, 38), 0)) AS c0
FROM (SELECT *, if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND (NOT match(e0_s, '[eE]') OR match(e0_s, '^-?[0-9.]{1,38}[eE]'))), toDecimal256OrNull(e0_s, 38), NULL) AS e0_n
FROM (SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k, multiIf(isNotNull(p.`price`.:Int64), JSONType('1'), isNotNull(p.`price`.:Float64), JSONType('0.5'), JSONType('""')) AS e0_t, multiIf(isNotNull(p.`price`.:Int64), toString(assumeNotNull(p.`price`.:Int64)), isNotNull(p.`price`.:Float64), toString(assumeNotNull(p.`price`.:Float64)), assumeNotNull(p.`price`.:String)) AS e0_s
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s5:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s6:Int64}, 'UTC') AND (isNotNull(p.`price`.:Int64) OR isNotNull(p.`price`.:String) OR (isNotNull(p.`price`.:Float64) AND abs(assumeNotNull(p.`price`.:Float64)) < 1e15 AND (abs(assumeNotNull(p.`price`.:Float64)) = 0 OR abs(assumeNotNull(p.`price`.:Float64)) > 1e-5)))
UNION ALL
SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k, JSONType(properties, {s2:String}) AS e0_t, JSONExtractString(properties, {s2:String}) AS e0_s
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s5:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s6:Int64}, 'UTC') AND NOT ((isNotNull(p.`price`.:Int64) OR isNotNull(p.`price`.:String) OR (isNotNull(p.`price`.:Float64) AND abs(assumeNotNull(p.`price`.:Float64)) < 1e15 AND (abs(assumeNotNull(p.`price`.:Float64)) = 0 OR abs(assumeNotNull(p.`price`.:Float64)) > 1e-5)))))))
WHERE c0)
GROUP BY root)))
WHERE exists_ = 1 AND (f0)
-- s0 = 'look'
-- s1 = 1789395200000
-- s2 = 'price'
-- s3 = '20'
-- s4 = 1
-- s5 = ['look']
-- s6 = 1790000000000
