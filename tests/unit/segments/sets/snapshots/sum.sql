SELECT person
FROM (SELECT *, toUInt8(ifNull(if(abs(a0) < toDecimal256('100000000000000000000000000000000000000', 6), a0, NULL) >= toDecimal256({s2:String}, 6), 0)) AS f0
FROM (SELECT person, max(h_exists) AS exists_, sum(h_a0) AS a0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS person, toUInt8(1) AS h_exists, h_a0
FROM (SELECT person, CAST(sumIf(CAST(assumeNotNull(e0_n), 'Decimal(76, 6)'), c0 AND e0_n IS NOT NULL), 'Decimal(76, 6)') AS h_a0
FROM (SELECT *
FROM (SELECT *, toUInt8(name = {s0:String}) AS c0
FROM (SELECT *, if(e0_t IN ('Int64', 'UInt64', 'Double') OR (e0_t = 'String' AND match(e0_s, '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND (NOT match(e0_s, '[eE]') OR match(e0_s, '^-?[0-9.]{1,38}[eE]'))), toDecimal256OrNull(e0_s, 38), NULL) AS e0_n
FROM (SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k, JSONType(properties, {s1:String}) AS e0_t, JSONExtractString(properties, {s1:String}) AS e0_s
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s3:Array(String)}) AND ts <= fromUnixTimestamp64Milli({s4:Int64}, 'UTC'))))
WHERE c0)
GROUP BY person))
GROUP BY person))
WHERE exists_ = 1 AND (f0)
-- s0 = 'buy'
-- s1 = 'price'
-- s2 = '100'
-- s3 = ['buy']
-- s4 = 1790000000000
