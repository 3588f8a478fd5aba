"""The table `segment_counts`, which the follower writes."""

from datetime import datetime
from typing import Any

import msgspec
from psycopg import AsyncConnection


class GrowthRow(msgspec.Struct, frozen=True):
    """An hour: members at its end, and who came and went."""

    at: datetime
    members: int
    entered: int
    left: int


async def list_growth(
    connection: AsyncConnection[Any], *, workspace_id: int, segment_id: int, since: datetime, limit: int
) -> list[GrowthRow]:
    """Hours from `since` on, the newest `limit` of them, oldest first."""
    cursor = await connection.execute(
        """
        SELECT * FROM (
            SELECT at, members, entered, left_ FROM segment_counts
            WHERE workspace_id = %s AND segment_id = %s AND at >= %s ORDER BY at DESC LIMIT %s
        ) newest ORDER BY at
        """,
        (workspace_id, segment_id, since, limit),
    )
    return [GrowthRow(*row) for row in await cursor.fetchall()]
