-- Statistics of the inbox: what conversations hold of requests, counted from their parts (docs/adr/0017-requests.md).
CREATE TABLE conversation_requests (
    workspace_id    bigint      NOT NULL,
    conversation_id bigint      NOT NULL REFERENCES conversations ON DELETE CASCADE,
    part            bigint      NOT NULL,      -- the visitor's message it begins with
    channel         text        NOT NULL,      -- of that message
    asked_at        timestamptz NOT NULL,
    replied_at      timestamptz,               -- first answer of a person
    replied_by      bigint,
    closed_at       timestamptz,               -- the closing that ended it; null while it is open again
    PRIMARY KEY (workspace_id, conversation_id, part)
);
CREATE INDEX conversation_requests_asked ON conversation_requests (workspace_id, asked_at);
CREATE INDEX conversations_rated ON conversations (workspace_id, rated_at) WHERE rated_at IS NOT NULL;

CREATE TABLE statistics_heads (                -- up to which number conversations are counted
    workspace_id    bigint PRIMARY KEY,
    seq             bigint NOT NULL
);
