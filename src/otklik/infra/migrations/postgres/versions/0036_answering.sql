-- Letters that carry what is said in conversations (docs/adr/0022-with-chat.md).
CREATE TABLE talk_letters (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    conversation_id bigint      NOT NULL REFERENCES conversations ON DELETE CASCADE,
    kind            text        NOT NULL,      -- answer | reply | notice | transcript | link
    whom_id         bigint      NOT NULL,      -- home of the visitor; of a notice the member
    first_part      bigint      NOT NULL,      -- the message that asked for it
    last_part       bigint      NOT NULL DEFAULT 0, -- the last message in it, once it was made
    address         text        NOT NULL DEFAULT '',
    state           text        NOT NULL DEFAULT 'waiting', -- waiting | claimed | sent | failed | skipped | unknown
    reason          text        NOT NULL DEFAULT '',
    error           text        NOT NULL DEFAULT '', -- the server's words
    due_at          timestamptz NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    claimed_by      text        NOT NULL DEFAULT '',
    lease_until     timestamptz,
    message_id      text        NOT NULL DEFAULT '',
    subject         text        NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    opened_at       timestamptz,               -- a person looked at it
    entered_by      bigint,                    -- the browser that its link opened the conversation to
    entered_at      timestamptz
);
CREATE UNIQUE INDEX talk_letters_waiting ON talk_letters (workspace_id, conversation_id, kind, whom_id)
    WHERE state = 'waiting';
CREATE INDEX talk_letters_due ON talk_letters (due_at) WHERE state = 'waiting';
CREATE INDEX talk_letters_lease ON talk_letters (lease_until) WHERE state = 'claimed';
CREATE INDEX talk_letters_of ON talk_letters (workspace_id, conversation_id, id);
CREATE INDEX talk_letters_whom ON talk_letters (workspace_id, whom_id);

CREATE TABLE talk_progress (                   -- up to which number conversations were looked at
    workspace_id    bigint      PRIMARY KEY,
    seq             bigint      NOT NULL
);
INSERT INTO talk_progress SELECT workspace_id, seq FROM inbox_heads; -- nobody gets letters of what was said before

CREATE TABLE talk_settings (
    workspace_id    bigint      PRIMARY KEY,
    settings        jsonb       NOT NULL
);

CREATE TABLE talk_member_settings (
    workspace_id    bigint      NOT NULL,
    member_id       bigint      NOT NULL,
    settings        jsonb       NOT NULL,
    PRIMARY KEY (workspace_id, member_id),
    FOREIGN KEY (workspace_id, member_id) REFERENCES memberships ON DELETE CASCADE
);
