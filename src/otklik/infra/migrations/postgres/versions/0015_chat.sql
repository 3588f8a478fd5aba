-- The visitors' side of conversations: devices, files, settings, and who is here (docs/adr/0011-conversations.md).
CREATE TABLE chat_devices (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    secret_hash     bytea       NOT NULL UNIQUE, -- SHA-256 of the 128 bits that the browser holds
    anonymous_id    text        NOT NULL,
    profile_id      bigint      NOT NULL,      -- home of the browser
    user_home       bigint,                    -- home of the user it proved to be last
    user_agent      text        NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    seen_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX chat_devices_home ON chat_devices (workspace_id, profile_id);
CREATE INDEX chat_devices_user ON chat_devices (workspace_id, user_home) WHERE user_home IS NOT NULL;
CREATE INDEX chat_devices_seen ON chat_devices (seen_at);

CREATE TABLE conversation_devices (            -- browsers that may read it without proving a user
    workspace_id    bigint NOT NULL,
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    device_id       bigint NOT NULL REFERENCES chat_devices ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, device_id)
);
CREATE INDEX conversation_devices_of ON conversation_devices (device_id);
ALTER TABLE conversations DROP COLUMN device_id;
ALTER TABLE conversations
    ADD COLUMN rating smallint,                -- 1 to 5, said by the visitor
    ADD COLUMN rating_comment text NOT NULL DEFAULT '',
    ADD COLUMN rated_at timestamptz;

CREATE TABLE conversation_files (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    blob            text        NOT NULL,      -- key in the blobs
    name            text        NOT NULL,      -- cleaned
    size            bigint      NOT NULL,
    type            text        NOT NULL,      -- sniffed
    width           integer     NOT NULL DEFAULT 0, -- of a picture, else 0
    height          integer     NOT NULL DEFAULT 0,
    owner           text        NOT NULL,      -- who may attach it: device:12 | operator:7
    conversation_id bigint,                    -- where it is attached; kept ones and new ones nowhere
    part_id         bigint,
    is_kept         boolean     NOT NULL DEFAULT false, -- of a saved reply: never swept, never attached itself
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX conversation_files_of ON conversation_files (workspace_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX conversation_files_loose ON conversation_files (created_at) WHERE conversation_id IS NULL AND NOT is_kept;

CREATE TABLE conversation_blocks (             -- whose messages are not taken
    workspace_id    bigint      NOT NULL,
    profile_id      bigint      NOT NULL,      -- each home of the person
    blocked_by      text        NOT NULL,
    blocked_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, profile_id)
);

CREATE TABLE chat_settings (
    workspace_id    bigint PRIMARY KEY,
    settings        jsonb  NOT NULL
);

-- The User Auth Key before the last change: valid for some days more.
ALTER TABLE workspaces
    ADD COLUMN old_auth_key bytea,
    ADD COLUMN old_auth_key_until timestamptz;

-- Who is here. Rows of a process count as long as the process says so: what dies is gone within seconds.
CREATE TABLE presence_processes (
    process         bigint      PRIMARY KEY,
    seen_at         timestamptz NOT NULL
);
CREATE TABLE visitor_presence (
    workspace_id    bigint      NOT NULL,
    device_id       bigint      NOT NULL,
    process         bigint      NOT NULL REFERENCES presence_processes ON DELETE CASCADE,
    profile_id      bigint      NOT NULL,      -- home
    url             text        NOT NULL,
    title           text        NOT NULL,
    user_agent      text        NOT NULL,
    since           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, device_id, process)
);
CREATE INDEX visitor_presence_home ON visitor_presence (workspace_id, profile_id);
CREATE INDEX visitor_presence_process ON visitor_presence (process);
CREATE TABLE operator_presence (
    workspace_id    bigint      NOT NULL,
    member_id       bigint      NOT NULL,
    process         bigint      NOT NULL REFERENCES presence_processes ON DELETE CASCADE,
    since           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, member_id, process)
);
CREATE INDEX operator_presence_process ON operator_presence (process);
CREATE TABLE operator_away (                   -- said by hand; holds over browsers and days
    workspace_id    bigint      NOT NULL,
    member_id       bigint      NOT NULL,
    since           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, member_id)
);
