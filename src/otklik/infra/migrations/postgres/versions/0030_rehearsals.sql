-- Rehearsals: what scenarios would have done (docs/reference/rehearsal.md).
CREATE TABLE rehearsals (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    version_id      bigint      NOT NULL,
    days            integer     NOT NULL,
    state           text        NOT NULL DEFAULT 'waiting', -- waiting | running | done | failed
    progress        real        NOT NULL DEFAULT 0,
    lease_until     timestamptz,
    tries           integer     NOT NULL DEFAULT 0,
    result          jsonb,
    people          bigint[]    NOT NULL DEFAULT '{}', -- who is named in the result
    error           text        NOT NULL DEFAULT '',
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz
);
CREATE INDEX rehearsals_scenario ON rehearsals (workspace_id, scenario_id, id);
CREATE INDEX rehearsals_open ON rehearsals (id) WHERE state IN ('waiting', 'running');
