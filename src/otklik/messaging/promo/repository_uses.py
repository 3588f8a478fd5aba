"""Orders that named promo codes, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from otklik.infra.postgres import Connection


class Used(msgspec.Struct, frozen=True):
    """A code that an order may name, and whose message gave it."""

    code_id: int
    code: str
    pool: str
    scenario_id: int | None


class Use(msgspec.Struct, frozen=True):
    """An order that named a code, as it stands now."""

    code_id: int
    order_id: str
    profile_id: int | None
    at: datetime
    amount: Decimal
    refunded: Decimal = Decimal(0)
    is_cancelled: bool = False


async def find_codes(connection: Connection, *, workspace_id: int, keys: Sequence[str]) -> dict[str, Used]:
    """Codes of ours by their keys."""
    if not keys:
        return {}
    cursor = await connection.execute(
        """
        SELECT c.key, c.id, c.code, p.name, c.scenario_id FROM promo_codes c
        JOIN promo_pools p ON p.id = c.pool_id
        WHERE c.workspace_id = %s AND c.key = ANY(%s)
        """,
        (workspace_id, list(keys)),
    )
    return {row[0]: Used(*row[1:]) for row in await cursor.fetchall()}


async def list_uses(
    connection: Connection, *, workspace_id: int, order_ids: Sequence[str]
) -> dict[str, dict[int, Use]]:
    """What is known of these orders, by order and code."""
    found: dict[str, dict[int, Use]] = {}
    if not order_ids:
        return found
    cursor = await connection.execute(
        """
        SELECT code_id, order_id, profile_id, at, amount, refunded, is_cancelled FROM promo_uses
        WHERE workspace_id = %s AND order_id = ANY(%s)
        """,
        (workspace_id, list(order_ids)),
    )
    for row in await cursor.fetchall():
        found.setdefault(row[1], {})[row[0]] = Use(*row)
    return found


async def write_uses(connection: Connection, *, workspace_id: int, uses: Sequence[Use]) -> None:
    """Keep how these orders stand; a code that an order names is nobody's any more, whoever had it."""
    if not uses:
        return
    await connection.execute(
        """
        INSERT INTO promo_uses
            (workspace_id, code_id, order_id, profile_id, at, amount, refunded, is_cancelled)
        SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::numeric[],
            %s::numeric[], %s::boolean[])
        ON CONFLICT (workspace_id, code_id, order_id) DO UPDATE SET amount = excluded.amount,
            refunded = excluded.refunded, is_cancelled = excluded.is_cancelled
        """,
        (
            workspace_id,
            [each.code_id for each in uses],
            [each.order_id for each in uses],
            [each.profile_id for each in uses],
            [each.at for each in uses],
            [each.amount for each in uses],
            [each.refunded for each in uses],
            [each.is_cancelled for each in uses],
        ),
    )
    await connection.execute(
        "UPDATE promo_codes SET given_at = u.at FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(id, at)"
        " WHERE workspace_id = %s AND promo_codes.id = u.id AND given_at IS NULL",
        ([each.code_id for each in uses], [each.at for each in uses], workspace_id),
    )
