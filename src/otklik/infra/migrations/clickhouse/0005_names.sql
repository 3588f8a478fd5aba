-- How often each home profile did what, by name: what conditions about all of the past are counted from.
-- name '': whatever it was; `first`: the earliest of it, of name '' property writes too: since when it exists.
-- Written by ticks of its own, one INSERT, one part each, like home_facts. Rows of workspace 0 tell how far they
-- came: name '' the last tick, name = a lane its last batch that is counted.
CREATE TABLE home_names (
    workspace_id UInt32,
    name         LowCardinality(String),
    person       UInt64,
    tick         SimpleAggregateFunction(max, UInt64) CODEC(ZSTD(1)),
    n            SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    first        SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree
ORDER BY (workspace_id, name, person)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;
