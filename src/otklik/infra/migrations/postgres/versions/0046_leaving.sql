-- Who may have to leave a scenario by its condition, and what the watch was told.
CREATE TABLE scenario_looks (                  -- runs whose person changed: the condition to leave by is asked
    run_id          bigint      PRIMARY KEY REFERENCES scenario_runs ON DELETE CASCADE,
    workspace_id    bigint      NOT NULL,
    due_at          timestamptz NOT NULL       -- later: somebody asks already
);
CREATE INDEX scenario_looks_due ON scenario_looks (due_at);
CREATE INDEX scenario_looks_workspace ON scenario_looks (workspace_id);

ALTER TABLE watch_incidents ADD COLUMN learned_at timestamptz; -- a member said that it is the new usual
CREATE INDEX watch_incidents_learned ON watch_incidents (workspace_id) WHERE learned_at IS NOT NULL;

CREATE TABLE watch_hearing (                   -- who is told; without a row the author and the owners
    workspace_id    bigint      PRIMARY KEY,
    is_author       boolean     NOT NULL,
    are_owners      boolean     NOT NULL,
    member_ids      bigint[]    NOT NULL       -- besides
);
