"""What was called of letters, in PostgreSQL."""

from datetime import datetime

from otklik.infra.postgres import Connection
from otklik.messaging.mail.judging import RULE, Seen

MAX_LINK = 1_000


# all workspaces: a signed mark names the send, and nobody can make one
async def find_workspace(connection: Connection, *, send_id: int) -> int | None:
    """All workspaces: whose a send is. Only a signed mark names one, so nobody can ask for another's."""
    cursor = await connection.execute("SELECT workspace_id FROM sends WHERE id = %s", (send_id,))
    row = await cursor.fetchone()
    return int(row[0]) if row else None


async def count_hit(
    connection: Connection,
    *,
    workspace_id: int,
    send_id: int,
    what: str,
    seen: Seen,
    link: str,
    at: datetime,
) -> None:
    """Count a call of one kind: the row of the first one, and how often."""
    await connection.execute(
        """
        INSERT INTO mail_hits (workspace_id, send_id, what, seen, rule, link, first_at, last_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (send_id, what, seen, rule, md5(link))
        DO UPDATE SET count = mail_hits.count + 1, last_at = excluded.last_at
        """,
        (workspace_id, send_id, what, seen.value, RULE, link[:MAX_LINK], at, at),
    )
