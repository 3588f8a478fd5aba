-- Letters: every call of their addresses, whoever it was (docs/adr/0024-letters.md).
CREATE TABLE mail_hits (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    send_id         bigint      NOT NULL REFERENCES sends (id) ON DELETE CASCADE,
    what            text        NOT NULL,      -- open | click
    seen            text        NOT NULL,      -- human | proxy | prefetch | scanner
    rule            smallint    NOT NULL,      -- version of the rule that said so
    link            text        NOT NULL DEFAULT '', -- where a click leads
    count           integer     NOT NULL DEFAULT 1,
    first_at        timestamptz NOT NULL,
    last_at         timestamptz NOT NULL
);
CREATE UNIQUE INDEX mail_hits_once ON mail_hits (send_id, what, seen, rule, md5(link));
CREATE INDEX mail_hits_workspace ON mail_hits (workspace_id, send_id);
