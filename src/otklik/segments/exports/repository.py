"""What ad systems' files need of many people at once, from PostgreSQL."""

from collections.abc import Sequence

import msgspec

from otklik.infra.postgres import Connection

_WORDS = ("consent", "subscription")


class ContactRow(msgspec.Struct, frozen=True):
    """Contacts and stated properties of a root, under the id that was `asked` for; "" = none."""

    asked: int
    root: int
    user_id: str
    email: str
    phone: str
    first_name: str
    last_name: str
    city: str
    country: str
    gender: str
    birthday: str


async def list_contacts(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[ContactRow]:
    """Those of `people` who have a row: nameless visitors have no contacts."""
    cursor = await connection.execute(
        """
        SELECT asked.id, r.id, coalesce(r.user_id, (
                SELECT m.user_id FROM profiles m WHERE m.workspace_id = r.workspace_id AND m.root_id = r.id
                    AND m.root_id <> m.id AND m.user_id IS NOT NULL LIMIT 1), ''),
            coalesce(r.email, ''), coalesce(r.properties ->> '$phone', ''),
            coalesce(r.properties ->> '$first_name', ''), coalesce(r.properties ->> '$last_name', ''),
            coalesce(r.properties ->> '$city', ''), coalesce(r.properties ->> '$country', ''),
            coalesce(r.properties ->> '$gender', ''), coalesce(r.properties ->> '$birthday', '')
        FROM unnest(%(people)s::bigint[]) AS asked(id)
        JOIN profiles p ON p.workspace_id = %(workspace_id)s AND p.id = asked.id
        JOIN profiles r ON r.workspace_id = %(workspace_id)s AND r.id = p.root_id
        """,
        {"workspace_id": workspace_id, "people": list(people)},
    )
    return [ContactRow(*row) for row in await cursor.fetchall()]


async def list_words(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[tuple[int, str, str, bool]]:
    """(person asked for, consent | subscription, its key, the last word) over all homes of his."""
    cursor = await connection.execute(
        """
        WITH asked AS (
            SELECT a.id, coalesce(p.root_id, a.id) AS root FROM unnest(%(people)s::bigint[]) AS a(id)
            LEFT JOIN profiles p ON p.workspace_id = %(workspace_id)s AND p.id = a.id)
        SELECT DISTINCT ON (asked.id, m.kind, m.key) asked.id, m.kind, m.key, m.is_on
        FROM asked CROSS JOIN LATERAL (
            SELECT asked.root AS id
            UNION ALL
            SELECT h.id FROM profiles h
            WHERE h.workspace_id = %(workspace_id)s AND h.root_id = asked.root AND h.root_id <> h.id
        ) AS home
        JOIN marks m
            ON m.workspace_id = %(workspace_id)s AND m.profile_id = home.id AND m.kind = ANY(%(kinds)s)
        ORDER BY asked.id, m.kind, m.key, m.ts_ms DESC, m.position DESC, m.profile_id DESC
        """,
        {"workspace_id": workspace_id, "people": list(people), "kinds": list(_WORDS)},
    )
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def list_erased(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> set[int]:
    """Those of `people` who had themselves erased, whatever of them an engine still holds."""
    cursor = await connection.execute(
        """
        SELECT DISTINCT asked.id
        FROM erasures e JOIN LATERAL unnest(e.members) AS gone(id) ON true
        JOIN unnest(%(people)s::bigint[]) AS asked(id) ON asked.id = gone.id
        WHERE e.workspace_id = %(workspace_id)s AND e.members && %(people)s::bigint[]
        """,
        {"workspace_id": workspace_id, "people": list(people)},
    )
    return {row[0] for row in await cursor.fetchall()}
