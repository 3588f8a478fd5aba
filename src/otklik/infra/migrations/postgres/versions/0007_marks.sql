-- Profiles: marks of people (tags, lists, subscriptions, consents). A row is the last word of one home profile, by
-- event time, then place in the log; a person's mark is the last word of all his homes, so merges move nothing.
CREATE TABLE marks (
    workspace_id bigint  NOT NULL,
    profile_id   bigint  NOT NULL,            -- the home profile
    kind         text    NOT NULL,            -- tag | list | subscription | consent
    key          text    NOT NULL,            -- the tag; the list's id; channel or channel/topic; the kind of consent
    is_on        boolean NOT NULL,
    ts_ms        bigint  NOT NULL,
    position     bigint  NOT NULL,
    source       text    NOT NULL DEFAULT '',
    author       text    NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, profile_id, kind, key)
);
CREATE INDEX marks_on ON marks (workspace_id, kind, key, ts_ms DESC, position DESC, profile_id DESC) WHERE is_on;

CREATE TABLE tags (
    workspace_id bigint      NOT NULL,
    tag          text        NOT NULL,        -- for ever: marks and conditions name it
    title        text        NOT NULL,        -- as it is shown
    color        text        NOT NULL DEFAULT '',
    created_by   text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz,                 -- while it is being taken off everybody
    PRIMARY KEY (workspace_id, tag)
);
CREATE UNIQUE INDEX tags_title ON tags (workspace_id, lower(title)) WHERE deleted_at IS NULL;

CREATE TABLE people_lists (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    name         text        NOT NULL,
    description  text        NOT NULL DEFAULT '',
    created_by   text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz                  -- while everybody is being taken off it
);
CREATE UNIQUE INDEX people_lists_name ON people_lists (workspace_id, lower(name)) WHERE deleted_at IS NULL;

-- Consents of before become marks at the next start, in both engines (infra/consent_marks.py).
ALTER TABLE consents ADD COLUMN is_marked boolean NOT NULL DEFAULT false;
CREATE INDEX consents_unmarked ON consents (id) WHERE NOT is_marked;
