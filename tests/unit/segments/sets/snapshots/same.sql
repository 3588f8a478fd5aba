SELECT person
FROM (SELECT *, toUInt8((b0 = 1)) AS f0
FROM (SELECT person, max(h_exists) AS exists_, max(h_b0) AS b0
FROM (SELECT person AS person, toUInt8(1) AS h_exists, h_b0
FROM (SELECT root AS person, 1 AS h_b0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, value_key, CAST(countIf(c0), 'UInt64') AS a0
FROM (SELECT *, multiIf(e0_n IS NOT NULL, concat('n', toString(assumeNotNull(e0_n))), e0_t = 'String', concat('t', e0_s), e0_t = 'Bool', concat('b', e0_s), concat('j', e0_s)) AS value_key
FROM (SELECT *
FROM (SELECT *, toUInt8(name = {s0:String} AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC')) AS c0
FROM (SELECT *, if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND (NOT match(e0_s, '[eE]') OR match(e0_s, '^-?[0-9.]{1,38}[eE]'))), toDecimal256OrNull(e0_s, 38), NULL) AS e0_n
FROM (SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k, multiIf(isNotNull(p.`category`.:Int64), JSONType('1'), isNotNull(p.`category`.:Float64), JSONType('0.5'), JSONType('""')) AS e0_t, multiIf(isNotNull(p.`category`.:Int64), toString(assumeNotNull(p.`category`.:Int64)), isNotNull(p.`category`.:Float64), toString(assumeNotNull(p.`category`.:Float64)), assumeNotNull(p.`category`.:String)) AS e0_s
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s4:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC') AND (isNotNull(p.`category`.:Int64) OR isNotNull(p.`category`.:String) OR (isNotNull(p.`category`.:Float64) AND abs(assumeNotNull(p.`category`.:Float64)) < 1e15 AND (abs(assumeNotNull(p.`category`.:Float64)) = 0 OR abs(assumeNotNull(p.`category`.:Float64)) > 1e-5)))
UNION ALL
SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k, JSONType(properties, {s2:String}) AS e0_t, JSONExtractString(properties, {s2:String}) AS e0_s
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s4:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s1:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC') AND NOT ((isNotNull(p.`category`.:Int64) OR isNotNull(p.`category`.:String) OR (isNotNull(p.`category`.:Float64) AND abs(assumeNotNull(p.`category`.:Float64)) < 1e15 AND (abs(assumeNotNull(p.`category`.:Float64)) = 0 OR abs(assumeNotNull(p.`category`.:Float64)) > 1e-5)))))))
WHERE c0)
WHERE (e0_t != 'Null' AND NOT (e0_t = 'String' AND e0_s = '')))
GROUP BY root, value_key)
WHERE (a0 >= {s3:Int64})))
GROUP BY person))
WHERE exists_ = 1 AND (f0)
-- s0 = 'look'
-- s1 = 1789395200000
-- s2 = 'category'
-- s3 = 3
-- s4 = ['look']
-- s5 = 1790000000000
