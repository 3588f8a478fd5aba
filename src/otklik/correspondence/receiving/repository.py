"""Whose a domain is, in PostgreSQL."""

from otklik.infra.postgres import Connection


async def find_domain(  # all workspaces: a domain belongs to one
    connection: Connection, *, domain: str
) -> tuple[int, frozenset[str]] | None:
    """All workspaces: (the workspace that takes the domain's mail, its addresses before the @)."""
    cursor = await connection.execute(
        """
        SELECT d.workspace_id, array_remove(array_agg(a.local_part), NULL)
        FROM inbound_domains d JOIN workspaces w ON w.id = d.workspace_id
        LEFT JOIN inbound_addresses a ON a.domain_id = d.id
        WHERE d.domain = %s GROUP BY d.workspace_id
        """,
        (domain,),
    )
    row = await cursor.fetchone()
    return (int(row[0]), frozenset(row[1])) if row else None
