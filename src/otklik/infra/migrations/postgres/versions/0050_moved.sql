-- A line that comes back is no sign of life: when somebody last moved is known for as long as he is expected.
ALTER TABLE operator_grace
    ADD COLUMN active_at timestamptz NOT NULL DEFAULT now();
UPDATE operator_grace g SET active_at = p.active_at
    FROM (SELECT workspace_id, member_id, max(active_at) AS active_at FROM operator_presence GROUP BY 1, 2) p
    WHERE (g.workspace_id, g.member_id) = (p.workspace_id, p.member_id);
