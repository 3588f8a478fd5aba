-- Watch: messages that leave their usual range (docs/adr/0023-promo-codes-and-watch.md).
CREATE TABLE watch_incidents (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      REFERENCES scenarios ON DELETE CASCADE, -- NULL: of a pool of promo codes
    node            text        NOT NULL DEFAULT '', -- step, '' the whole scenario; name of the pool
    kind            text        NOT NULL,      -- sent | delivery | read | click | goal | failures | unsubscribes | silence | promo_low
    unit            text        NOT NULL,      -- count | rate
    how             text        NOT NULL,      -- by which method the usual range was found
    value           double precision NOT NULL, -- when it began
    usual           double precision NOT NULL,
    low             double precision NOT NULL,
    high            double precision NOT NULL,
    samples         integer     NOT NULL,      -- days it was found from
    likely_cause    text        NOT NULL DEFAULT '',
    is_muted        boolean     NOT NULL DEFAULT false, -- nobody was told
    began_at        timestamptz NOT NULL,
    ended_at        timestamptz
);
CREATE UNIQUE INDEX watch_incidents_open ON watch_incidents (workspace_id, coalesce(scenario_id, 0), node, kind)
    WHERE ended_at IS NULL;
CREATE INDEX watch_incidents_list ON watch_incidents (workspace_id, id);
CREATE INDEX watch_incidents_scenario ON watch_incidents (scenario_id) WHERE scenario_id IS NOT NULL;

CREATE TABLE watch_settings (                  -- of a scenario; without a row it is watched
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL REFERENCES scenarios ON DELETE CASCADE,
    is_on           boolean     NOT NULL,
    muted_until     timestamptz,
    PRIMARY KEY (workspace_id, scenario_id)
);

CREATE TABLE watch_progress (                  -- what was looked at; who looks first has it
    workspace_id    bigint      PRIMARY KEY,
    looked_at       timestamptz NOT NULL,
    judged_day      date                       -- the last day whose figures were judged, by the workspace's clocks
);

DROP TABLE goals_progress;                     -- the follower of scenarios tells goals by its own progress
