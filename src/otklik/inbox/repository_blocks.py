"""Whose messages are not taken, in PostgreSQL. A block names every home of the person."""

from collections.abc import Sequence

from otklik.infra.asking import Question
from otklik.infra.postgres import Connection


async def block(connection: Connection, *, workspace_id: int, people: Sequence[int], author: str) -> None:
    """Take no messages of these homes any more."""
    await connection.execute(
        "INSERT INTO conversation_blocks (workspace_id, profile_id, blocked_by) "
        "SELECT %s, unnest(%s::bigint[]), %s ON CONFLICT DO NOTHING",
        (workspace_id, list(people), author),
    )


async def unblock(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Take the messages of these homes again."""
    await connection.execute(
        "DELETE FROM conversation_blocks WHERE workspace_id = %s AND profile_id = ANY(%s)",
        (workspace_id, list(people)),
    )


def blocked(workspace_id: int, people: Sequence[int]) -> Question[set[int]]:
    """Those of these homes that are blocked."""
    return Question(
        "SELECT profile_id FROM conversation_blocks WHERE workspace_id = %s AND profile_id = ANY(%s)",
        (workspace_id, list(people)),
        lambda rows: {row[0] for row in rows},
    )


def is_blocked(workspace_id: int, conversation_id: int, author_id: int | None) -> Question[bool]:
    """Whether a visitor, or the person of the conversation he writes in, is blocked."""
    return Question(
        """
        SELECT EXISTS (SELECT FROM conversation_blocks WHERE workspace_id = %(workspace)s AND profile_id IN (
            %(author)s, (SELECT profile_id FROM conversations
                WHERE workspace_id = %(workspace)s AND id = %(conversation)s)))
        """,
        {"workspace": workspace_id, "author": author_id, "conversation": conversation_id},
        lambda rows: bool(rows[0][0]),
    )


async def list_blocked(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> set[int]:
    """As `blocked`, asked alone."""
    return await blocked(workspace_id, people).ask(connection)
