"""Reports that were told, in PostgreSQL."""

from datetime import date

from otklik.infra.postgres import Connection


async def insert_report(
    connection: Connection, *, workspace_id: int, send_id: int, kind: str, code: str, day: date
) -> bool:
    """Remember a report of a send; False: it was told before (the same thing on another day is news)."""
    cursor = await connection.execute(
        """
        INSERT INTO mail_reports (workspace_id, send_id, kind, code, day) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT DO NOTHING RETURNING 1
        """,
        (workspace_id, send_id, kind, code, day),
    )
    return await cursor.fetchone() is not None
