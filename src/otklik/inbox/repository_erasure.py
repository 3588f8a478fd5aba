"""What an erasure does to conversations, and what an export tells of them, in PostgreSQL."""

from collections.abc import Sequence
from typing import Any, Final

from otklik.infra.postgres import Connection

_OF_CONVERSATIONS: Final = (
    "conversation_parts",
    "conversation_reads",
    "conversation_devices",
    "conversation_drafts",
    "conversation_mentions",
)
NOBODY = 0
"""Whose an emptied conversation is."""


async def list_conversation_ids(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[int]:
    """Conversations of these homes, by id."""
    cursor = await connection.execute(
        "SELECT id FROM conversations WHERE workspace_id = %s AND profile_id = ANY(%s) ORDER BY id",
        (workspace_id, list(people)),
    )
    return [row[0] for row in await cursor.fetchall()]


async def empty_conversations(
    connection: Connection, *, workspace_id: int, conversation_ids: Sequence[int], first: int
) -> None:
    """Delete the parts and whatever a row says; each row gets a number from `first` on."""
    ids = list(conversation_ids)
    for table in _OF_CONVERSATIONS:
        await connection.execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND conversation_id = ANY(%s)".encode(),  # noqa: S608 - named above
            (workspace_id, ids),
        )
    await connection.execute(
        """
        UPDATE conversations SET seq = %s - 1 + array_position(%s::bigint[], id), profile_id = %s,
            subject = '', tags = '{}', preview = '', last_author = '', status = 'closed',
            deleted_at = now(), waiting_since = NULL, snoozed_until = NULL, due_at = NULL, rating_comment = ''
        WHERE workspace_id = %s AND id = ANY(%s)
        """,
        (first, ids, NOBODY, workspace_id, ids),
    )


async def list_words(
    connection: Connection, *, workspace_id: int, people: Sequence[int], after: int, limit: int
) -> list[dict[str, Any]]:
    """Messages of these homes' conversations, by place, after `after`: what an export of a person tells."""
    cursor = await connection.execute(
        """
        SELECT p.id, p.conversation_id, c.subject, p.author_kind, p.channel, p.body, p.data::text, p.at
        FROM conversation_parts p JOIN conversations c ON c.id = p.conversation_id
        WHERE p.workspace_id = %s AND c.workspace_id = p.workspace_id AND c.profile_id = ANY(%s)
            AND p.id > %s AND p.kind = 'message'
        ORDER BY p.id LIMIT %s
        """,
        (workspace_id, list(people), after, limit),
    )
    names = ("id", "conversation_id", "subject", "author", "channel", "body", "data", "at")
    return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
