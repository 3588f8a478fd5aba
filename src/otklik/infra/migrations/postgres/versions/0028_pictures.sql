-- Pictures that everybody may see: of messages, and faces of the team.
CREATE TABLE pictures (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,      -- a keyed hash of the bytes and its ending: the same picture is one
    width           integer     NOT NULL,
    height          integer     NOT NULL,
    size            integer     NOT NULL,      -- bytes as served
    created_by      text        NOT NULL,      -- member:7, token:3
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, name)
);

ALTER TABLE members ADD COLUMN picture text;   -- path of his face, relative to the installation
