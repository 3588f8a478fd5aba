-- Inbox: conversations and their parts; one counter a workspace orders them (docs/adr/0011-conversations.md).
CREATE TABLE inbox_heads (
    workspace_id bigint PRIMARY KEY,
    seq          bigint NOT NULL               -- the last number taken; whoever writes holds this row
);

CREATE TABLE conversations (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    seq             bigint      NOT NULL,      -- of the last change
    profile_id      bigint      NOT NULL,      -- home of the visitor
    device_id       bigint,                    -- the browser that may read it without proving a user
    channel         text        NOT NULL,      -- where it began
    reply_channel   text        NOT NULL,      -- where an answer goes: where the visitor last wrote, or was moved to
    status          text        NOT NULL DEFAULT 'open', -- open | snoozed | closed
    snoozed_until   timestamptz,
    assignee        bigint,                    -- member
    subject         text        NOT NULL DEFAULT '',
    tags            text[]      NOT NULL DEFAULT '{}',
    started_by      text        NOT NULL,      -- visitor | operator | bot
    started_at      timestamptz NOT NULL,
    last_part       bigint      NOT NULL DEFAULT 0, -- message seen by both sides
    last_at         timestamptz NOT NULL,
    last_author     text        NOT NULL DEFAULT '',
    preview         text        NOT NULL DEFAULT '',
    visitor_part    bigint      NOT NULL DEFAULT 0, -- his last message
    answer_part     bigint      NOT NULL DEFAULT 0, -- the last message to him, whoever wrote it
    visitor_read    bigint      NOT NULL DEFAULT 0, -- he has read up to this part
    operators_read  bigint      NOT NULL DEFAULT 0, -- somebody of the team has
    waiting_since   timestamptz,               -- his first message that no person has answered
    replied_at      timestamptz,               -- first answer of a person
    replied_by      bigint,
    closed_at       timestamptz,
    closed_by       text        NOT NULL DEFAULT '',
    deleted_at      timestamptz
);
CREATE UNIQUE INDEX conversations_seq ON conversations (workspace_id, seq);
CREATE INDEX conversations_list ON conversations (workspace_id, status, last_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX conversations_mine ON conversations (workspace_id, assignee, status, last_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX conversations_person ON conversations (workspace_id, profile_id);
CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE status = 'snoozed';

CREATE TABLE conversation_parts (
    workspace_id    bigint      NOT NULL,
    id              bigint      NOT NULL,      -- the number it was made with: its place for everybody
    seq             bigint      NOT NULL,      -- of the last change
    conversation_id bigint      NOT NULL REFERENCES conversations ON DELETE CASCADE,
    kind            text        NOT NULL,      -- message | note | happening
    author_kind     text        NOT NULL,      -- visitor | operator | bot | system
    author_id       bigint,                    -- home profile, member
    channel         text        NOT NULL,
    body            text        NOT NULL DEFAULT '',
    data            jsonb       NOT NULL DEFAULT '{}', -- files, mentions; of a happening: what, and its details
    client_key      text,                      -- of the client that sent it: sent again it is the same part
    external_id     text,                      -- of the channel: Message-ID, a messenger's message id
    at              timestamptz NOT NULL,
    edited_at       timestamptz,
    deleted_at      timestamptz,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX conversation_parts_seq ON conversation_parts (workspace_id, seq);
CREATE INDEX conversation_parts_of ON conversation_parts (workspace_id, conversation_id, id);
CREATE UNIQUE INDEX conversation_parts_key ON conversation_parts (workspace_id, client_key) WHERE client_key IS NOT NULL;
CREATE UNIQUE INDEX conversation_parts_external ON conversation_parts (workspace_id, channel, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE conversation_reads (              -- how far each operator has read
    workspace_id    bigint NOT NULL,
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    member_id       bigint NOT NULL,
    part            bigint NOT NULL,
    seq             bigint NOT NULL,
    PRIMARY KEY (workspace_id, conversation_id, member_id)
);
CREATE UNIQUE INDEX conversation_reads_seq ON conversation_reads (workspace_id, seq);
