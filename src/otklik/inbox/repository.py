"""Conversations and the workspace's counter, in PostgreSQL (docs/adr/0011-conversations.md)."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.inbox.contracts import AuthorKind, Conversation, ConversationStatus, ReadMark, TalkChannel
from otklik.infra.asking import Question
from otklik.infra.postgres import Connection

COLUMNS: Final = ", ".join(Conversation.__struct_fields__)
_CHANGEABLE: Final = tuple(
    name for name in Conversation.__struct_fields__ if name not in {"id", "workspace_id"}
)
_SELECT: Final = f"SELECT {COLUMNS} FROM conversations WHERE workspace_id = %s"  # noqa: S608 - our own names
_INSERT: Final = f"""
    INSERT INTO conversations (workspace_id, {", ".join(_CHANGEABLE)})
    VALUES (%s, {", ".join(["%s"] * len(_CHANGEABLE))}) RETURNING id"""  # noqa: S608 - our own names
_UPDATE: Final = f"""
    UPDATE conversations SET {", ".join(f"{name} = %s" for name in _CHANGEABLE)}
    WHERE workspace_id = %s AND id = %s"""  # noqa: S608 - our own names


def line_of(workspace_id: int) -> str:
    """What writers of a workspace's conversations stand in line for (`Postgres.in_line`)."""
    return f"inbox {workspace_id}"


def next_number(workspace_id: int, count: int = 1) -> Question[int]:
    """Take the next numbers of the workspace; the last of them.

    Until the transaction ends nobody else writes to the workspace's conversations.
    """
    return Question(
        """
        INSERT INTO inbox_heads (workspace_id, seq) VALUES (%s, %s)
        ON CONFLICT (workspace_id) DO UPDATE SET seq = inbox_heads.seq + excluded.seq RETURNING seq
        """,
        (workspace_id, count),
        lambda rows: int(rows[0][0]),
    )


async def take_numbers(connection: Connection, *, workspace_id: int, count: int = 1) -> int:
    """As `next_number`, asked alone."""
    return await next_number(workspace_id, count).ask(connection)


async def hold_numbers(connection: Connection, *, workspace_id: int) -> None:
    """As `take_numbers`, for who does not know yet whether he will write."""
    await take_numbers(connection, workspace_id=workspace_id, count=0)


def head(workspace_id: int) -> Question[int]:
    """The last number that was taken and committed, 0 before the first."""
    return Question(
        "SELECT seq FROM inbox_heads WHERE workspace_id = %s",
        (workspace_id,),
        lambda rows: int(rows[0][0]) if rows else 0,
    )


async def read_head(connection: Connection, *, workspace_id: int) -> int:
    """As `head`, asked alone."""
    return await head(workspace_id).ask(connection)


async def hold_still(connection: Connection) -> None:  # all workspaces: it reads nothing
    """Let everything that the transaction reads from here on be of one moment; its first statement."""
    await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def conversation(workspace_id: int, conversation_id: int) -> Question[Conversation | None]:
    """One conversation, deleted ones too."""
    return Question(
        _SELECT + " AND id = %s",
        (workspace_id, conversation_id),
        lambda rows: to_conversation(rows[0]) if rows else None,
    )


async def find_conversation(
    connection: Connection, *, workspace_id: int, conversation_id: int
) -> Conversation | None:
    """As `conversation`, asked alone."""
    return await conversation(workspace_id, conversation_id).ask(connection)


async def insert_conversation(
    connection: Connection, *, workspace_id: int, conversation: Conversation
) -> Conversation:
    """Make a conversation; it with its id."""
    cursor = await connection.execute(_INSERT, (workspace_id, *_values(conversation, _CHANGEABLE)))
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return msgspec.structs.replace(conversation, id=int(row[0]))


async def update_conversation(
    connection: Connection, *, workspace_id: int, conversation: Conversation
) -> None:
    """Write every field that may change."""
    values = _values(conversation, _CHANGEABLE)
    await connection.execute(_UPDATE, (*values, workspace_id, conversation.id))


async def list_conversations(
    connection: Connection, *, workspace_id: int, conversation_ids: Sequence[int]
) -> list[Conversation]:
    """Those of the ids, by number."""
    cursor = await connection.execute(
        _SELECT + " AND id = ANY(%s) ORDER BY seq", (workspace_id, list(conversation_ids))
    )
    return [to_conversation(row) for row in await cursor.fetchall()]


def changed_conversations(workspace_id: int, *, after: int, limit: int) -> Question[list[Conversation]]:
    """Conversations whose number is after `after`, by number."""
    return Question(
        _SELECT + " AND seq > %s ORDER BY seq LIMIT %s",
        (workspace_id, after, limit),
        lambda rows: [to_conversation(row) for row in rows],
    )


async def write_read(connection: Connection, *, workspace_id: int, mark: ReadMark) -> None:
    """Note how far an operator has read."""
    await connection.execute(
        """
        INSERT INTO conversation_reads (workspace_id, conversation_id, member_id, part, seq)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (workspace_id, conversation_id, member_id) DO UPDATE
        SET part = excluded.part, seq = excluded.seq
        """,
        (workspace_id, mark.conversation_id, mark.member_id, mark.part, mark.seq),
    )


async def advance_read(connection: Connection, *, workspace_id: int, mark: ReadMark) -> None:
    """Note that an operator has read up to a part, unless he has read further."""
    await connection.execute(
        """
        INSERT INTO conversation_reads AS r (workspace_id, conversation_id, member_id, part, seq)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (workspace_id, conversation_id, member_id) DO UPDATE
        SET part = excluded.part, seq = excluded.seq WHERE r.part < excluded.part
        """,
        (workspace_id, mark.conversation_id, mark.member_id, mark.part, mark.seq),
    )


async def find_read(
    connection: Connection, *, workspace_id: int, conversation_id: int, member_id: int
) -> ReadMark | None:
    """How far an operator has read a conversation."""
    cursor = await connection.execute(
        "SELECT conversation_id, member_id, part, seq FROM conversation_reads "
        "WHERE workspace_id = %s AND conversation_id = %s AND member_id = %s",
        (workspace_id, conversation_id, member_id),
    )
    row = await cursor.fetchone()
    return ReadMark(*row) if row else None


def changed_reads(workspace_id: int, *, after: int, limit: int) -> Question[list[ReadMark]]:
    """Marks whose number is after `after`, by number."""
    return Question(
        "SELECT conversation_id, member_id, part, seq FROM conversation_reads "
        "WHERE workspace_id = %s AND seq > %s ORDER BY seq LIMIT %s",
        (workspace_id, after, limit),
        lambda rows: [ReadMark(*row) for row in rows],
    )


def _values(conversation: Conversation, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(_value(getattr(conversation, name)) for name in names)


def _value(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    return list(value) if isinstance(value, tuple) else value


def to_conversation(row: Sequence[Any]) -> Conversation:  # all workspaces: a row, however found
    """A row of COLUMNS."""
    given = dict(zip(Conversation.__struct_fields__, row, strict=True))
    return Conversation(
        **{
            **given,
            "channel": TalkChannel(given["channel"]),
            "reply_channel": TalkChannel(given["reply_channel"]),
            "status": ConversationStatus(given["status"]),
            "tags": tuple(given["tags"]),
            "started_by": AuthorKind(given["started_by"]),
        }
    )


async def is_member(connection: Connection, *, workspace_id: int, member_id: int) -> bool:
    """Whether somebody belongs to the workspace."""
    cursor = await connection.execute(
        "SELECT 1 FROM memberships WHERE workspace_id = %s AND member_id = %s", (workspace_id, member_id)
    )
    return await cursor.fetchone() is not None
