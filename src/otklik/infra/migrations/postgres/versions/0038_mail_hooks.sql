-- Where providers of mail tell what became of letters (docs/reference/mail-providers.md).
CREATE TABLE mail_hooks (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    provider        text        NOT NULL,      -- name of its file
    secret          bytea,                     -- sealed: what its calls are signed with, or the public key
    topic           text        NOT NULL DEFAULT '', -- of SNS: the only one that is believed
    created_at      timestamptz NOT NULL DEFAULT now(),
    heard_at        timestamptz,               -- of the last call that was proved
    taken           bigint      NOT NULL DEFAULT 0, -- reports told to letters
    unclaimed       bigint      NOT NULL DEFAULT 0, -- of no letter of ours
    refused         text        NOT NULL DEFAULT '', -- why the last call was refused
    refused_at      timestamptz
);
CREATE INDEX mail_hooks_workspace ON mail_hooks (workspace_id);
