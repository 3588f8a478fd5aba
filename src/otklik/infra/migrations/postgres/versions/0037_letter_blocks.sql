-- Blocks of letters that a workspace keeps under a name, to be put into other letters.
CREATE TABLE letter_blocks (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,
    block           jsonb       NOT NULL,
    created_by      text        NOT NULL,      -- member:7, token:3
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX letter_blocks_by_workspace ON letter_blocks (workspace_id, name);
