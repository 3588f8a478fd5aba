-- Segments: what is done to many people at once (tags, lists, properties, erasure, files), and how far it is.
CREATE TABLE bulk_actions (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    kind         text        NOT NULL,
    options      jsonb       NOT NULL DEFAULT '{}', -- of the kind: tag, list, property and value, format …
    audience     jsonb       NOT NULL,              -- {"segment_id"} | {"filter"} as given | {"count"} of chosen people
    status       text        NOT NULL DEFAULT 'pending', -- pending | collecting | running | done | failed | cancelled
    expected     bigint      NOT NULL,              -- how many the asker saw
    total        bigint,                            -- how many there were at the start
    portion      integer     NOT NULL DEFAULT 0,    -- the last one done
    done         bigint      NOT NULL DEFAULT 0,
    changed      bigint      NOT NULL DEFAULT 0,    -- of those done: it was not so before
    failed       bigint      NOT NULL DEFAULT 0,
    failures     jsonb       NOT NULL DEFAULT '{}', -- {reason: people}
    result       jsonb       NOT NULL DEFAULT '{}', -- of a file: people written, left out by reason
    error        text        NOT NULL DEFAULT '',   -- code of what ended it
    tries        integer     NOT NULL DEFAULT 0,    -- of the present portion
    undo_of      bigint,
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    stepped_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);
CREATE INDEX bulk_actions_workspace ON bulk_actions (workspace_id, id DESC);
CREATE INDEX bulk_actions_open ON bulk_actions (stepped_at) WHERE status IN ('pending', 'collecting', 'running');
CREATE INDEX bulk_actions_over ON bulk_actions (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE bulk_action_people (             -- whom it is about, as they were at the start; gone a week after the end
    workspace_id bigint   NOT NULL,
    action_id    bigint   NOT NULL,
    portion      integer  NOT NULL,
    size         integer  NOT NULL,           -- at the start; less are left when some had themselves erased
    members      bigint[] NOT NULL,
    changed      bigint[] NOT NULL DEFAULT '{}', -- those for whom something changed: an undo is about them
    PRIMARY KEY (workspace_id, action_id, portion)
);
CREATE INDEX bulk_action_people_of ON bulk_action_people USING gin (members);

-- Whoever was in a set that was frozen before his erasure is found by it.
CREATE INDEX erasures_members ON erasures USING gin (members);
