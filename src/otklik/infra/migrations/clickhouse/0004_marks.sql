-- Words about marks (tags, lists, subscriptions, consents), append-only: each under the home profile it was said of.
-- `k` = event time ms << 64 | pos; the last word of all homes of a person rules.
CREATE TABLE mark_writes (
    workspace_id UInt32,
    kind         LowCardinality(String),
    key          String,
    person       UInt64,
    k            UInt128,
    ts           DateTime64(3, 'UTC'),
    batch        UInt64 CODEC(Delta, ZSTD(1)),
    is_on        UInt8,
    source       LowCardinality(String),
    author       String CODEC(ZSTD(1)),
    INDEX by_batch batch TYPE minmax GRANULARITY 1,
    PROJECTION by_person (SELECT _part_offset ORDER BY workspace_id, person)
) ENGINE = MergeTree
ORDER BY (workspace_id, kind, key, person, k)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
