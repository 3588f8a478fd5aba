"""Ticks: the differences that a stretch of batches makes to the facts of home profiles, and to their counts.

All workspaces: a batch is counted whole.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from otklik.events.contracts import NOT_HIS
from otklik.events.queries_facts import AD_IDS, TRADE_EVENTS
from otklik.infra.clickhouse import ClickHouse

SENTINEL: Final = "workspace_id = 0 AND person = 0"
_MAX_ACTIVE_MS: Final = 86_400_000
_NEVER: Final = "toDateTime64('2299-12-31 00:00:00', 3, 'UTC')"
_LAST_KEY: Final = "bitNot(toUInt128(0))"
_IS_SESSION: Final = "name = '$session_started'"
_COMMENT: Final = "events.facts.tick"
# One part, or none: what is in one part is there altogether or not at all.
_SETTINGS: Final = {"async_insert": "0", "max_insert_threads": "1", "max_threads": "2"}
_SECONDS: Final = 120
_POLL_S: Final = 0.1

_ROWS: Final = f"""
    SELECT workspace_id, person, name, ts, url, properties,
        bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos)) AS k,
        name IN {{not_his:Array(String)}} AS is_noted,
        concat(country, '\\t', city) AS place, country != '' AS has_place,
        concat(device_type, '\\t', browser, '\\t', os) AS agent, browser != '' AS has_agent,
        CAST(arrayMap(x -> (x.1, (k, x.2)), arrayFilter(x -> x.1 IN {{ad_ids:Array(String)}} AND x.2 != '',
            JSONExtractKeysAndValues(if({_IS_SESSION}, properties, ''), 'String'))),
            'Map(String, Tuple(UInt128, String))') AS ads
    FROM events WHERE {{batches}}"""  # noqa: S608 - put together of constants of this module
_DIFFERENCES: Final = f"""
    SELECT workspace_id, person, {{tick:UInt64}} AS tick,
        count() AS events_count, countIf(NOT is_noted) AS own_count,
        countIf(name = '$page_viewed') AS pages_count, countIf({_IS_SESSION}) AS sessions_count,
        sum(if(name = '$page_left', least(JSONExtractUInt(properties, 'active_ms'), {_MAX_ACTIVE_MS}), 0))
            AS active_ms,
        min(if(is_noted, {_NEVER}, ts)) AS first_own, maxIf(ts, NOT is_noted) AS last_own,
        min(ts) AS first_any, max(ts) AS last_any,
        (maxIf(k, has_place), argMaxIf(place, k, has_place)) AS place,
        (maxIf(k, has_agent), argMaxIf(agent, k, has_agent)) AS agent,
        (maxIf(k, url != ''), argMaxIf(url, k, url != '')) AS url,
        (min(if({_IS_SESSION}, k, {_LAST_KEY})), argMinIf(properties, k, {_IS_SESSION})) AS first_session,
        (maxIf(k, {_IS_SESSION}), argMaxIf(properties, k, {_IS_SESSION})) AS last_session,
        maxMap(ads) AS ad_ids
    FROM ({_ROWS}) GROUP BY workspace_id, person"""  # noqa: S608 - put together of constants of this module
_COLUMNS: Final = (
    "workspace_id, person, tick, events_count, own_count, pages_count, sessions_count, active_ms, first_own,"
    " last_own, first_any, last_any, place, agent, url, first_session, last_session, ad_ids"
)

_NAMES: Final = """
    INSERT INTO home_names (workspace_id, name, person, tick, n, first)
    SELECT workspace_id, name, person, {tick:UInt64}, count() AS n, min(ts) AS first
    FROM events WHERE {batches} GROUP BY workspace_id, name, person
    UNION ALL
    SELECT workspace_id, '', person, {tick:UInt64}, sum(is_event) AS n, min(ts) AS first FROM (
        SELECT workspace_id, person, ts, 1 AS is_event FROM events WHERE {batches}
        UNION ALL
        SELECT workspace_id, person, ts, 0 AS is_event FROM property_writes WHERE {batches}
        UNION ALL
        SELECT workspace_id, person, ts, 0 AS is_event FROM mark_writes WHERE {batches}
    ) GROUP BY workspace_id, person
    UNION ALL
    SELECT 0, mark.1, 0, mark.2, 0, {never} FROM (
        SELECT arrayJoin(arrayZip({marks:Array(String)}, {values:Array(UInt64)})) AS mark
    )""".replace("{never}", _NEVER)

Stretch = tuple[int, int]


async def insert_differences(clickhouse: ClickHouse, *, tick: int, stretches: Sequence[Stretch]) -> None:
    """Add what the batches of `stretches` (first, last) make; once only: ask `find_last_tick` before."""
    batches, parameters = _bind(stretches)
    sql = _DIFFERENCES.replace("{batches}", batches)
    await clickhouse.command(
        f"""
        INSERT INTO home_facts ({_COLUMNS}) {sql}
        UNION ALL
        SELECT 0, 0, {{tick:UInt64}}, 0, 0, 0, 0, 0, {_NEVER}, 0, {_NEVER}, 0, (0, ''), (0, ''), (0, ''),
            ({_LAST_KEY}, ''), (0, ''), map()
        """,
        comment=f"{_COMMENT} {tick}",
        parameters={**parameters, "tick": tick, "not_his": sorted(NOT_HIS), "ad_ids": list(AD_IDS)},
        settings=_SETTINGS,
        max_seconds=_SECONDS,
    )


async def insert_names(
    clickhouse: ClickHouse, *, tick: int, stretches: Sequence[Stretch], reached: Mapping[int, int]
) -> None:
    """Add the counts by name that the batches make; once only: ask `find_last_names` before.

    `reached`: the last batch of each lane that is counted when these are.
    """
    batches, parameters = _bind(stretches)
    marks = {"": tick, **{str(lane): batch for lane, batch in reached.items()}}
    await clickhouse.command(
        _NAMES.replace("{batches}", batches),
        comment=f"events.names.tick {tick}",
        parameters={**parameters, "tick": tick, "marks": [*marks], "values": [*marks.values()]},
        settings=_SETTINGS,
        max_seconds=_SECONDS,
    )


async def copy_trades(clickhouse: ClickHouse, *, stretches: Sequence[Stretch]) -> None:
    """Lay events of carts and orders beside, by person; doing it twice changes nothing."""
    batches, parameters = _bind(stretches)
    await clickhouse.command(
        f"""
        INSERT INTO trades (workspace_id, person, ts, pos, name, properties)
        SELECT workspace_id, person, ts, pos, name, properties FROM events
        WHERE {batches} AND name IN {{names:Array(String)}}
        """,  # noqa: S608 - put together of constants of this module
        comment="events.facts.trades",
        parameters={**parameters, "names": list(TRADE_EVENTS)},
        settings=_SETTINGS,
        max_seconds=_SECONDS,
    )


def _bind(stretches: Sequence[Stretch]) -> tuple[str, Mapping[str, Any]]:
    """The condition on `batch` and its values."""
    places = [
        f"batch BETWEEN {{first_{number}:UInt64}} AND {{last_{number}:UInt64}}"
        for number in range(len(stretches))
    ]
    values: dict[str, Any] = {}
    for number, (first, last) in enumerate(stretches):
        values |= {f"first_{number}": first, f"last_{number}": last}
    return f"({' OR '.join(places)})", values


async def find_last_tick(clickhouse: ClickHouse) -> int:
    """The newest tick that is in."""
    rows = await clickhouse.system_query(
        f"SELECT max(tick) AS tick FROM home_facts WHERE {SENTINEL}",  # noqa: S608 - a constant of this module
        comment="events.facts.last_tick",
    )
    return int(rows[0]["tick"])


async def find_last_names(clickhouse: ClickHouse) -> int:
    """The newest tick of the counts by name that is in."""
    rows = await clickhouse.system_query(
        "SELECT max(tick) AS tick FROM home_names WHERE workspace_id = 0 AND name = ''",
        comment="events.names.last_tick",
    )
    return int(rows[0]["tick"])


async def wait_until_idle(clickhouse: ClickHouse) -> None:
    """Wait until no statement writes facts any more (one may be left by a process that died)."""
    sql = """
        SELECT count() AS n FROM system.processes WHERE position(query, 'system.processes') = 0
            AND position(query, 'INSERT INTO') > 0
            AND multiSearchAny(query, ['home_facts', 'home_names', 'trades'])
        """
    while True:
        rows = await clickhouse.system_query(sql, comment="events.facts.running")
        if not rows[0]["n"]:
            return
        await asyncio.sleep(_POLL_S)
