-- Web Push (RFC 8030): browsers that members let us notify.
CREATE TABLE push_subscriptions (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    member_id       bigint      NOT NULL,
    endpoint        text        NOT NULL,      -- of the browser's own push service
    p256dh          bytea       NOT NULL,      -- the browser's key, a point of P-256
    auth            bytea       NOT NULL,      -- the secret it shares with us
    user_agent      text        NOT NULL DEFAULT '',
    is_phone        boolean     NOT NULL DEFAULT false,
    has_previews    boolean     NOT NULL DEFAULT true,
    failures        integer     NOT NULL DEFAULT 0, -- in a row
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, endpoint),
    FOREIGN KEY (workspace_id, member_id) REFERENCES memberships ON DELETE CASCADE
);
CREATE INDEX push_subscriptions_member ON push_subscriptions (workspace_id, member_id);

CREATE TABLE push_told (                       -- what a member was told of last: not again within the minute
    workspace_id    bigint      NOT NULL,
    member_id       bigint      NOT NULL,
    topic           text        NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, member_id, topic)
);
CREATE INDEX push_told_at ON push_told (at);

CREATE TABLE push_progress (                   -- up to which number conversations were looked at
    workspace_id    bigint      PRIMARY KEY,
    seq             bigint      NOT NULL
);
