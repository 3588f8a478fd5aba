SELECT person
FROM (SELECT *, toUInt8((t0 >= {s1:Int64})) AS f0
FROM (SELECT root AS person, * EXCEPT root
FROM (SELECT if(person IN (SELECT src
FROM redirects
WHERE workspace_id = {workspace_id:UInt32}), dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person), person) AS root, sum(if(name = {s0:String}, n, 0)) AS t0
FROM (SELECT name, person, toInt64(n) AS n
FROM home_names
WHERE workspace_id = {workspace_id:UInt32} AND name IN {s2:Array(String)}
UNION ALL
SELECT name, person, toInt64(1) AS n
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND name IN {s2:Array(String)} AND ts <= fromUnixTimestamp64Milli({s3:Int64}, 'UTC') AND (batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).1 AND (batch < 9223090561878065152 OR batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).2))
UNION ALL
SELECT name, person, toInt64(-1) AS n
FROM events
WHERE workspace_id = {workspace_id:UInt32} AND name IN {s2:Array(String)} AND ts > fromUnixTimestamp64Milli({s3:Int64}, 'UTC') AND NOT (batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).1 AND (batch < 9223090561878065152 OR batch > (SELECT (maxIf(tick, name = '0'), greatest(maxIf(tick, name = '32767'), toUInt64(9223090561878065152)))
FROM home_names
WHERE workspace_id = 0).2)))
GROUP BY root HAVING t0 > 0)))
WHERE (f0)
-- s0 = 'buy'
-- s1 = 1
-- s2 = ['buy']
-- s3 = 1790000000000
