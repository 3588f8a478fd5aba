"""Pools of promo codes in PostgreSQL, and what came of their codes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.promo.contracts import DEFAULT, Figures, Pool, Rules

_COLUMNS: Final = (
    "id, workspace_id, name, title, is_default, rules::text, making, is_low, created_by, created_at"
)
_READ: Final = msgspec.json.Decoder(Rules).decode
_COUNTED: Final = """
    count(*), count(*) FILTER (WHERE c.given_at IS NULL),
    count(*) FILTER (WHERE c.given_at IS NOT NULL AND u.orders IS NULL),
    count(*) FILTER (WHERE u.orders IS NOT NULL), coalesce(sum(u.orders), 0)::bigint,
    coalesce(sum(u.gross), 0), coalesce(sum(u.net), 0)"""
_USED: Final = """
    LEFT JOIN (SELECT code_id, count(*) AS orders, sum(amount) AS gross, sum(amount - refunded) AS net
        FROM promo_uses WHERE workspace_id = %(workspace)s AND NOT is_cancelled GROUP BY code_id) u
        ON u.code_id = c.id"""


def _pool(row: Sequence[Any]) -> Pool:
    given = dict(zip(Pool.__struct_fields__, row, strict=True))
    return Pool(**given | {"rules": _READ(row[5])})


async def list_pools(
    connection: Connection, *, workspace_id: int, pool_id: int | None = None, is_locked: bool = False
) -> list[Pool]:
    """All pools of a workspace by name, or one."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM promo_pools
        WHERE workspace_id = %(workspace)s AND (%(id)s::bigint IS NULL OR id = %(id)s)
        ORDER BY name {"FOR UPDATE" if is_locked else ""}
        """.encode(),  # noqa: S608 - our own names
        {"workspace": workspace_id, "id": pool_id},
    )
    return [_pool(row) for row in await cursor.fetchall()]


async def list_named(connection: Connection, *, workspace_id: int, names: Sequence[str]) -> dict[str, Pool]:
    """The pools of these names; DEFAULT is the default one."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM promo_pools"  # noqa: S608 - our own names
        " WHERE workspace_id = %s AND (name = ANY(%s) OR (is_default AND %s))",
        (workspace_id, list(names), DEFAULT in names),
    )
    found: dict[str, Pool] = {}
    for row in await cursor.fetchall():
        pool = _pool(row)
        found |= dict.fromkeys((pool.name, DEFAULT) if pool.is_default else (pool.name,), pool)
    return {name: found[name] for name in names if name in found}


async def insert_pool(
    connection: Connection, *, workspace_id: int, name: str, title: str, rules: Rules, author: str
) -> int | None:
    """A new pool; its id, None when the name is taken."""
    cursor = await connection.execute(
        """
        INSERT INTO promo_pools (workspace_id, name, title, is_default, rules, created_by)
        VALUES (%s, %s, %s, false, %s::jsonb, %s) ON CONFLICT DO NOTHING RETURNING id
        """,
        (workspace_id, name, title, msgspec.json.encode(rules).decode(), author),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else None


async def update_pool(
    connection: Connection, *, workspace_id: int, pool_id: int, name: str, title: str, rules: Rules
) -> bool:
    """Change a pool; False when the name is another one's."""
    cursor = await connection.execute(
        """
        UPDATE promo_pools p SET name = %(name)s, title = %(title)s, rules = %(rules)s::jsonb
        WHERE workspace_id = %(workspace)s AND id = %(id)s AND NOT EXISTS (SELECT 1 FROM promo_pools o
            WHERE o.workspace_id = %(workspace)s AND o.name = %(name)s AND o.id <> p.id)
        """,
        {
            "workspace": workspace_id,
            "id": pool_id,
            "name": name,
            "title": title,
            "rules": msgspec.json.encode(rules).decode(),
        },
    )
    return cursor.rowcount == 1


async def set_default(connection: Connection, *, workspace_id: int, pool_id: int) -> None:
    """Let `{{ promo_code }}` be a code of this pool."""
    for is_default in (False, True):  # one after the other: an index holds that there is one
        await connection.execute(
            "UPDATE promo_pools SET is_default = %s WHERE workspace_id = %s AND is_default <> %s"
            " AND (id = %s) = %s",
            (is_default, workspace_id, is_default, pool_id, is_default),
        )


async def delete_pool(connection: Connection, *, workspace_id: int, pool_id: int) -> None:
    """Delete a pool with its codes."""
    await connection.execute(
        "DELETE FROM promo_pools WHERE workspace_id = %s AND id = %s", (workspace_id, pool_id)
    )


async def ask_for_codes(connection: Connection, *, workspace_id: int, pool_id: int, count: int) -> None:
    """Let the worker make so many more."""
    await connection.execute(
        "UPDATE promo_pools SET making = making + %s WHERE workspace_id = %s AND id = %s",
        (count, workspace_id, pool_id),
    )


async def count_codes(
    connection: Connection, *, workspace_id: int, pool_ids: Sequence[int]
) -> dict[int, Figures]:
    """What came of the codes of these pools."""
    cursor = await connection.execute(
        f"SELECT c.pool_id, {_COUNTED} FROM promo_codes c {_USED}"  # noqa: S608 - our own names
        " WHERE c.workspace_id = %(workspace)s AND c.pool_id = ANY(%(pools)s) GROUP BY c.pool_id",
        {"workspace": workspace_id, "pools": list(pool_ids)},
    )
    return {row[0]: Figures(*row[1:]) for row in await cursor.fetchall()}


async def count_by_message(
    connection: Connection, *, workspace_id: int, pool_id: int
) -> Mapping[tuple[int | None, str], Figures]:
    """What came of the codes that each scenario (id, name) gave; None: that no message gave."""
    cursor = await connection.execute(
        f"SELECT c.scenario_id, coalesce(s.name, ''), {_COUNTED} FROM promo_codes c {_USED}"  # noqa: S608 - our own names
        " LEFT JOIN scenarios s ON s.id = c.scenario_id AND s.workspace_id = c.workspace_id"
        " WHERE c.workspace_id = %(workspace)s AND c.pool_id = %(pool)s AND c.given_at IS NOT NULL"
        " GROUP BY c.scenario_id, s.name ORDER BY c.scenario_id",
        {"workspace": workspace_id, "pool": pool_id},
    )
    return {(row[0], row[1]): Figures(*row[2:]) for row in await cursor.fetchall()}


async def list_shops(connection: Connection) -> set[int]:  # all workspaces: whose orders are looked at
    """Workspaces that have pools."""
    cursor = await connection.execute("SELECT DISTINCT workspace_id FROM promo_pools")
    return {row[0] for row in await cursor.fetchall()}


async def take_unmade(connection: Connection) -> Pool | None:  # all workspaces: one worker makes for all
    """A pool whose codes are still to be made, locked; what another worker makes is passed over."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM promo_pools WHERE making > 0 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"  # noqa: S608 - our own names
    )
    row = await cursor.fetchone()
    return _pool(row) if row else None


async def note_made(connection: Connection, *, workspace_id: int, pool_id: int, count: int) -> None:
    """So many were made."""
    await connection.execute(
        "UPDATE promo_pools SET making = greatest(making - %s, 0), is_low = false"
        " WHERE workspace_id = %s AND id = %s",
        (count, workspace_id, pool_id),
    )


async def mark_low(connection: Connection) -> list[Pool]:  # all workspaces: one worker looks at all
    """Pools of which a tenth or less is left, and nobody was told yet; they are marked.

    It looks no further than a tenth of a pool's free codes; pools that are still being made are left alone.
    """
    cursor = await connection.execute(
        f"""
        UPDATE promo_pools p SET is_low = true
        WHERE NOT p.is_low AND p.making = 0
            AND EXISTS (SELECT 1 FROM promo_codes c WHERE c.pool_id = p.id AND c.given_at IS NOT NULL)
            AND (SELECT count(*) FROM (SELECT 1 FROM promo_codes c WHERE c.pool_id = p.id
                    AND c.given_at IS NULL LIMIT 100001) free)
                * 10 <= (SELECT count(*) FROM promo_codes c WHERE c.pool_id = p.id)
        RETURNING {_COLUMNS}
        """.encode()  # noqa: S608 - our own names
    )
    return [_pool(row) for row in await cursor.fetchall()]
