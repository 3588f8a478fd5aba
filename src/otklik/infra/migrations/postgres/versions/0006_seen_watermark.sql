-- The last batch that carried message ids to `seen`; until now every batch carried its own.
ALTER TABLE intake_positions ADD COLUMN seen_batch bigint NOT NULL DEFAULT 0;
UPDATE intake_positions SET seen_batch = batch_seq WHERE part = 0;
