SELECT root AS person
FROM (SELECT *, toUInt8(arrayExists((x, next) -> bitTest(x.2, 0) AND (toInt64(bitShiftRight(x.1, 64)) + {s0:Int64}) < {s1:Int64} AND (NOT bitTest(next.2, 1) OR toInt64(bitShiftRight(next.1, 64)) > (toInt64(bitShiftRight(x.1, 64)) + {s0:Int64})), arraySort(a0), arrayShiftLeft(arrayReverseFill(x -> bitTest(x.2, 1), arraySort(a0)), 1))) AS f0
FROM (SELECT dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person) AS root, CAST(groupArrayIf((k, toUInt32(toUInt32(c0) * 1 + toUInt32(c1) * 2)), c0 OR c1), 'Array(Tuple(UInt128, UInt32))') AS a0
FROM (SELECT *, toUInt8(name = {s2:String}) AS c0, toUInt8(name = {s3:String}) AS c1
FROM (SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s4:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s5:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s1:Int64}, 'UTC')))
GROUP BY root))
WHERE (f0)
-- s0 = 3600000
-- s1 = 1790000000000
-- s2 = 'buy'
-- s3 = 'pay'
-- s4 = ['buy', 'pay']
-- s5 = 1789395200000
