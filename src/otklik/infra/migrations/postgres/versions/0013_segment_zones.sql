-- The zone by which people's dues were reckoned: months and years begin and end by it.
CREATE TABLE segment_zones (
    workspace_id bigint PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    zone         text NOT NULL
);
