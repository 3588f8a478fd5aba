-- Segments: saved conditions, and the folders they lie in.
CREATE TABLE segment_folders (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name         text NOT NULL,
    position     bigint NOT NULL DEFAULT 0,     -- the order that members gave; equal ones by name
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX segment_folders_name ON segment_folders (workspace_id, lower(name));

CREATE TABLE segments (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id     bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    folder_id        bigint REFERENCES segment_folders ON DELETE SET NULL,
    name             text NOT NULL,
    description      text NOT NULL DEFAULT '',
    color            text NOT NULL DEFAULT '',
    filter           jsonb NOT NULL,            -- the condition as the member wrote it
    language_version bigint NOT NULL,
    definition       bigint NOT NULL DEFAULT 1, -- grows whenever what the condition means is edited
    depends_on       bigint[] NOT NULL DEFAULT '{}', -- segments that the condition names
    status           text NOT NULL DEFAULT 'preparing' CHECK (status IN ('preparing', 'live', 'paused')),
    ready_at         timestamptz,               -- when the members of this definition were written down
    is_announcing    boolean NOT NULL DEFAULT false, -- tells members of the first look as entering
    count_seen       bigint,
    counted_at       timestamptz,
    created_by       bigint REFERENCES members ON DELETE SET NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX segments_workspace ON segments (workspace_id, lower(name), id);
CREATE INDEX segments_depends_on ON segments USING gin (depends_on);
CREATE INDEX segments_folder ON segments (folder_id);
