-- Rules of work: teams, who gets a conversation, when it goes back (docs/adr/0015-who-gets-a-conversation.md).
CREATE TABLE teams (
    id                 bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id       bigint      NOT NULL,
    name               text        NOT NULL,
    mode               text        NOT NULL,   -- take | round_robin | least_busy
    operator_limit     integer,                -- open conversations of a member, above which he is given no more
    back_after_minutes integer,                -- of silence while the visitor waits; null: never
    position           integer     NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz             -- closed conversations keep it, statistics its name
);
CREATE UNIQUE INDEX teams_name ON teams (workspace_id, lower(name)) WHERE deleted_at IS NULL;

CREATE TABLE team_members (
    workspace_id    bigint  NOT NULL,
    team_id         bigint  NOT NULL REFERENCES teams ON DELETE CASCADE,
    member_id       bigint  NOT NULL,
    operator_limit  integer,                   -- his own, in place of the team's
    last_given      bigint  NOT NULL DEFAULT 0, -- the workspace's number when the team gave him one last
    PRIMARY KEY (team_id, member_id),
    FOREIGN KEY (workspace_id, member_id) REFERENCES memberships ON DELETE CASCADE
);
CREATE INDEX team_members_member ON team_members (workspace_id, member_id);

CREATE TABLE routing_settings (
    workspace_id    bigint PRIMARY KEY,
    settings        jsonb  NOT NULL
);

ALTER TABLE conversations
    ADD COLUMN team          bigint,
    ADD COLUMN assigned_at   timestamptz,      -- since when the assignee has it
    ADD COLUMN asked_at      timestamptz,      -- when the visitor was asked how it was
    ADD COLUMN passed_by     bigint,           -- who gave it up or was silent: it is not given to him again
    ADD COLUMN hours_told_at timestamptz,      -- when the visitor was told last that the team is not at work
    ADD COLUMN due_at        timestamptz;      -- when a rule has to look at it again
CREATE INDEX conversations_due ON conversations (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX conversations_queue ON conversations (workspace_id, team, waiting_since, id) INCLUDE (visitor_part)
    WHERE team IS NOT NULL AND assignee IS NULL AND status = 'open' AND waiting_since IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX conversations_team ON conversations (workspace_id, team, status, last_at DESC, id DESC)
    WHERE team IS NOT NULL AND deleted_at IS NULL;

ALTER TABLE operator_presence
    ADD COLUMN active_at timestamptz NOT NULL DEFAULT now(); -- the last sign of life of a screen
ALTER TABLE operator_away
    ADD COLUMN is_automatic boolean NOT NULL DEFAULT false;  -- nothing moved: the next sign of life ends it

CREATE TABLE operator_grace (                  -- who is or was just now at the desk; kept until his absence is settled
    workspace_id    bigint  NOT NULL,
    member_id       bigint  NOT NULL,
    has_come        boolean NOT NULL DEFAULT true, -- and was not given anything for it yet
    left_at         timestamptz,               -- when it was noticed that he is gone
    PRIMARY KEY (workspace_id, member_id)
);
