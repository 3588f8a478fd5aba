"""Deleting people from ClickHouse: mutations that are waited for, and a count of what survived."""

from collections.abc import Sequence
from typing import Final

from otklik.events import queries_ticks
from otklik.infra.clickhouse import ClickHouse

# Condition per table; `home` is a person id of the cluster.
_THEIRS: Final = "workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)}"
_REDIRECTED: Final = (
    "workspace_id = {workspace_id:UInt32} AND (src IN {homes:Array(UInt64)} OR dst IN {homes:Array(UInt64)})"
)
STORES: Final = {
    "events": _THEIRS,
    "bot_events": _THEIRS,
    "property_writes": _THEIRS,
    "property_now": _THEIRS,
    "mark_writes": _THEIRS,
    "home_facts": _THEIRS,
    "home_names": _THEIRS,
    "trades": _THEIRS,
    "people": _THEIRS,
    "redirects": _REDIRECTED,
}
# What follows from tables above it: who read those before they were cleaned may be writing here just now.
_FOLLOWING: Final = frozenset({"home_facts", "home_names", "people"})
_MUTATION_SECONDS: Final = 600


async def erase(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int], others: Sequence[int] = ()
) -> dict[str, int]:
    """Delete every row of these homes; how many are left, by table. Raises ClickHouseError.

    Where `homes` have rows, those of `others` go along: parts are rewritten but once. Returns when they are.
    """
    everybody = list(dict.fromkeys([*homes, *others]))
    for table, condition in STORES.items():
        if table in _FOLLOWING:
            await queries_ticks.wait_until_idle(clickhouse)
        if await _count(clickhouse, table, condition, workspace_id=workspace_id, homes=homes):
            await clickhouse.command(
                f"ALTER TABLE {table} DELETE WHERE {condition}",
                comment=f"w{workspace_id} events.erase",
                parameters={"workspace_id": workspace_id, "homes": everybody},
                settings={"mutations_sync": "2"},
                max_seconds=_MUTATION_SECONDS,
            )
    await clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="events.erase")
    return {
        table: await _count(clickhouse, table, condition, workspace_id=workspace_id, homes=homes)
        for table, condition in STORES.items()
    }


async def _count(
    clickhouse: ClickHouse, table: str, condition: str, *, workspace_id: int, homes: Sequence[int]
) -> int:
    rows = await clickhouse.query(
        f"SELECT count() AS n FROM {table} WHERE {condition}",  # noqa: S608 - constants of this module
        workspace_id=workspace_id,
        comment="events.erase.count",
        parameters={"homes": list(homes)},
        max_seconds=60,
    )
    return int(rows[0]["n"])
