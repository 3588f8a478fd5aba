-- Tasks: what somebody of the team is to do, by when, for whom.
CREATE TABLE tasks (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    title           text        NOT NULL,
    note            text        NOT NULL DEFAULT '',
    profile_id      bigint,                    -- a home of the person whom it is about
    conversation_id bigint,
    assignee        bigint,                    -- member; null: whoever of the team takes it
    team_id         bigint,
    due_at          timestamptz,
    remind_at       timestamptz,
    reminded_at     timestamptz,               -- told; null again when the reminder is moved
    done_at         timestamptz,
    done_by         text        NOT NULL DEFAULT '',
    created_by      text        NOT NULL,      -- operator:7 | token:2 | scenario:3 | system
    unique_key      text,                      -- of who makes it: the same key is the same task
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
-- Open ones are read in the order in which they are due, those without a date last; one index for each way.
CREATE INDEX tasks_open ON tasks (workspace_id, coalesce(due_at, 'infinity'::timestamptz), id) WHERE done_at IS NULL;
CREATE INDEX tasks_mine ON tasks (workspace_id, assignee, coalesce(due_at, 'infinity'::timestamptz), id) WHERE done_at IS NULL;
CREATE INDEX tasks_team ON tasks (workspace_id, team_id, coalesce(due_at, 'infinity'::timestamptz), id)
    WHERE done_at IS NULL AND team_id IS NOT NULL;
CREATE INDEX tasks_done ON tasks (workspace_id, done_at DESC, id DESC) WHERE done_at IS NOT NULL;
CREATE INDEX tasks_person ON tasks (workspace_id, profile_id) WHERE profile_id IS NOT NULL;
CREATE INDEX tasks_reminders ON tasks (remind_at) WHERE remind_at IS NOT NULL AND reminded_at IS NULL AND done_at IS NULL;
CREATE UNIQUE INDEX tasks_key ON tasks (workspace_id, unique_key) WHERE unique_key IS NOT NULL;
