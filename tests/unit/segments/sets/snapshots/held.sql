SELECT root AS person
FROM (SELECT *, toUInt8(if(empty(w3), (w1 > w0 AND (w2 > w0)), arrayExists(since -> since > 0 AND (since + {s3:Int64}) <= {s4:Int64}, [arrayFold((state, x) -> arrayMap(changed -> CAST((changed, if((JSONType(changed) = 'String' AND JSONExtractString(changed) = {s1:String}), if(state.2 > 0, state.2, toInt64(bitShiftRight(x.1, 64))), 0)), 'Tuple(String, Int64)'), [multiIf(x.2 IN ('set', 'delete'), x.3, x.2 = 'set_once', if((state.1 IN ('', 'null', '""')), x.3, state.1), x.2 = 'add', arrayMap((base, step) -> if(ifNull(abs(base) < toDecimal256('10000000000000000000000000000000000000', 38) AND abs(step) < toDecimal256('10000000000000000000000000000000000000', 38) AND abs(base + step) < toDecimal256('9223372036854775808', 38), 0), if(assumeNotNull(base + step) = truncate(assumeNotNull(base + step)), toString(assumeNotNull(base + step)), toString(toFloat64(toString(assumeNotNull(base + step))))), state.1), [if((state.1 IN ('', 'null', '""')), toDecimal256(0, 38), if(JSONType(state.1) IN ('Int64', 'UInt64', 'Double') OR (JSONType(state.1) = 'String' AND match(JSONExtractString(state.1), '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND match(JSONExtractString(state.1), '^(?:[^eE]*$|-?[0-9.]{1,38}[eE])')), toDecimal256OrNull(JSONExtractString(state.1), 38), NULL))], [if(JSONType(x.3) IN ('Int64', 'UInt64', 'Double') OR (JSONType(x.3) = 'String' AND match(JSONExtractString(x.3), '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE](?:\\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4}))?$') AND match(JSONExtractString(x.3), '^(?:[^eE]*$|-?[0-9.]{1,38}[eE])')), toDecimal256OrNull(JSONExtractString(x.3), 38), NULL)])[1], x.2 = 'append', concat('[', arrayStringConcat(arraySlice(arrayConcat(multiIf((state.1 IN ('', 'null', '""')), [], JSONType(state.1) = 'Array', arrayFilter(item -> item != 'null', JSONExtractArrayRaw(state.1)), [state.1]), multiIf((x.3 IN ('', 'null', '""')), [], JSONType(x.3) = 'Array', arrayFilter(item -> item != 'null', JSONExtractArrayRaw(x.3)), [x.3])), -1000), ','), ']'), x.2 = 'union', concat('[', arrayStringConcat(arraySlice(arrayConcat(multiIf((state.1 IN ('', 'null', '""')), [], JSONType(state.1) = 'Array', arrayFilter(item -> item != 'null', JSONExtractArrayRaw(state.1)), [state.1]), arrayDistinct(arrayFilter(item -> NOT has(multiIf((state.1 IN ('', 'null', '""')), [], JSONType(state.1) = 'Array', arrayFilter(item -> item != 'null', JSONExtractArrayRaw(state.1)), [state.1]), item), multiIf((x.3 IN ('', 'null', '""')), [], JSONType(x.3) = 'Array', arrayFilter(item -> item != 'null', JSONExtractArrayRaw(x.3)), [x.3])))), -1000), ','), ']'), x.2 = 'exclude' AND JSONType(state.1) = 'Array', concat('[', arrayStringConcat(arrayFilter(item -> NOT has(multiIf((x.3 IN ('', 'null', '""')), [], JSONType(x.3) = 'Array', arrayFilter(item -> item != 'null', JSONExtractArrayRaw(x.3)), [x.3]), item), JSONExtractArrayRaw(state.1)), ','), ']'), state.1)])[1], arraySort(w3), defaultValueOfTypeName('Tuple(String, Int64)')).2]))) AS f0
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, CAST(maxIf(k, property = {s0:String} AND NOT ((u0_t = 'String' AND u0_s = {s1:String}))), 'UInt128') AS w0, CAST(maxIf(k, property = {s0:String} AND (u0_t = 'String' AND u0_s = {s1:String})), 'UInt128') AS w1, CAST(maxIf(k, property = {s0:String} AND (u0_t = 'String' AND u0_s = {s1:String}) AND k < {s2:UInt128}), 'UInt128') AS w2, CAST(groupArrayIf((k, toString(op), value), property = {s0:String} AND (SELECT count()
FROM (SELECT 1
FROM property_writes
WHERE workspace_id = {workspace_id:UInt32} AND property = {s0:String} AND NOT op IN ('set', 'delete') LIMIT 1)) > 0 AND dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person) IN (SELECT dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)
FROM property_writes
WHERE workspace_id = {workspace_id:UInt32} AND property = {s0:String} AND NOT op IN ('set', 'delete'))), 'Array(Tuple(UInt128, String, String))') AS w3
FROM (SELECT *, JSONType(value) AS u0_t, JSONExtractString(value) AS u0_s
FROM (SELECT property, person, k, op, value
FROM property_writes
WHERE workspace_id = {workspace_id:UInt32} AND property IN {s6:Array(String)} AND k < {s5:UInt128}))
GROUP BY root))
WHERE (f0)
-- s0 = 'plan'
-- s1 = 'pro'
-- s2 = 33008515301142764599896352751616
-- s3 = 604800000
-- s4 = 1790000000000
-- s5 = 33019671891958544136713709551616
-- s6 = ['plan']
