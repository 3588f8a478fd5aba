"""Search over all that was said in a workspace, in PostgreSQL.

Words are found by stems and beginnings in the column `words`; mistyped ones by the words that may have been
meant: those one slip away, and those that look alike among what was said last. Whatever is found is ranked
inside a window of its newest hits, so that a common word costs no more than a rare one; the next window is
older.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection

WINDOW: Final = 2_000
"""Hits that are ranked together."""
SIMILAR: Final = 0.4
"""What a mistyped word and a place must share of their trigrams: one wrong letter of five, two of ten."""
LAST: Final = 5_000
"""Parts that are looked at one by one before the index is asked: what is common is found among them."""
ABOVE_ALL: Final = 1e30
"""A rank that no hit has; JSON knows no infinity."""
_CLOSE_WINDOW: Final = 400
"""The same of mistyped words: a look at how alike they are costs some 50 µs."""
_SPOKEN: Final = 2_000
"""Last parts whose words are known: those that are common here."""
START, END = "\x01", "\x02"
_SAID: Final = "p.workspace_id = %(workspace)s AND p.kind <> 'happening' AND p.deleted_at IS NULL"
_AMONG_ALL: Final = f"""found AS MATERIALIZED (
    SELECT p.id FROM conversation_parts p WHERE {_SAID} AND {{}} AND p.id < %(top)s
), edge AS (SELECT NULL::bigint AS bottom)"""  # noqa: S608 - constants of this module
_AMONG_LAST: Final = f"""last AS MATERIALIZED (
    SELECT p.id, p.body, p.data, p.words FROM conversation_parts p WHERE {_SAID} AND p.id < %(top)s
    ORDER BY p.id DESC LIMIT {LAST}), found AS MATERIALIZED (SELECT p.id FROM last p WHERE {{}}
), edge AS (SELECT CASE WHEN count(*) = {LAST} THEN min(id) END AS bottom FROM last)"""  # noqa: S608 - constants of this module
_LETTERS: Final = "search_letters(conversation_text(p.body, p.data))"
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
    connection: Connection,
    *,
    workspace_id: int,
    words: Sequence[str],
    place: Place,
    limit: int,
    is_lately: bool,
) -> Found:
    """Parts with all of the words, in any of their forms or as beginnings.

    `is_lately`: among the last LAST below the window's top. They are looked at first; only of what is rare
    there, which the index then finds quickly, all are.
    """
    values = _word_values(words)
    among = _AMONG_LAST if is_lately else _AMONG_ALL
    return await _find(
        connection,
        among.format(f"p.words @@ ({_tsquery(words)})"),
        f"ts_rank(p.words, ({_tsquery(words)}), 1)",
        {**values, "workspace": workspace_id},
        place,
        limit,
    )


class Close(msgspec.Struct, frozen=True):
    """Lexemes that a mistyped word may stand for; `spoken`: those among the last parts, which look alike."""

    spoken: set[str]
    meant: set[str]


async def list_close(
    connection: Connection, *, workspace_id: int, words: Sequence[str], meant: Sequence[Sequence[str]]
) -> list[Close]:
    """For each word what it may stand for; `meant`: words that may have been. Only what was ever said."""
    # A statement with so many words looks as if it fitted every part, and each would be looked at.
    await connection.execute("SELECT set_config('enable_seqscan', 'off', true)")
    cursor = await connection.execute(
        f"""
        WITH last AS MATERIALIZED (SELECT p.words FROM conversation_parts p WHERE {_SAID}
            ORDER BY p.id DESC LIMIT {_SPOKEN}),
        spoken AS MATERIALIZED (SELECT DISTINCT lexeme FROM last, unnest(last.words)),
        stems AS MATERIALIZED (SELECT DISTINCT n, coalesce((ts_lexize(CASE WHEN each ~ '^[a-z]+$'
            THEN 'pg_catalog.english_stem' ELSE 'pg_catalog.russian_stem' END::regdictionary, each))[1], each)
            AS lexeme FROM unnest(%(meant)s::text[], %(numbers)s::int[]) AS m(each, n))
        SELECT n, lexeme, true FROM unnest(%(words)s::text[]) WITH ORDINALITY AS w(word, n), spoken
        WHERE length(lexeme) > 2 AND abs(length(lexeme) - length(word)) < 4
            AND word_similarity(search_letters(word), search_letters(lexeme)) >= {SIMILAR}
        UNION ALL SELECT n, lexeme, true FROM stems JOIN spoken USING (lexeme)
        UNION ALL SELECT n, lexeme, false FROM stems, LATERAL (
            SELECT count(*) FROM conversation_parts p
            WHERE {_SAID} AND p.words @@ quote_literal(stems.lexeme)::tsquery
        ) AS said(times)
        WHERE said.times > 0 AND NOT EXISTS (SELECT 1 FROM spoken WHERE spoken.lexeme = stems.lexeme)
        """.encode(),  # noqa: S608 - constants of this module, values bound
        {
            "workspace": workspace_id,
            "words": list(words),
            "meant": [each for some in meant for each in some],
            "numbers": [number for number, some in enumerate(meant, start=1) for _ in some],
        },
    )
    close = [Close(set(), set()) for _ in words]
    for number, lexeme, is_spoken in await cursor.fetchall():
        (close[number - 1].spoken if is_spoken else close[number - 1].meant).add(lexeme)
    return close


async def find_close(
    connection: Connection,
    *,
    workspace_id: int,
    words: Sequence[str],
    close: Sequence[Close],
    place: Place,
    limit: int,
    is_lately: bool,
) -> Found:
    """Parts with a lexeme of each of `close`, the most like `words` first.

    `is_lately`: among the last LAST, and what is spoken only.
    """
    lexemes = [each.spoken if is_lately else each.spoken | each.meant for each in close]
    if not all(lexemes):
        return Found([], None)
    quoted = (" | ".join(f"'{each}'" for each in sorted(some)) for some in lexemes)
    query = " & ".join(f"({some})" for some in quoted)
    among = (_AMONG_LAST if is_lately else _AMONG_ALL).format("p.words @@ %(query)s::tsquery")
    rank, values = _likeness(words)
    given = {**values, "workspace": workspace_id, "query": query}
    return await _find(connection, among, rank, given, place, limit, window=_CLOSE_WINDOW)


def _likeness(words: Sequence[str]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {f"w{number}": word for number, word in enumerate(words)}
    return " + ".join(f"word_similarity(search_letters(%({name})s), {_LETTERS})" for name in values), values


async def _find(
    connection: Connection,
    among: str,
    rank: str,
    values: dict[str, Any],
    place: Place,
    limit: int,
    *,
    window: int = WINDOW,
) -> Found:
    """A page of a window; `among` gives the ids that answer below %(top)s as `found`, and their `edge`."""
    statement = f"""
        WITH {among}, near AS MATERIALIZED (SELECT id FROM found ORDER BY id DESC LIMIT {window}),
        ranked AS (
            SELECT p.id, ({rank})::real AS rank FROM near JOIN conversation_parts p USING (id)
            WHERE p.workspace_id = %(workspace)s
        )
        SELECT id, rank, CASE WHEN (SELECT count(*) FROM near) = {window} THEN (SELECT min(id) FROM near)
            ELSE (SELECT bottom FROM edge) END FROM ranked
        WHERE (rank, id) < (%(rank)s::real, %(id)s) ORDER BY rank DESC, id DESC LIMIT %(limit)s
        """  # noqa: S608 - constants of this module, values bound
    given = {**values, "top": place.top, "rank": place.rank, "id": place.id, "limit": limit}
    cursor = await connection.execute(statement.encode(), given)
    rows = await cursor.fetchall()
    return Found([Hit(row[0], row[1]) for row in rows], rows[0][2] if rows else None)


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
