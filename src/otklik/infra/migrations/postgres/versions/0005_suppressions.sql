-- Profiles: suppressions are keyed with the installation's secret; rows of before are keyed at the next start.
ALTER TABLE suppressions ADD COLUMN is_keyed boolean NOT NULL DEFAULT false;
CREATE INDEX suppressions_unkeyed ON suppressions (value_hash) WHERE NOT is_keyed;
