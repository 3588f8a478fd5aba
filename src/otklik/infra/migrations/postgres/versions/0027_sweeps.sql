-- Saved triggers, and sweeps: many people who begin at once (docs/adr/0021-sweeps.md).
CREATE TABLE saved_triggers (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,
    trigger         jsonb       NOT NULL,      -- as in a graph
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX saved_triggers_name ON saved_triggers (workspace_id, lower(name));

CREATE TABLE saved_trigger_counts (            -- how often each fired, a day (UTC)
    trigger_id      bigint      NOT NULL REFERENCES saved_triggers ON DELETE CASCADE,
    day             date        NOT NULL,
    workspace_id    bigint      NOT NULL,
    fired           bigint      NOT NULL,
    PRIMARY KEY (trigger_id, day)
);

CREATE TABLE scenario_sweeps (                 -- people of a condition begin a scenario, or get its message
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    version_id      bigint      NOT NULL,
    kind            text        NOT NULL,      -- mailing | resend | inside | schedule
    key             text        NOT NULL,      -- of its occasion: each is swept once
    state           text        NOT NULL DEFAULT 'waiting', -- waiting | gathered | done | stopped | failed
    due_at          timestamptz,               -- when it is looked at next; null: paused, or over
    starts_at       timestamptz NOT NULL,      -- when the first of its people may begin
    gathers_at      timestamptz NOT NULL,      -- when its people are taken down
    options         jsonb       NOT NULL DEFAULT '{}',
    total           bigint      NOT NULL DEFAULT 0, -- people taken down
    done            bigint      NOT NULL DEFAULT 0, -- of them gone through
    begun           bigint      NOT NULL DEFAULT 0, -- of them, who began or for whom a send was planned
    slots           jsonb       NOT NULL DEFAULT '[]', -- moments given away by the throttle
    tries           integer     NOT NULL DEFAULT 0,
    error           text        NOT NULL DEFAULT '',
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    began_at        timestamptz,
    ended_at        timestamptz
);
CREATE UNIQUE INDEX scenario_sweeps_key ON scenario_sweeps (scenario_id, kind, key);
CREATE INDEX scenario_sweeps_due ON scenario_sweeps (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE scenario_sweep_portions (         -- people still to be gone through
    sweep_id        bigint      NOT NULL REFERENCES scenario_sweeps ON DELETE CASCADE,
    number          integer     NOT NULL,
    workspace_id    bigint      NOT NULL,
    homes           bigint[]    NOT NULL,
    PRIMARY KEY (sweep_id, number)
);
