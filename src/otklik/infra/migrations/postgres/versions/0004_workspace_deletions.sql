-- Workspaces: what was deleted by whom, and the proof that nothing of it is left. Outlives the workspace.
CREATE TABLE workspace_deletions (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deleted_id     bigint NOT NULL UNIQUE,         -- of the workspace; not named workspace_id: this row stays
    name           text NOT NULL,
    member_id      bigint REFERENCES members ON DELETE SET NULL,
    requested_at   timestamptz NOT NULL DEFAULT now(),
    verified_at    timestamptz,
    proof          jsonb NOT NULL DEFAULT '{}'     -- rows counted per store at the end: all zero
);
