-- Events keep the person id they were stored with; `redirects` leads to the survivor of merges.
-- `properties` is the exact JSON text, `p` the same, typed, for conditions. `pos` orders equal times:
-- log row << 24 | item in the row << 12 | derived event of the item. `batch` = partition << 48 | sequence, the proof of delivery.
CREATE TABLE events (
    workspace_id  UInt32,
    name          LowCardinality(String),
    ts            DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    person        UInt64,
    pos           UInt64 CODEC(Delta, ZSTD(1)),
    batch         UInt64 CODEC(Delta, ZSTD(1)),
    device        UInt64,
    session       UInt64,
    received_at   DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    message_id    String CODEC(ZSTD(1)),
    original_name LowCardinality(String),
    source        LowCardinality(String),
    identity      LowCardinality(String),
    quiet         UInt8,
    url           String CODEC(ZSTD(1)),
    country       LowCardinality(String),
    city          LowCardinality(String),
    device_type   LowCardinality(String),
    browser       LowCardinality(String),
    os            LowCardinality(String),
    context       String CODEC(ZSTD(3)),
    properties    String CODEC(ZSTD(3)),
    p             JSON(max_dynamic_paths = 256) MATERIALIZED CAST(properties, 'JSON(max_dynamic_paths = 256)'),
    INDEX by_batch batch TYPE minmax GRANULARITY 1,
    PROJECTION by_person (SELECT _part_offset ORDER BY workspace_id, person, ts)
) ENGINE = MergeTree
PARTITION BY toYYYYMM(ts)
ORDER BY (workspace_id, name, ts, person, pos)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Flagged bots, apart: no count and no reaction reads them.
CREATE TABLE bot_events AS events;

-- Property writes, append-only: history, "as of", "for at least". `k` = event time ms << 64 | pos, one order.
CREATE TABLE property_writes (
    workspace_id UInt32,
    property     LowCardinality(String),
    person       UInt64,
    k            UInt128,
    ts           DateTime64(3, 'UTC'),
    batch        UInt64 CODEC(Delta, ZSTD(1)),
    op           LowCardinality(String),
    value        String CODEC(ZSTD(1)),
    source       LowCardinality(String),
    author       String CODEC(ZSTD(1)),
    INDEX by_batch batch TYPE minmax GRANULARITY 1,
    PROJECTION by_person (SELECT _part_offset ORDER BY workspace_id, person)
) ENGINE = MergeTree
ORDER BY (workspace_id, property, person, k)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Present value of a property, one row a surviving person and property; value '' = unset.
CREATE TABLE property_now (
    workspace_id UInt32,
    property     LowCardinality(String),
    person       UInt64,
    version      UInt64,
    batch        UInt64,
    value        String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, property, person)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What follows from a person's events, recomputed for the touched people after each shipment (idempotent).
CREATE TABLE people (
    workspace_id   UInt32,
    person         UInt64,
    version        UInt64,
    is_deleted     UInt8,
    first_seen     DateTime64(3, 'UTC'),
    last_seen      DateTime64(3, 'UTC'),
    events_count   UInt64,
    pages_count    UInt64,
    sessions_count UInt64,
    active_ms      UInt64,
    country        LowCardinality(String),
    city           LowCardinality(String),
    language       LowCardinality(String),
    time_zone      LowCardinality(String),
    device_type    LowCardinality(String),
    browser        LowCardinality(String),
    os             LowCardinality(String),
    initial_source String CODEC(ZSTD(1)),
    last_source    String CODEC(ZSTD(1)),
    shop           String CODEC(ZSTD(1)),
    orders_count   UInt32,
    revenue        Decimal(38, 6),
    last_url       String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, person)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE redirects (
    workspace_id UInt32,
    src          UInt64,
    dst          UInt64,
    version      UInt64,
    batch        UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, src)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE DICTIONARY redirect (
    workspace_id UInt32,
    src          UInt64,
    dst          UInt64
) PRIMARY KEY workspace_id, src
SOURCE(CLICKHOUSE(QUERY 'SELECT workspace_id, src, argMax(dst, version) AS dst FROM {database}.redirects GROUP BY workspace_id, src HAVING dst != src'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

-- Message ids of the last day, to confirm what the filter in memory suspects.
CREATE TABLE seen (
    hour  DateTime('UTC'),
    h     UInt64,
    batch UInt64
) ENGINE = MergeTree
PARTITION BY toYYYYMMDD(hour)
ORDER BY h
TTL hour + INTERVAL 26 HOUR
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
