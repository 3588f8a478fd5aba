-- Nameless visitor, lead (left a contact), user (has a user id): decided in PostgreSQL, copied with the facts.
ALTER TABLE people ADD COLUMN stage LowCardinality(String) DEFAULT 'visitor';
