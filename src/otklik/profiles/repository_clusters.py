"""Many people at once: who belongs together, the heads of their cards, who answers to a text."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles.contracts import Json

_PROPERTIES = msgspec.json.Decoder(dict[str, Json])
_LIKE: Final = "0.4"
"""How much of a text's trigrams a word of a name must share."""
MAX_FOUND: Final = 1_000
"""A quick search that matches more people than this is cut: the marketer types on."""


class Cluster(msgspec.Struct, frozen=True):
    """A root and every home whose events count for it, the root first; `stage` as on the card."""

    root: int
    members: tuple[int, ...]
    stage: str


class Head(msgspec.Struct, frozen=True):
    """What lists show of a root: `properties` are its effective stored values."""

    id: int
    user_id: str | None
    properties: dict[str, Json]


async def list_clusters(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> dict[int, Cluster]:
    """The cluster of each of `people` that has a row, by the id asked for.

    Row by row (OFFSET 0): joins would read all of a table that has just grown, of which nothing is known yet.
    """
    cursor = await connection.execute(
        """
        SELECT asked.id, r.id, m.ids, r.user_id IS NOT NULL OR m.has_user,
            coalesce(r.email, '') <> '' OR coalesce(r.phone, '') <> ''
        FROM unnest(%(people)s::bigint[]) AS asked(id)
        CROSS JOIN LATERAL (
            SELECT p.root_id FROM profiles p
            WHERE p.workspace_id = %(workspace_id)s AND p.id = asked.id OFFSET 0
        ) p
        CROSS JOIN LATERAL (
            SELECT r.id, r.user_id, r.email, r.phone FROM profiles r
            WHERE r.workspace_id = %(workspace_id)s AND r.id = p.root_id OFFSET 0
        ) r
        CROSS JOIN LATERAL (
            SELECT array_agg(h.id ORDER BY h.id) AS ids,
                coalesce(bool_or(h.user_id IS NOT NULL), false) AS has_user
            FROM profiles h
            WHERE h.workspace_id = %(workspace_id)s AND h.root_id = r.id AND h.root_id <> h.id
        ) m
        """,
        {"people": list(people), "workspace_id": workspace_id},
    )
    return {row[0]: _cluster(*row[1:]) for row in await cursor.fetchall()}


def _cluster(root: int, others: list[int] | None, has_user: bool, has_contact: bool) -> Cluster:  # noqa: FBT001 - a row
    stage = "user" if has_user else "lead" if has_contact else "visitor"
    return Cluster(root=root, members=(root, *(others or ())), stage=stage)


async def list_heads(connection: Connection, *, workspace_id: int, roots: Sequence[int]) -> dict[int, Head]:
    """Heads of those `roots` that have a row."""
    cursor = await connection.execute(
        """
        SELECT r.id, coalesce(r.user_id, (
                SELECT m.user_id FROM profiles m
                WHERE m.workspace_id = r.workspace_id AND m.root_id = r.id AND m.root_id <> m.id
                    AND m.user_id IS NOT NULL LIMIT 1)), r.properties::text
        FROM profiles r WHERE r.workspace_id = %(workspace_id)s AND r.id = ANY(%(roots)s::bigint[])
        """,
        {"workspace_id": workspace_id, "roots": list(roots)},
    )
    return {row[0]: Head(row[0], row[1], _PROPERTIES.decode(row[2])) for row in await cursor.fetchall()}


async def find_people_ids(
    connection: Connection, *, workspace_id: int, text: str, digits: str, person_id: int
) -> list[int]:
    """Roots that answer to a quick search: name or email begins so, an id is exactly so, a phone ends so.

    `digits` are the text's last 4 to 10 digits, "" when it has fewer; `person_id`: the id it is, or 0.
    """
    lower = text.lower()
    values: dict[str, Any] = {
        "workspace_id": workspace_id,
        "prefix": _escape_like(lower) + "%",
        "text": lower,
        "exact": [text, lower],
        "person": person_id,
        "phone": _escape_like(digits[::-1]) + "%" if digits else "",
        "limit": MAX_FOUND,
    }
    cursor = await connection.execute(
        """
        (SELECT id FROM profiles WHERE workspace_id = %(workspace_id)s AND name IS NOT NULL
            AND lower(name) LIKE %(prefix)s LIMIT %(limit)s)
        UNION (SELECT id FROM profiles WHERE workspace_id = %(workspace_id)s AND email = %(text)s
            LIMIT %(limit)s)
        UNION (SELECT id FROM profiles WHERE workspace_id = %(workspace_id)s AND %(phone)s <> ''
            AND phone IS NOT NULL AND reverse(phone) LIKE %(phone)s LIMIT %(limit)s)
        UNION (SELECT p.root_id FROM profiles p
            WHERE p.workspace_id = %(workspace_id)s AND p.id = %(person)s)
        UNION (SELECT p.root_id FROM identities i
            JOIN profiles p ON p.workspace_id = i.workspace_id AND p.id = i.profile_id
            WHERE i.workspace_id = %(workspace_id)s
                AND i.kind IN ('user_id', 'anonymous_id', 'email', 'phone') AND i.value = ANY(%(exact)s))
        LIMIT %(limit)s
        """,
        values,
    )
    return [row[0] for row in await cursor.fetchall()]


async def find_people_like(connection: Connection, *, workspace_id: int, text: str, limit: int) -> list[int]:
    """Roots with a word in their name that looks like `text`, the most like first."""
    await connection.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", (_LIKE,))
    cursor = await connection.execute(
        """
        SELECT id FROM profiles WHERE workspace_id = %(workspace)s AND name IS NOT NULL
            AND search_letters(%(text)s) <%% search_letters(name)
        ORDER BY word_similarity(search_letters(%(text)s), search_letters(name)) DESC, id LIMIT %(limit)s
        """,
        {"workspace": workspace_id, "text": text, "limit": limit},
    )
    return [row[0] for row in await cursor.fetchall()]


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def list_online(
    connection: Connection, *, workspace_id: int, online_s: int, limit: int
) -> dict[int, tuple[str, str, Any]]:
    """Roots that are on a page now: {root: (url, title, since)}, the last heard of first."""
    cursor = await connection.execute(
        """
        SELECT DISTINCT ON (root) root, url, title, started_at FROM (
            SELECT coalesce(p.root_id, s.person) AS root, s.url, s.title, s.started_at, s.last_at
            FROM presence s
            LEFT JOIN profiles p ON p.workspace_id = s.workspace_id AND p.id = s.person
            WHERE s.workspace_id = %(workspace_id)s AND s.person <> 0
                AND s.last_at > now() - make_interval(secs => %(online_s)s)
            ORDER BY s.last_at DESC LIMIT %(limit)s
        ) present ORDER BY root, last_at DESC
        """,
        {"workspace_id": workspace_id, "online_s": online_s, "limit": limit},
    )
    return {row[0]: (row[1], row[2], row[3]) for row in await cursor.fetchall()}
