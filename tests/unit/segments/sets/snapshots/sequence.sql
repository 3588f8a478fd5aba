SELECT root AS person
FROM (SELECT *, toUInt8((arrayFold((best, x) -> (if(bitTest(x.2, 0), greatest(best.1, (toInt64(bitShiftRight(x.1, 64)) + {s0:Int64})), best.1), if(bitTest(x.2, 1) AND best.1 >= toInt64(bitShiftRight(x.1, 64)), greatest(best.2, best.1), best.2)), arraySort(a0), (toInt64(0), toInt64(0))).2 > 0)) AS f0
FROM (SELECT dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person) AS root, CAST(groupArrayIf((k, toUInt32(toUInt32(c0) * 1 + toUInt32(c1) * 2)), c0 OR c1), 'Array(Tuple(UInt128, UInt32))') AS a0
FROM (SELECT *, toUInt8(name = {s1:String}) AS c0, toUInt8(name = {s2:String}) AS c1
FROM (SELECT person, name, ts, bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s3:Array(String)}) AND ts >= fromUnixTimestamp64Milli({s4:Int64}, 'UTC') AND ts <= fromUnixTimestamp64Milli({s5:Int64}, 'UTC')))
GROUP BY root))
WHERE (f0)
-- s0 = 3600000
-- s1 = 'buy'
-- s2 = 'pay'
-- s3 = ['buy', 'pay']
-- s4 = 1789395200000
-- s5 = 1790000000000
