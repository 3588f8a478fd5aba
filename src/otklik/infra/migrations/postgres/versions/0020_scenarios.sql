-- Scenarios: versioned graphs and the walks of people through them (docs/adr/0014-runs-of-scenarios.md).
CREATE TABLE scenarios (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    kind            text        NOT NULL,      -- message | chain | mailing: which editor made it
    name            text        NOT NULL,
    status          text        NOT NULL DEFAULT 'draft', -- draft | active | paused | archived
    purpose         text        NOT NULL DEFAULT 'marketing', -- marketing | product
    folder          text        NOT NULL DEFAULT '',
    stage           text        NOT NULL DEFAULT '', -- of the life cycle, for the map
    hypothesis      text        NOT NULL DEFAULT '',
    control_share   real        NOT NULL DEFAULT 0, -- of its own control group
    version_id      bigint,                    -- the one that runs, or will
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    launched_at     timestamptz
);
CREATE INDEX scenarios_list ON scenarios (workspace_id, status, id);
CREATE INDEX scenarios_live ON scenarios (id) WHERE status IN ('active', 'paused');

CREATE TABLE scenario_versions (               -- never changed
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    number          integer     NOT NULL,
    graph           jsonb       NOT NULL,
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX scenario_versions_number ON scenario_versions (scenario_id, number);

CREATE TABLE scenario_runs (                   -- one walk of one person
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    version_id      bigint      NOT NULL,      -- by which it last stepped
    profile_id      bigint      NOT NULL,      -- home of the person
    entry_key       text        NOT NULL,      -- of what it began with: the same thing begins one run
    node            text        NOT NULL,      -- '' before the first step
    visit           integer     NOT NULL DEFAULT 0, -- steps it came to
    state           text        NOT NULL DEFAULT 'waiting', -- waiting | done | exited | failed
    waits           text        NOT NULL,      -- for: time | send | event | answer
    reason          text        NOT NULL DEFAULT '',
    due_at          timestamptz,               -- when it must be looked at; only of waiting ones
    held_due_at     timestamptz,               -- of a due one in a paused scenario
    send_id         bigint,                    -- it waits for the decision about
    outcome         text        NOT NULL DEFAULT '', -- what was decided: sent, or why not
    since           timestamptz NOT NULL,      -- at this step
    entered_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    context         jsonb       NOT NULL DEFAULT '{}', -- the event it began with
    lines           integer     NOT NULL DEFAULT 0 -- of its log
);
CREATE UNIQUE INDEX scenario_runs_entry ON scenario_runs (workspace_id, scenario_id, entry_key);
CREATE INDEX scenario_runs_due ON scenario_runs (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX scenario_runs_person ON scenario_runs (workspace_id, profile_id, id);
CREATE INDEX scenario_runs_node ON scenario_runs (workspace_id, scenario_id, node) WHERE state = 'waiting';
CREATE INDEX scenario_runs_held ON scenario_runs (scenario_id) WHERE held_due_at IS NOT NULL;

CREATE TABLE scenario_entrants (               -- who ever began: repeat rules and arms of splits
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    profile_id      bigint      NOT NULL,      -- root of the person then; of several homes the oldest word rules
    entered_at      timestamptz,
    entries         integer     NOT NULL DEFAULT 0,
    arms            jsonb       NOT NULL DEFAULT '{}',
    PRIMARY KEY (workspace_id, profile_id, scenario_id)
);

CREATE TABLE scenario_steps (                  -- what became of each run at each step; the first of them
    workspace_id    bigint      NOT NULL,
    run_id          bigint      NOT NULL REFERENCES scenario_runs ON DELETE CASCADE,
    number          integer     NOT NULL,
    node            text        NOT NULL,
    what            text        NOT NULL,
    reason          text        NOT NULL DEFAULT '',
    at              timestamptz NOT NULL,
    PRIMARY KEY (run_id, number)
);

CREATE TABLE scenario_progress (               -- how far entries have been looked for
    lane            integer PRIMARY KEY,       -- -1: number of the follower's last step
    batch           bigint  NOT NULL
);
