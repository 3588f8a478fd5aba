"""Rows of mail whose time is over.

All workspaces: housekeeping; no row is looked at, and each is deleted by its age alone.
"""

from datetime import datetime

from otklik.infra.postgres import Connection


async def forget_files(connection: Connection, *, before: datetime) -> None:
    """All workspaces: files of letters that left, or never will; what waits keeps its own."""
    await connection.execute(
        """
        DELETE FROM send_files f USING sends s WHERE s.id = f.send_id AND s.planned_at < %s
            AND coalesce(s.sent_at, s.planned_at) < %s AND s.state NOT IN ('planned', 'ready', 'claimed')
        """,
        (before, before),
    )


async def forget_counts(connection: Connection, *, before: datetime) -> None:
    """All workspaces: letters counted by the hour, places of warm-ups, paces of domains that get nothing."""
    await connection.execute("DELETE FROM mail_counts WHERE hour < %s", (before,))
    await connection.execute("DELETE FROM mail_days WHERE day < %s", (before.date(),))
    await connection.execute(
        "DELETE FROM mail_paces WHERE next_at < %s AND (held_until IS NULL OR held_until < %s)",
        (before, before),
    )


async def forget_reports(connection: Connection, *, before: datetime) -> None:
    """All workspaces: failures that suppress nobody any more, reports that nobody will repeat."""
    await connection.execute("DELETE FROM mail_failures WHERE day < %s", (before.date(),))
    await connection.execute("DELETE FROM mail_reports WHERE day < %s", (before.date(),))
