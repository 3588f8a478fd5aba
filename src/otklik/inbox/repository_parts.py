"""Parts of conversations, in PostgreSQL."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.inbox.contracts import Author, AuthorKind, Part, PartKind, TalkChannel
from otklik.infra.asking import Question, Rows
from otklik.infra.postgres import Connection

_ENCODE: Final = msgspec.json.Encoder().encode
_COLUMNS: Final = """id, seq, conversation_id, kind, author_kind, author_id, channel, body, data::text,
    client_key, at, edited_at, deleted_at"""
_SELECT: Final = f"SELECT {_COLUMNS} FROM conversation_parts WHERE workspace_id = %s"  # noqa: S608 - our own names


async def insert_part(
    connection: Connection, *, workspace_id: int, part: Part, external_id: str | None
) -> None:
    """Add a part. Its keys are known to be free: writers of a workspace follow each other."""
    await connection.execute(
        """
        INSERT INTO conversation_parts (workspace_id, id, seq, conversation_id, kind, author_kind, author_id,
            channel, body, data, client_key, external_id, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s)
        """,
        (
            workspace_id,
            part.id,
            part.seq,
            part.conversation_id,
            part.kind.value,
            part.author.kind.value,
            part.author.id,
            part.channel.value,
            part.body,
            _ENCODE(part.data).decode(),
            part.client_key,
            external_id,
            part.at,
        ),
    )


def part_by_key(workspace_id: int, client_key: str | None) -> Question[Part | None]:
    """The part that a client sent under this key; none has the key None."""
    return Question(_SELECT + " AND client_key = %s", (workspace_id, client_key), _first)


async def find_by_key(connection: Connection, *, workspace_id: int, client_key: str) -> Part | None:
    """As `part_by_key`, asked alone."""
    return await part_by_key(workspace_id, client_key).ask(connection)


async def find_by_external(
    connection: Connection, *, workspace_id: int, channel: TalkChannel, external_id: str
) -> Part | None:
    """The part that has this id in its channel."""
    cursor = await connection.execute(
        _SELECT + " AND channel = %s AND external_id = %s", (workspace_id, channel.value, external_id)
    )
    return _first(await cursor.fetchall())


async def list_parts(
    connection: Connection,
    *,
    workspace_id: int,
    conversation_ids: Sequence[int],
    before: int,
    limit: int,
    kinds: Sequence[PartKind] = tuple(PartKind),
) -> list[Part]:
    """Parts with an id below `before`, the newest first."""
    cursor = await connection.execute(
        _SELECT + " AND conversation_id = ANY(%s) AND id < %s AND kind = ANY(%s) ORDER BY id DESC LIMIT %s",
        (workspace_id, list(conversation_ids), before, [kind.value for kind in kinds], limit),
    )
    return [_part(row) for row in await cursor.fetchall()]


def changed_parts(workspace_id: int, *, after: int, limit: int) -> Question[list[Part]]:
    """Parts whose number is after `after`, by number."""
    return Question(
        _SELECT + " AND seq > %s ORDER BY seq LIMIT %s",
        (workspace_id, after, limit),
        lambda rows: [_part(row) for row in rows],
    )


async def find_part(connection: Connection, *, workspace_id: int, part_id: int) -> Part | None:
    """One part, deleted ones too."""
    cursor = await connection.execute(_SELECT + " AND id = %s", (workspace_id, part_id))
    row = await cursor.fetchone()
    return _part(row) if row else None


async def list_by_ids(connection: Connection, *, workspace_id: int, part_ids: Sequence[int]) -> list[Part]:
    """Those of the ids, by id."""
    cursor = await connection.execute(
        _SELECT + " AND id = ANY(%s) ORDER BY id", (workspace_id, list(part_ids))
    )
    return [_part(row) for row in await cursor.fetchall()]


async def find_answer_after(
    connection: Connection, *, workspace_id: int, conversation_id: int, after: int, but: int | None
) -> Part | None:
    """The last message of an operator other than `but` behind `after`."""
    cursor = await connection.execute(
        _SELECT
        + " AND conversation_id = %s AND id > %s AND kind = 'message' AND author_kind = 'operator'"
        + " AND deleted_at IS NULL AND author_id IS DISTINCT FROM %s ORDER BY id DESC LIMIT 1",
        (workspace_id, conversation_id, after, but),
    )
    row = await cursor.fetchone()
    return _part(row) if row else None


async def list_folded(connection: Connection, *, workspace_id: int, conversation_id: int) -> list[Part]:
    """Everything that makes a conversation what it is, the oldest first."""
    cursor = await connection.execute(
        _SELECT + " AND conversation_id = %s AND kind <> 'note' ORDER BY id", (workspace_id, conversation_id)
    )
    return [_part(row) for row in await cursor.fetchall()]


async def list_changed_of(
    connection: Connection,
    *,
    workspace_id: int,
    conversation_ids: Sequence[int],
    after: int,
    limit: int,
    kinds: Sequence[PartKind],
) -> list[Part]:
    """Parts of some conversations whose number is after `after`, by number."""
    cursor = await connection.execute(
        _SELECT + " AND conversation_id = ANY(%s) AND seq > %s AND kind = ANY(%s) ORDER BY seq LIMIT %s",
        (workspace_id, list(conversation_ids), after, [kind.value for kind in kinds], limit),
    )
    return [_part(row) for row in await cursor.fetchall()]


async def update_part(connection: Connection, *, workspace_id: int, part: Part) -> None:
    """Write what may change of a part: text, data, when it was edited or deleted, its number."""
    await connection.execute(
        """
        UPDATE conversation_parts SET seq = %s, body = %s, data = %s::jsonb, edited_at = %s, deleted_at = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (
            part.seq,
            part.body,
            _ENCODE(part.data).decode(),
            part.edited_at,
            part.deleted_at,
            workspace_id,
            part.id,
        ),
    )


def _first(rows: Rows) -> Part | None:
    return _part(rows[0]) if rows else None


def _part(row: Sequence[Any]) -> Part:
    return Part(
        id=row[0],
        seq=row[1],
        conversation_id=row[2],
        kind=PartKind(row[3]),
        author=Author(AuthorKind(row[4]), row[5]),
        channel=TalkChannel(row[6]),
        body=row[7],
        data=msgspec.json.decode(row[8]),
        client_key=row[9],
        at=row[10],
        edited_at=row[11],
        deleted_at=row[12],
    )
