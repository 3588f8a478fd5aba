"""Lists of conversations, and how many there are, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec

from otklik.inbox.contracts import Conversation, ConversationStatus, ReadMark, TalkChannel
from otklik.inbox.repository import COLUMNS, to_conversation
from otklik.infra.postgres import Connection

Place: TypeAlias = tuple[datetime, int]
"""Where a page ends: time of the last message, id."""


class View(msgspec.Struct, frozen=True):
    """Which conversations; nothing said: all. `assignee` 0: nobody's; `team` 0: of none."""

    status: ConversationStatus | None = None
    assignee: int | None = None
    team: int | None = None
    channel: TalkChannel | None = None
    tag: str | None = None
    profile_ids: tuple[int, ...] | None = None
    is_waiting: bool = False
    unread_by: int | None = None
    """Only what this member has not read."""


_UNREAD: Final = """visitor_part > coalesce((SELECT r.part FROM conversation_reads r
    WHERE r.workspace_id = conversations.workspace_id AND r.conversation_id = conversations.id
        AND r.member_id = %s), 0)"""


async def list_page(
    connection: Connection, *, workspace_id: int, view: View, before: Place | None, limit: int
) -> list[Conversation]:
    """The last spoken in first, from below `before`."""
    where, values = _conditions(view)
    if before is not None:
        where.append("(last_at, id) < (%s, %s)")
        values.extend(before)
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM conversations
        WHERE {" AND ".join(["workspace_id = %s", "deleted_at IS NULL", *where])}
        ORDER BY last_at DESC, id DESC LIMIT %s
        """.encode(),  # noqa: S608 - conditions of this module, values bound
        (workspace_id, *values, limit),
    )
    return [to_conversation(row) for row in await cursor.fetchall()]


def _conditions(view: View) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []
    if view.status is not None:
        where.append("status = %s")
        values.append(view.status.value)
    if view.assignee is not None:
        where.append("assignee IS NULL" if view.assignee == 0 else "assignee = %s")
        values.extend([view.assignee] if view.assignee else [])
    if view.team is not None:
        where.append("team = %s" if view.team else "team IS NULL")
        values.extend([view.team] if view.team else [])
    if view.channel is not None:
        where.append("channel = %s")
        values.append(view.channel.value)
    if view.tag is not None:
        where.append("tags @> ARRAY[%s]")
        values.append(view.tag)
    if view.profile_ids is not None:
        where.append("profile_id = ANY(%s)")
        values.append(list(view.profile_ids))
    if view.is_waiting:
        where.append("waiting_since IS NOT NULL")
    if view.unread_by is not None:
        where.append(_UNREAD)
        values.append(view.unread_by)
    return where, values


async def list_reads_of(
    connection: Connection, *, workspace_id: int, member_id: int, conversation_ids: Sequence[int]
) -> list[ReadMark]:
    """How far a member has read each of them; unread ones are left out."""
    cursor = await connection.execute(
        "SELECT conversation_id, member_id, part, seq FROM conversation_reads "
        "WHERE workspace_id = %s AND member_id = %s AND conversation_id = ANY(%s) ORDER BY conversation_id",
        (workspace_id, member_id, list(conversation_ids)),
    )
    return [ReadMark(*row) for row in await cursor.fetchall()]


async def list_readers(connection: Connection, *, workspace_id: int, conversation_id: int) -> list[ReadMark]:
    """How far each operator has read a conversation."""
    cursor = await connection.execute(
        "SELECT conversation_id, member_id, part, seq FROM conversation_reads "
        "WHERE workspace_id = %s AND conversation_id = %s ORDER BY member_id",
        (workspace_id, conversation_id),
    )
    return [ReadMark(*row) for row in await cursor.fetchall()]


async def list_last_of(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> dict[int, int]:
    """The last conversation of each of these homes that has one."""
    cursor = await connection.execute(
        """
        SELECT DISTINCT ON (profile_id) profile_id, id FROM conversations
        WHERE workspace_id = %s AND profile_id = ANY(%s) AND deleted_at IS NULL
        ORDER BY profile_id, last_at DESC, id DESC
        """,
        (workspace_id, list(people)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def list_mentioned(
    connection: Connection, *, workspace_id: int, member_id: int, before: int, limit: int
) -> list[tuple[int, Conversation]]:
    """(note, conversation) of the last note that names the member in each, the newest first."""
    columns = ", ".join(f"c.{name}" for name in Conversation.__struct_fields__)
    cursor = await connection.execute(
        f"""
        SELECT m.part, {columns} FROM (
            SELECT conversation_id, max(part) AS part FROM conversation_mentions
            WHERE workspace_id = %s AND member_id = %s GROUP BY conversation_id
        ) m JOIN conversations c ON c.workspace_id = %s AND c.id = m.conversation_id
        WHERE m.part < %s AND c.deleted_at IS NULL ORDER BY m.part DESC LIMIT %s
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, member_id, workspace_id, before, limit),
    )
    return [(row[0], to_conversation(row[1:])) for row in await cursor.fetchall()]
