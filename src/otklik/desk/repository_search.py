"""Search over all that was said in a workspace, in PostgreSQL.

Words are found by stems and beginnings in the column `words`, mistyped ones by their trigrams. Whatever is
found is ranked inside a window of its newest hits, so that a common word costs no more than a rare one; the
next window is older.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection

WINDOW: Final = 2_000
"""Hits that are ranked together."""
SIMILAR: Final = 0.4
"""What a mistyped word and a place must share of their trigrams: one wrong letter of five, two of ten."""
START, END = "\x01", "\x02"
_SAID: Final = "p.workspace_id = %(workspace)s AND p.kind <> 'happening' AND p.deleted_at IS NULL"
_PLAIN: Final = "translate(%s, E'<>ёЁ\\x01\\x02', '  еЕ  ')"


class Place(msgspec.Struct, frozen=True):
    """Where a page ends: the window lies below part `top`, in it the page ends at (rank, id)."""

    top: int
    rank: float
    id: int


class Hit(msgspec.Struct, frozen=True):
    """A part that answers."""

    id: int
    rank: float


class Found(msgspec.Struct, frozen=True):
    """Hits of a window in their order; `bottom`: its oldest hit, None when no older window is there."""

    hits: list[Hit]
    bottom: int | None


async def find_words(
    connection: Connection, *, workspace_id: int, words: Sequence[str], place: Place, limit: int
) -> Found:
    """Parts with all of the words, in any of their forms or as beginnings."""
    values = _word_values(words)
    return await _find(
        connection,
        f"p.words @@ ({_tsquery(words)})",
        f"ts_rank(p.words, ({_tsquery(words)}), 1)",
        {**values, "workspace": workspace_id},
        place,
        limit,
    )


async def find_similar(
    connection: Connection, *, workspace_id: int, words: Sequence[str], place: Place, limit: int
) -> Found:
    """Parts with words that look like all of these."""
    await connection.execute(
        "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", (str(SIMILAR),)
    )
    text = "search_letters(conversation_text(p.body, p.data))"
    names = [f"w{number}" for number in range(len(words))]
    return await _find(
        connection,
        " AND ".join(f"search_letters(%({name})s) <%% {text}" for name in names),
        "("
        + " + ".join(f"word_similarity(search_letters(%({name})s), {text})" for name in names)
        + ")::real",
        {**dict(zip(names, words, strict=True)), "workspace": workspace_id},
        place,
        limit,
    )


async def _find(
    connection: Connection, condition: str, rank: str, values: dict[str, Any], place: Place, limit: int
) -> Found:
    statement = f"""
        WITH found AS MATERIALIZED (
            SELECT p.id FROM conversation_parts p WHERE {_SAID} AND {condition} AND p.id < %(top)s
        ), near AS MATERIALIZED (SELECT id FROM found ORDER BY id DESC LIMIT {WINDOW}),
        ranked AS (
            SELECT p.id, ({rank})::real AS rank FROM near JOIN conversation_parts p USING (id)
            WHERE p.workspace_id = %(workspace)s
        )
        SELECT id, rank, (SELECT min(id) FROM near), (SELECT count(*) FROM near) FROM ranked
        WHERE (rank, id) < (%(rank)s::real, %(id)s) ORDER BY rank DESC, id DESC LIMIT %(limit)s
        """  # noqa: S608 - constants of this module, values bound
    given = {**values, "top": place.top, "rank": place.rank, "id": place.id, "limit": limit}
    cursor = await connection.execute(statement.encode(), given)
    rows = await cursor.fetchall()
    has_older = bool(rows) and rows[0][3] == WINDOW
    return Found([Hit(row[0], row[1]) for row in rows], rows[0][2] if has_older else None)


def _tsquery(words: Sequence[str]) -> str:
    """All of the words: the stem, or a word that begins so."""
    one = "(plainto_tsquery('pg_catalog.russian', %(w{0})s) || to_tsquery('pg_catalog.simple', %(p{0})s))"
    return " && ".join(one.format(number) for number in range(len(words)))


def _word_values(words: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, word in enumerate(words):
        values |= {f"w{number}": word, f"p{number}": f"{word}:*"}
    return values


async def mark_words(
    connection: Connection, *, workspace_id: int, words: Sequence[str], part_ids: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """Bodies and names of files of parts with START and END around what answers to the words."""
    options = f"HighlightAll=true, StartSel={START}, StopSel={END}"
    names = (
        "coalesce((SELECT string_agg(f ->> 'name', ', ') FROM jsonb_array_elements(p.data -> 'files') f), '')"
    )
    marked = "ts_headline('pg_catalog.russian', {}, ({}), %(options)s)"
    cursor = await connection.execute(
        f"""
        SELECT p.id, {marked.format(_PLAIN % "p.body", _tsquery(words))},
            {marked.format(_PLAIN % names, _tsquery(words))}
        FROM conversation_parts p WHERE {_SAID} AND p.id = ANY(%(ids)s)
        """.encode(),  # noqa: S608 - constants of this module, values bound
        {
            **_word_values(words),
            "workspace": workspace_id,
            "ids": list(part_ids),
            "options": options,
        },
    )
    return {row[0]: (row[1], row[2]) for row in await cursor.fetchall()}
