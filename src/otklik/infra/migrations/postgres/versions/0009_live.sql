-- Segments: who is in, kept up to date by the follower (docs/adr/0008-sets-of-people.md).
-- One row a person who was ever looked at, under his root of then; an empty list says that he is known and in none.
CREATE TABLE segment_members (
    workspace_id bigint   NOT NULL,
    person       bigint   NOT NULL,
    segments     bigint[] NOT NULL,
    PRIMARY KEY (workspace_id, person)
) WITH (fillfactor = 80);

-- The earliest moment at which a person must be looked at again though nothing happens; too early costs one look.
CREATE TABLE segment_dues (
    workspace_id bigint NOT NULL,
    person       bigint NOT NULL,
    due_ms       bigint NOT NULL,
    PRIMARY KEY (workspace_id, person)
);
CREATE INDEX segment_dues_due ON segment_dues (due_ms);

-- How far the follower has come: the last batch of each lane; lane -1 counts its steps (who counts on wins, whoever
-- else still works gives up), lane -2 is the moment of the last step, which never goes back.
CREATE TABLE segment_progress (
    lane  int    PRIMARY KEY,
    batch bigint NOT NULL
);

-- Members at the end of each hour (of the last one: now), and how many came and went in it.
CREATE TABLE segment_counts (
    workspace_id bigint      NOT NULL,
    segment_id   bigint      NOT NULL REFERENCES segments ON DELETE CASCADE,
    at           timestamptz NOT NULL,        -- the beginning of the hour
    members      bigint      NOT NULL,
    entered      bigint      NOT NULL DEFAULT 0,
    left_        bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, segment_id, at)
);
CREATE INDEX segment_counts_segment ON segment_counts (segment_id);
