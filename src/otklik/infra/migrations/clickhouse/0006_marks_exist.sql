-- Since when a home profile exists is told by its marks, too: those of old are added, newer ones come with the ticks.
-- They add nothing to the counts, so a mark that a later tick counts again changes nothing.
INSERT INTO home_names (workspace_id, name, person, tick, n, first)
SELECT workspace_id, '', person, 0, 0, min(ts) FROM mark_writes GROUP BY workspace_id, person;
