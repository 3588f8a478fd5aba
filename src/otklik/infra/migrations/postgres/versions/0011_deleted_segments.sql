-- Segments that were deleted, kept a while so that a deletion can be undone under the same id.
CREATE TABLE deleted_segments (
    id               bigint PRIMARY KEY,
    workspace_id     bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    folder_id        bigint REFERENCES segment_folders ON DELETE SET NULL,
    name             text NOT NULL,
    description      text NOT NULL,
    color            text NOT NULL,
    filter           jsonb NOT NULL,
    definition       bigint NOT NULL,
    is_paused        boolean NOT NULL,
    created_by       bigint REFERENCES members ON DELETE SET NULL,
    created_at       timestamptz NOT NULL,
    deleted_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deleted_segments_workspace ON deleted_segments (workspace_id);
CREATE INDEX deleted_segments_deleted_at ON deleted_segments (deleted_at);
CREATE INDEX deleted_segments_folder ON deleted_segments (folder_id);

-- Its growth waits with it; what is forgotten for good takes its growth along.
ALTER TABLE segment_counts DROP CONSTRAINT segment_counts_segment_id_fkey;
