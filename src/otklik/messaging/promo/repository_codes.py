"""Promo codes in PostgreSQL: made, given, listed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.promo.contracts import Code, State

_STATES: Final = {
    State.FREE: "c.given_at IS NULL",
    State.GIVEN: "c.given_at IS NOT NULL AND u.order_id IS NULL",
    State.USED: "u.order_id IS NOT NULL",
}


class Listed(msgspec.Struct, frozen=True):
    """A code with who has it, and the last order that named it."""

    id: int
    code: str
    state: State
    profile_id: int | None
    scenario_id: int | None
    given_at: datetime | None
    until: datetime | None
    used_at: datetime | None
    order_id: str | None
    amount: Decimal | None


class Gift(msgspec.Struct, frozen=True):
    """A code that a send carries; `pool_id` and `send_id` are its key."""

    send_id: int
    pool_id: int
    code: Code


class Giving(msgspec.Struct, frozen=True):
    """A code and who gets it now."""

    code_id: int
    profile_id: int
    scenario_id: int | None
    until: datetime | None


async def insert_codes(
    connection: Connection, *, workspace_id: int, pool_id: int, codes: Mapping[str, str]
) -> set[str]:
    """Put codes (by their keys) into a pool; the keys of those that are new in the workspace."""
    cursor = await connection.execute(
        """
        INSERT INTO promo_codes (workspace_id, pool_id, code, key)
        SELECT %s, %s, code, key FROM unnest(%s::text[], %s::text[]) AS given(code, key)
        ON CONFLICT (workspace_id, key) DO NOTHING RETURNING key
        """,
        (workspace_id, pool_id, list(codes.values()), list(codes)),
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_gifts(connection: Connection, *, workspace_id: int, send_ids: Sequence[int]) -> list[Gift]:
    """What these sends carry already."""
    cursor = await connection.execute(
        """
        SELECT g.send_id, g.pool_id, c.id, c.pool_id, c.code, c.until FROM promo_gifts g
        JOIN promo_codes c ON c.id = g.code_id
        WHERE g.workspace_id = %s AND g.send_id = ANY(%s)
        """,
        (workspace_id, list(send_ids)),
    )
    return [Gift(row[0], row[1], Code(*row[2:])) for row in await cursor.fetchall()]


async def list_held(
    connection: Connection,
    *,
    workspace_id: int,
    people: Sequence[int],
    pool_ids: Sequence[int],
    now: datetime,
) -> list[tuple[int, int | None, Code]]:
    """(home, scenario, code) of codes that these homes have and may still use, the oldest last."""
    cursor = await connection.execute(
        """
        SELECT c.profile_id, c.scenario_id, c.id, c.pool_id, c.code, c.until FROM promo_codes c
        WHERE c.workspace_id = %s AND c.profile_id = ANY(%s) AND c.pool_id = ANY(%s)
            AND (c.until IS NULL OR c.until > %s)
            AND NOT EXISTS (SELECT 1 FROM promo_uses u WHERE u.code_id = c.id AND NOT u.is_cancelled)
        ORDER BY c.given_at DESC, c.id DESC
        """,
        (workspace_id, list(people), list(pool_ids), now),
    )
    return [(row[0], row[1], Code(*row[2:])) for row in await cursor.fetchall()]


async def take_free(connection: Connection, *, workspace_id: int, pool_id: int, count: int) -> list[Code]:
    """So many codes that nobody has, locked; fewer: there are no more.

    Those that another worker is giving away just now are passed over; only for the last ones it waits, for
    they come back when that worker dies.
    """
    found: list[Code] = []
    for way in ("FOR UPDATE SKIP LOCKED", "FOR UPDATE"):
        if len(found) < count:
            cursor = await connection.execute(
                f"""
                SELECT id, pool_id, code, until FROM promo_codes
                WHERE workspace_id = %s AND pool_id = %s AND given_at IS NULL ORDER BY id LIMIT %s {way}
                """.encode(),  # noqa: S608 - two constants
                (workspace_id, pool_id, count),
            )
            found = [Code(*row) for row in await cursor.fetchall()]
    return found


async def give(
    connection: Connection, *, workspace_id: int, givings: Sequence[Giving], now: datetime
) -> None:
    """Give codes that the caller holds to people."""
    await connection.execute(
        """
        UPDATE promo_codes c SET given_at = %s, profile_id = g.person, scenario_id = g.scenario,
            until = g.until
        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
            AS g(id, person, scenario, until)
        WHERE c.workspace_id = %s AND c.id = g.id
        """,
        (
            now,
            [each.code_id for each in givings],
            [each.profile_id for each in givings],
            [each.scenario_id for each in givings],
            [each.until for each in givings],
            workspace_id,
        ),
    )


async def insert_gifts(connection: Connection, *, workspace_id: int, gifts: Sequence[Gift]) -> None:
    """Write down which code each send carries."""
    await connection.execute(
        """
        INSERT INTO promo_gifts (workspace_id, send_id, pool_id, code_id)
        SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
        """,
        (
            workspace_id,
            [each.send_id for each in gifts],
            [each.pool_id for each in gifts],
            [each.code.id for each in gifts],
        ),
    )


async def list_codes(
    connection: Connection,
    *,
    workspace_id: int,
    pool_id: int,
    state: State | None = None,
    query: str = "",
    after: int = 0,
    limit: int,
) -> list[Listed]:
    """Codes of a pool in the order in which they came, from behind `after`; `query`: how they begin."""
    cursor = await connection.execute(
        f"""
        SELECT c.id, c.code, c.profile_id, c.scenario_id, c.given_at, c.until, u.at, u.order_id, u.amount
        FROM promo_codes c
        LEFT JOIN LATERAL (SELECT at, order_id, amount FROM promo_uses
            WHERE code_id = c.id AND NOT is_cancelled ORDER BY at DESC LIMIT 1) u ON true
        WHERE c.workspace_id = %s AND c.pool_id = %s AND c.id > %s AND starts_with(c.key, %s)
            AND {_STATES[state] if state else "true"}
        ORDER BY c.id LIMIT %s
        """.encode(),  # noqa: S608 - our own conditions
        (workspace_id, pool_id, after, query, limit),
    )
    return [Listed(row[0], row[1], _state(row[4], row[7]), *row[2:]) for row in await cursor.fetchall()]


def _state(given_at: datetime | None, order_id: str | None) -> State:
    if order_id is not None:
        return State.USED
    return State.FREE if given_at is None else State.GIVEN


async def has_given(connection: Connection, *, workspace_id: int, pool_id: int) -> bool:
    """Whether anybody has a code of a pool."""
    cursor = await connection.execute(
        "SELECT 1 FROM promo_codes WHERE workspace_id = %s AND pool_id = %s AND given_at IS NOT NULL LIMIT 1",
        (workspace_id, pool_id),
    )
    return await cursor.fetchone() is not None


async def count_known(connection: Connection, *, workspace_id: int, pool_id: int) -> int:
    """How many codes a pool has."""
    cursor = await connection.execute(
        "SELECT count(*) FROM promo_codes WHERE workspace_id = %s AND pool_id = %s", (workspace_id, pool_id)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def delete_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Forget who had codes and what he bought; a code that was given stays given."""
    await connection.execute(
        """
        DELETE FROM promo_gifts WHERE workspace_id = %s AND send_id IN (
            SELECT id FROM sends WHERE workspace_id = %s AND profile_id = ANY(%s))
        """,
        (workspace_id, workspace_id, list(people)),
    )
    await connection.execute(
        "UPDATE promo_codes SET profile_id = NULL WHERE workspace_id = %s AND profile_id = ANY(%s)",
        (workspace_id, list(people)),
    )
    await connection.execute(
        "DELETE FROM promo_uses WHERE workspace_id = %s AND profile_id = ANY(%s)",
        (workspace_id, list(people)),
    )


async def count_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> dict[str, int]:
    """How many rows name these homes."""
    left: dict[str, int] = {}
    for table in ("promo_codes", "promo_uses"):
        cursor = await connection.execute(
            f"SELECT count(*) FROM {table} WHERE workspace_id = %s AND profile_id = ANY(%s)".encode(),  # noqa: S608 - named above
            (workspace_id, list(people)),
        )
        row = await cursor.fetchone()
        left[table] = int(row[0]) if row else 0
    return left


async def list_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[tuple[str, str, datetime, datetime | None]]:
    """(pool, code, when it was given, until when) of these homes."""
    cursor = await connection.execute(
        """
        SELECT p.name, c.code, c.given_at, c.until FROM promo_codes c JOIN promo_pools p ON p.id = c.pool_id
        WHERE c.workspace_id = %s AND c.profile_id = ANY(%s) ORDER BY c.given_at, c.id
        """,
        (workspace_id, list(people)),
    )
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def take_back(
    connection: Connection, *, workspace_id: int, code_ids: Sequence[int], send_ids: Sequence[int]
) -> None:
    """Undo what this transaction gave to sends; a code that another send carries stays given."""
    await connection.execute(
        "DELETE FROM promo_gifts WHERE workspace_id = %s AND send_id = ANY(%s) AND code_id = ANY(%s)",
        (workspace_id, list(send_ids), list(code_ids)),
    )
    await connection.execute(
        """
        UPDATE promo_codes c SET given_at = NULL, profile_id = NULL, scenario_id = NULL, until = NULL
        WHERE c.workspace_id = %s AND c.id = ANY(%s)
            AND NOT EXISTS (SELECT 1 FROM promo_gifts g WHERE g.code_id = c.id)
        """,
        (workspace_id, list(code_ids)),
    )
