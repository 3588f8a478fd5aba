"""Many people by what names them, in one statement each."""

from collections.abc import Sequence
from typing import Final

from otklik.infra.postgres import Connection

_BY_EMAIL: Final = """
    SELECT v, p.id FROM unnest(%(values)s::text[]) AS v
    JOIN profiles p ON p.workspace_id = %(workspace_id)s AND p.email = v
    ORDER BY v, p.id"""
_BY_PHONE: Final = """
    SELECT v, p.id FROM unnest(%(values)s::text[]) AS v
    JOIN profiles p ON p.workspace_id = %(workspace_id)s AND p.phone IS NOT NULL
        AND reverse(p.phone) = reverse(v)
    ORDER BY v, p.id"""


async def find_roots(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> dict[int, int]:
    """The root of each of `people` that has a row."""
    cursor = await connection.execute(
        "SELECT id, root_id FROM profiles WHERE workspace_id = %s AND id = ANY(%s::bigint[])",
        (workspace_id, list(people)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def find_proved(
    connection: Connection, *, workspace_id: int, kind: str, values: Sequence[str]
) -> dict[str, int]:
    """The root of the holder of each proved address."""
    cursor = await connection.execute(
        """
        SELECT i.value, p.root_id FROM identities i
        JOIN profiles p ON p.workspace_id = i.workspace_id AND p.id = i.profile_id
        WHERE i.workspace_id = %s AND i.kind = %s AND i.value = ANY(%s)
        """,
        (workspace_id, kind, list(values)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def find_by_contacts(
    connection: Connection, *, workspace_id: int, kind: str, values: Sequence[str]
) -> dict[str, list[int]]:
    """The roots whose card has each email (lower case) or phone (digits)."""
    cursor = await connection.execute(
        _BY_EMAIL if kind == "email" else _BY_PHONE, {"values": list(values), "workspace_id": workspace_id}
    )
    found: dict[str, list[int]] = {}
    for value, root in await cursor.fetchall():
        found.setdefault(value, []).append(root)
    return found
