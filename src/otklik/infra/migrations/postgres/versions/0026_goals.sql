-- Goals of scenarios, and what was told of them (docs/adr/0020-goals.md).
CREATE TABLE scenario_goals (                  -- never changed; the newest number rules over all of history
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    number          integer     NOT NULL,
    goals           jsonb       NOT NULL,
    is_without      boolean     NOT NULL,      -- somebody decided that it has none
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX scenario_goals_number ON scenario_goals (workspace_id, scenario_id, number);

CREATE TABLE goals_told (                      -- what $goal_reached was told of: once each
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    goal            text        NOT NULL,
    purchase        text        NOT NULL,      -- what reached it: an order, or an event by its place
    profile_id      bigint      NOT NULL,      -- home of the person
    at              timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, purchase, scenario_id, goal)
);
CREATE INDEX goals_told_person ON goals_told (workspace_id, profile_id);

CREATE TABLE goals_progress (                  -- how far goals have been looked for
    lane            integer PRIMARY KEY,       -- -1: number of the follower's last step
    batch           bigint  NOT NULL
);
