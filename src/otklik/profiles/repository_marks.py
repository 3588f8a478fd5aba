"""Marks in PostgreSQL: the last word of each home profile; a person's is the last of all his homes."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles.contracts_marks import MarkKind, MarkRecord, MarkWrite
from otklik.profiles.identity import HomeKey


class WordRow(msgspec.Struct, frozen=True):
    """The last word of a home, and the root it counts for."""

    workspace_id: int
    root: int
    home: int
    kind: str
    key: str
    is_on: bool
    ts_ms: int
    position: int


_LATEST_OF_HOMES: Final = """
    SELECT DISTINCT ON (kind, key) kind, key, is_on, ts_ms, position, source, author FROM marks
    WHERE workspace_id = %s AND profile_id = ANY(%s)
    ORDER BY kind, key, ts_ms DESC, position DESC, is_on DESC"""


async def read_words(  # all workspaces: each root carries its own
    connection: Connection, *, roots: Iterable[HomeKey], keys: Iterable[tuple[str, str]]
) -> list[WordRow]:
    """What the homes of `roots` said last of the marks (kind, key)."""
    ordered, asked = sorted(roots), sorted(keys)
    cursor = await connection.execute(
        """
        WITH c AS MATERIALIZED (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS c(workspace_id, root)),
        h AS (
            SELECT workspace_id, root, root AS home FROM c
            UNION ALL
            SELECT c.workspace_id, c.root, p.id FROM c JOIN profiles p
                ON p.workspace_id = c.workspace_id AND p.root_id = c.root AND p.root_id <> p.id
        )
        SELECT h.workspace_id, h.root, h.home, m.kind, m.key, m.is_on, m.ts_ms, m.position
        FROM h JOIN marks m ON m.workspace_id = h.workspace_id AND m.profile_id = h.home
        WHERE (m.kind, m.key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
        """,
        (
            [root[0] for root in ordered],
            [root[1] for root in ordered],
            [kind for kind, _ in asked],
            [key for _, key in asked],
        ),
    )
    return [WordRow(*row) for row in await cursor.fetchall()]


async def store_words(  # all workspaces: each write carries its own
    connection: Connection, writes: Sequence[MarkWrite]
) -> None:
    """Keep one word a home and mark, unless a later one stands there."""
    rows: list[tuple[Any, ...]] = sorted(
        (
            write.workspace_id,
            write.person,
            write.kind.value,
            write.key,
            write.is_on,
            write.ts_ms,
            write.position,
            write.source,
            write.author,
        )
        for write in writes
    )
    await connection.execute(
        """
        INSERT INTO marks AS m
            (workspace_id, profile_id, kind, key, is_on, ts_ms, position, source, author)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::boolean[],
            %s::bigint[], %s::bigint[], %s::text[], %s::text[])
        ON CONFLICT (workspace_id, profile_id, kind, key) DO UPDATE SET is_on = excluded.is_on,
            ts_ms = excluded.ts_ms, position = excluded.position, source = excluded.source,
            author = excluded.author
        WHERE (excluded.ts_ms, excluded.position, excluded.is_on) > (m.ts_ms, m.position, m.is_on)
        """,
        [[row[index] for row in rows] for index in range(9)],
    )


async def list_marks(
    connection: Connection, *, workspace_id: int, members: Sequence[int]
) -> list[MarkRecord]:
    """What holds of the person of these homes: the last word about each mark."""
    cursor = await connection.execute(_LATEST_OF_HOMES, (workspace_id, list(members)))
    return [MarkRecord(MarkKind(row[0]), *row[1:]) for row in await cursor.fetchall()]


async def list_carriers(
    connection: Connection, *, workspace_id: int, kind: MarkKind, key: str, limit: int
) -> list[int]:
    """Homes whose last word puts the mark on, whatever other homes of theirs say."""
    cursor = await connection.execute(
        """
        SELECT profile_id FROM marks
        WHERE workspace_id = %s AND kind = %s AND key = %s AND is_on
        ORDER BY ts_ms DESC, position DESC, profile_id DESC LIMIT %s
        """,
        (workspace_id, kind.value, key, limit),
    )
    return [row[0] for row in await cursor.fetchall()]
