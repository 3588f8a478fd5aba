"""Whom messages go to, many at once: the card behind each home, and what its human said of channels."""

from collections.abc import Sequence
from typing import Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles.contracts import Json
from otklik.profiles.contracts_marks import MarkKind, Word

_PROPERTIES: Final = msgspec.json.Decoder(dict[str, Json])
_KINDS: Final = [MarkKind.SUBSCRIPTION.value, MarkKind.CONSENT.value]


class CardRow(msgspec.Struct, frozen=True):
    """The card that a home leads to; `members` are all homes of it, the root among them."""

    home: int
    root: int
    user_id: str | None
    members: tuple[int, ...]
    properties: dict[str, Json]


async def list_cards(connection: Connection, *, workspace_id: int, homes: Sequence[int]) -> list[CardRow]:
    """Cards of those `homes` that have a row."""
    cursor = await connection.execute(
        """
        SELECT p.id, r.id, coalesce(r.user_id, others.user_id), others.ids, r.properties::text
        FROM profiles p JOIN profiles r ON r.workspace_id = p.workspace_id AND r.id = p.root_id
        CROSS JOIN LATERAL (
            SELECT array_agg(m.id) AS ids, min(m.user_id) AS user_id FROM profiles m
            WHERE m.workspace_id = r.workspace_id AND m.root_id = r.id AND m.root_id <> m.id
        ) others
        WHERE p.workspace_id = %s AND p.id = ANY(%s)
        """,
        (workspace_id, list(homes)),
    )
    return [
        CardRow(row[0], row[1], row[2], (row[1], *(row[3] or ())), _PROPERTIES.decode(row[4]))
        for row in await cursor.fetchall()
    ]


async def list_words(
    connection: Connection, *, workspace_id: int, homes: Sequence[int]
) -> list[tuple[int, str, str, Word]]:
    """(home, kind, key, last word) of subscriptions and consents."""
    cursor = await connection.execute(
        """
        SELECT profile_id, kind, key, ts_ms, position, is_on FROM marks
        WHERE workspace_id = %s AND profile_id = ANY(%s) AND kind = ANY(%s)
        """,
        (workspace_id, list(homes), _KINDS),
    )
    return [(row[0], row[1], row[2], (row[3], row[4], row[5])) for row in await cursor.fetchall()]
