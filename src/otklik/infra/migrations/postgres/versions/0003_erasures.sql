-- Profiles: what an erasure has to look for, encrypted; emptied as soon as nothing of it is left.
ALTER TABLE erasures ADD COLUMN sealed bytea;
CREATE INDEX erasures_open ON erasures (workspace_id, profile_id) WHERE status <> 'verified';
