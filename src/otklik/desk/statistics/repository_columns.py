"""Columns of requests and ratings, in PostgreSQL: packed by the database, a hundred thousand rows in one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from otklik.desk.statistics.columns import CHANNELS, Ratings, Requests, Tagged, read_columns
from otklik.desk.statistics.periods import NEVER
from otklik.infra.postgres import Connection

_CHANNELS: Final = ", ".join(f"'{channel.value}'" for channel in CHANNELS)


def _seconds(column: str) -> str:
    return f"coalesce(floor(date_part('epoch', {column})), {NEVER})"


def _place(column: str) -> str:
    return f"coalesce(array_position(ARRAY[{_CHANNELS}]::text[], {column}), 1) - 1"


def _pack(*columns: str) -> str:
    """Each column as one text of eight bytes a row, all in the same order: that in which the rows come."""
    return ", ".join(f"string_agg(int8send(({column})::bigint), ''::bytea)" for column in columns)


_REQUESTS: Final = f"""
    SELECT {
    _pack(
        "r.conversation_id",
        "r.part",
        _seconds("r.asked_at"),
        _seconds("r.replied_at"),
        _seconds("r.closed_at"),
        "coalesce(r.replied_by, c.assignee, 0)",
        "coalesce(c.team, 0)",
        _place("r.channel"),
    )
}
    FROM conversation_requests r JOIN conversations c ON c.id = r.conversation_id
    WHERE r.workspace_id = %s AND c.workspace_id = r.workspace_id AND c.deleted_at IS NULL
        AND r.asked_at >= %s AND r.asked_at < %s"""  # noqa: S608 - constants of this module
_RATINGS: Final = f"""
    SELECT {
    _pack(
        "c.id",
        _seconds("c.rated_at"),
        "c.rating",
        "(c.rating_comment <> '')::int",
        "coalesce(c.assignee, c.replied_by, 0)",
        "coalesce(c.team, 0)",
        _place("c.channel"),
    )
}
    FROM conversations c WHERE c.workspace_id = %s AND c.deleted_at IS NULL
        AND c.rated_at >= %s AND c.rated_at < %s AND c.rating IS NOT NULL"""  # noqa: S608 - constants of this module


async def load_requests(
    connection: Connection, *, workspace_id: int, since: datetime, until: datetime
) -> Requests:
    """Requests that began in [since, until), in no order."""
    return Requests(*read_columns(await _row(connection, _REQUESTS, (workspace_id, since, until))))


async def load_ratings(
    connection: Connection, *, workspace_id: int, since: datetime, until: datetime
) -> Ratings:
    """Ratings given in [since, until), in no order."""
    return Ratings(*read_columns(await _row(connection, _RATINGS, (workspace_id, since, until))))


async def _row(connection: Connection, statement: str, values: Sequence[object]) -> Sequence[Any]:
    cursor = connection.cursor(binary=True)  # as text the columns would be twice as long
    await cursor.execute(statement.encode(), values)
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - an aggregate gives its row
    return row


async def load_tags(
    connection: Connection, *, workspace_id: int, since: datetime, until: datetime, tag: str | None
) -> Tagged:
    """Conversations with requests or ratings in [since, until) by their tags, or those of one tag."""
    cursor = await connection.execute(
        """
        SELECT tag, string_agg(int8send(c.id), ''::bytea)
        FROM conversations c CROSS JOIN LATERAL unnest(c.tags) AS tag
        WHERE c.workspace_id = %(workspace)s AND c.deleted_at IS NULL AND c.tags <> '{}'
            AND (%(tag)s::text IS NULL OR tag = %(tag)s)
            AND (c.rated_at >= %(since)s AND c.rated_at < %(until)s OR c.id IN (
                SELECT r.conversation_id FROM conversation_requests r WHERE r.workspace_id = %(workspace)s
                    AND r.asked_at >= %(since)s AND r.asked_at < %(until)s))
        GROUP BY tag
        """,
        {"workspace": workspace_id, "tag": tag, "since": since, "until": until},
    )
    rows = await cursor.fetchall()
    return Tagged({row[0]: read_columns([row[1]])[0] for row in rows})


async def list_team_names(connection: Connection, *, workspace_id: int) -> dict[int, str]:
    """How teams are called, those that are no more too."""
    cursor = await connection.execute("SELECT id, name FROM teams WHERE workspace_id = %s", (workspace_id,))
    return {row[0]: row[1] for row in await cursor.fetchall()}
