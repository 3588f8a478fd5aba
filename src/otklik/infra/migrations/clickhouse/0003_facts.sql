-- What follows from events is kept a home profile as sums that merge by themselves (docs/adr/0005-facts-by-ticks.md).
-- One tick = one INSERT of the differences of a stretch of batches, all in one part; the row (0, 0) tells which
-- ticks are in. `place`, `agent`, `url`, `…_session`, `ad_ids` begin with their order: event time ms << 64 | pos.
CREATE TABLE home_facts (
    workspace_id   UInt32,
    person         UInt64,
    tick           SimpleAggregateFunction(max, UInt64),
    events_count   SimpleAggregateFunction(sum, UInt64),
    own_count      SimpleAggregateFunction(sum, UInt64),
    pages_count    SimpleAggregateFunction(sum, UInt64),
    sessions_count SimpleAggregateFunction(sum, UInt64),
    active_ms      SimpleAggregateFunction(sum, UInt64),
    first_own      SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_own       SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    first_any      SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_any       SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    place          SimpleAggregateFunction(max, Tuple(UInt128, String)),
    agent          SimpleAggregateFunction(max, Tuple(UInt128, String)),
    url            SimpleAggregateFunction(max, Tuple(UInt128, String)),
    first_session  SimpleAggregateFunction(min, Tuple(UInt128, String)),
    last_session   SimpleAggregateFunction(max, Tuple(UInt128, String)),
    ad_ids         SimpleAggregateFunction(maxMap, Map(String, Tuple(UInt128, String)))
) ENGINE = AggregatingMergeTree
ORDER BY (workspace_id, person)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1;

-- Events of carts and orders once more, by person.
CREATE TABLE trades (
    workspace_id UInt32,
    person       UInt64,
    ts           DateTime64(3, 'UTC'),
    pos          UInt64,
    name         LowCardinality(String),
    properties   String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree
ORDER BY (workspace_id, person, ts, pos)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1;

-- Whom the follower recounts just now, and their shop sums: scratch, in memory.
CREATE TABLE facts_asked (
    run          UInt64,
    workspace_id UInt32,
    member       UInt64,
    root         UInt64,
    stage        LowCardinality(String)
) ENGINE = Memory;

CREATE TABLE facts_shops (
    run          UInt64,
    root         UInt64,
    shop         String,
    orders_count UInt32,
    revenue      Decimal(38, 6)
) ENGINE = Memory;
