-- Profiles: a merge remembers the two home profiles whose naming together caused it, so that undoing one
-- merge splits a cluster exactly, whatever was merged before and after.
ALTER TABLE merges ADD COLUMN src_home bigint;
ALTER TABLE merges ADD COLUMN dst_home bigint;
UPDATE merges SET src_home = src, dst_home = dst;
ALTER TABLE merges ALTER COLUMN src_home SET NOT NULL;
ALTER TABLE merges ALTER COLUMN dst_home SET NOT NULL;
DROP INDEX merges_once;
CREATE UNIQUE INDEX merges_once ON merges (workspace_id, src_home, dst_home) WHERE undone_at IS NULL;
CREATE INDEX merges_dst_home ON merges (workspace_id, dst_home) WHERE undone_at IS NULL;
CREATE INDEX merges_undone ON merges (workspace_id, src_home, dst_home) WHERE undone_at IS NOT NULL;
CREATE INDEX consents_profile ON consents (workspace_id, profile_id);
CREATE INDEX profiles_users ON profiles (workspace_id, user_id) WHERE user_id IS NOT NULL;
