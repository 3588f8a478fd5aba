"""Pasts of chosen people in ClickHouse: when they came to be; events, writes and marks that are asked."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from otklik.events.contracts import NOT_HIS
from otklik.infra.clickhouse import ClickHouse
from otklik.segments.needs import EventsNeeded
from otklik.segments.sets.queries_compile import Statement

Row = dict[str, Any]

MAX_ROWS: Final = 300_000
"""Of the events or writes asked for at once; who alone has more is not explained."""
_MAX_BYTES: Final = 600_000_000
FIELDS: Final = "url, country, city, device_type, browser, os, source"


async def list_beginnings(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int], until_ms: int
) -> dict[int, int]:
    """Milliseconds of the first event, property write or mark up to `until_ms` of each home that has any."""
    rows = await clickhouse.query(
        """
        SELECT home, min(began) AS at FROM (
            SELECT person AS home, min(toUnixTimestamp64Milli(ts)) AS began FROM events
            WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)}
                AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
            GROUP BY home
            UNION ALL
            SELECT person AS home, toInt64(bitShiftRight(min(k), 64)) AS began FROM property_writes
            WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)}
                AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
            GROUP BY home
            UNION ALL
            SELECT person AS home, toInt64(bitShiftRight(min(k), 64)) AS began FROM mark_writes
            WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)}
                AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
            GROUP BY home
        ) GROUP BY home
        """,
        workspace_id=workspace_id,
        comment="segments.beginning",
        parameters={"homes": list(homes), "until": until_ms},
    )
    return {int(row["home"]): int(row["at"]) for row in rows}


async def list_events(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    homes: Sequence[int],
    needed: Sequence[EventsNeeded],
    keys: Sequence[str],
    has_fields: bool,
    until_ms: int,
) -> list[Row]:
    """home, name, at, pos, `raws` (JSON texts of `keys`, '' = none), stored fields if asked; in no order."""
    parameters: dict[str, Any] = {"homes": list(homes), "keys": list(keys), "until": until_ms}
    chosen = choose_events(needed, parameters)
    fields = f", {FIELDS}" if has_fields else ""
    return await clickhouse.query(
        f"""
        SELECT person AS home, name, toString(toUnixTimestamp64Milli(ts)) AS at,
            toString(pos) AS pos{fields},
            arrayMap(key -> JSONExtractRaw(properties, key), {{keys:Array(String)}}) AS raws
        FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN {{homes:Array(UInt64)}}
            AND ts <= fromUnixTimestamp64Milli({{until:Int64}}, 'UTC') AND ({chosen})
        LIMIT {MAX_ROWS + 1}
        """,  # noqa: S608 - put together of constants and of names of parameters
        workspace_id=workspace_id,
        comment="segments.person_events",
        parameters=parameters,
        max_rows=MAX_ROWS + 1,
        max_memory_bytes=_MAX_BYTES,
    )


def choose_events(  # all workspaces: a piece of SQL, bound to one
    needed: Sequence[EventsNeeded], parameters: dict[str, Any]
) -> str:
    """The test of a row of `events` for being one of these; its values go into `parameters`."""
    return " OR ".join(_chosen(number, each, parameters) for number, each in enumerate(needed))


def _chosen(number: int, needed: EventsNeeded, parameters: dict[str, Any]) -> str:
    parameters[f"name{number}"] = needed.name
    parts = [f"name = {{name{number}:String}}"]
    if needed.is_prefix and needed.name:
        parts = [f"startsWith(name, {{name{number}:String}})"]
    elif needed.is_prefix:
        parameters["not_his"] = sorted(NOT_HIS)
        parts = ["NOT has({not_his:Array(String)}, name)"]
    if needed.from_ms is not None:
        # ClickHouse's times begin in 1900; nothing is older.
        parameters[f"from{number}"] = max(needed.from_ms, -2_208_988_800_000)
        parts.append(f"ts >= fromUnixTimestamp64Milli({{from{number}:Int64}}, 'UTC')")
    return f"({' AND '.join(parts)})"


async def list_writes(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    homes: Sequence[int],
    properties: Collection[str],
    until_ms: int,
) -> list[Row]:
    """home, property, k (decimal), op, value (JSON text) of these properties, in their order."""
    return await clickhouse.query(
        f"""
        SELECT person AS home, property, toString(k) AS place, op, value FROM property_writes
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN {{homes:Array(UInt64)}}
            AND property IN {{properties:Array(String)}}
            AND ts <= fromUnixTimestamp64Milli({{until:Int64}}, 'UTC')
        ORDER BY k LIMIT {MAX_ROWS + 1}
        """,  # noqa: S608 - a number of this module
        workspace_id=workspace_id,
        comment="segments.person_writes",
        parameters={"homes": list(homes), "properties": sorted(properties), "until": until_ms},
        max_rows=MAX_ROWS + 1,
        max_memory_bytes=_MAX_BYTES,
    )


async def list_marks(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    homes: Sequence[int],
    marks: Collection[tuple[str, str]],
    until_ms: int,
) -> list[Row]:
    """home, kind, key, k (decimal), is_on of these marks (kind, key)."""
    return await clickhouse.query(
        f"""
        SELECT person AS home, kind, key, toString(k) AS place, is_on FROM mark_writes
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN {{homes:Array(UInt64)}}
            AND kind IN {{kinds:Array(String)}} AND key IN {{keys:Array(String)}}
            AND ts <= fromUnixTimestamp64Milli({{until:Int64}}, 'UTC')
        ORDER BY k LIMIT {MAX_ROWS + 1}
        """,  # noqa: S608 - a number of this module
        workspace_id=workspace_id,
        comment="segments.person_marks",
        parameters={
            "homes": list(homes),
            "kinds": sorted({kind for kind, _ in marks}),
            "keys": sorted({key for _, key in marks}),
            "until": until_ms,
        },
        max_rows=MAX_ROWS + 1,
    )


async def list_derived(
    clickhouse: ClickHouse,
    statement: Statement,
    *,
    workspace_id: int,
    roots: Sequence[int],
    homes: Sequence[int],
) -> dict[int, dict[str, str]]:
    """By root and name the JSON text of what follows from the events, '' for unset; see `compile_derived`."""
    rows = await clickhouse.query(
        f"SELECT person, derived FROM ({statement.sql}) WHERE person IN {{roots:Array(UInt64)}}",  # noqa: S608 - a compiled statement, its values bound
        workspace_id=workspace_id,
        comment="segments.person_derived",
        parameters={**statement.parameters, "roots": list(roots), "homes": list(homes)},
        max_memory_bytes=_MAX_BYTES,
    )
    return {int(row["person"]): row["derived"] for row in rows}
