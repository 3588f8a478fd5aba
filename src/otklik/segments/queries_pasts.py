"""Pasts of many people in ClickHouse, a share of all at a time, as far as conditions look at them."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse
from otklik.segments.needs import EventsNeeded
from otklik.segments.queries_person import FIELDS, choose_events

Row = dict[str, Any]

MAX_ROWS: Final = 2_000_000
_SECONDS: Final = 60
_ROOT: Final = "dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)"
_OF_SHARE: Final = f"""WHERE workspace_id = {{workspace_id:UInt32}}
            AND ts <= fromUnixTimestamp64Milli({{until:Int64}}, 'UTC')
            AND intHash32({_ROOT}) % {{shares:UInt32}} = {{number:UInt32}}"""


async def count_events(
    clickhouse: ClickHouse, *, workspace_id: int, needed: Sequence[EventsNeeded], until_ms: int
) -> int:
    """How many such events there are."""
    parameters: dict[str, Any] = {"until": until_ms}
    chosen = choose_events(needed, parameters)
    rows = await clickhouse.query(
        f"""
        SELECT count() AS n FROM events WHERE workspace_id = {{workspace_id:UInt32}}
            AND ts <= fromUnixTimestamp64Milli({{until:Int64}}, 'UTC') AND ({chosen})
        """,  # noqa: S608 - constants and names of parameters
        workspace_id=workspace_id,
        comment="segments.pasts",
        parameters=parameters,
        max_seconds=_SECONDS,
    )
    return int(rows[0]["n"])


async def list_events(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    needed: Sequence[EventsNeeded],
    keys: Sequence[str],
    has_fields: bool,
    until_ms: int,
    share: tuple[int, int],
) -> list[Row]:
    """root, name, at, pos, `raws` (JSON texts of `keys`, '' = none), the stored fields if asked."""
    parameters: dict[str, Any] = {"keys": list(keys)}
    fields = f", {FIELDS}" if has_fields else ""
    sql = f"""
        SELECT {_ROOT} AS root, name, toString(toUnixTimestamp64Milli(ts)) AS at,
            toString(pos) AS pos{fields},
            arrayMap(key -> JSONExtractRaw(properties, key), {{keys:Array(String)}}) AS raws
        FROM events {_OF_SHARE} AND ({choose_events(needed, parameters)}) LIMIT {MAX_ROWS}
        """  # noqa: S608 - as above
    return await _ask(clickhouse, sql, workspace_id, parameters, until_ms, share)


async def list_writes(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    properties: Collection[str],
    until_ms: int,
    share: tuple[int, int],
) -> list[Row]:
    """root, property, place (decimal), op, value (JSON text) of these properties; of each root in order."""
    sql = f"""
        SELECT {_ROOT} AS root, property, toString(k) AS place, op, value FROM property_writes {_OF_SHARE}
            AND property IN {{properties:Array(String)}} ORDER BY root, k LIMIT {MAX_ROWS}
        """  # noqa: S608 - as above
    return await _ask(clickhouse, sql, workspace_id, {"properties": sorted(properties)}, until_ms, share)


async def list_marks(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    marks: Collection[tuple[str, str]],
    until_ms: int,
    share: tuple[int, int],
) -> list[Row]:
    """root, kind, key, place (decimal), is_on of these marks (kind, key)."""
    sql = f"""
        SELECT {_ROOT} AS root, kind, key, toString(k) AS place, is_on FROM mark_writes {_OF_SHARE}
            AND kind IN {{kinds:Array(String)}} AND key IN {{keys:Array(String)}} LIMIT {MAX_ROWS}
        """  # noqa: S608 - as above
    parameters = {"kinds": sorted({kind for kind, _ in marks}), "keys": sorted({key for _, key in marks})}
    return await _ask(clickhouse, sql, workspace_id, parameters, until_ms, share)


async def _ask(
    clickhouse: ClickHouse,
    sql: str,
    workspace_id: int,
    parameters: dict[str, Any],
    until_ms: int,
    share: tuple[int, int],
) -> list[Row]:
    number, shares = share
    return await clickhouse.query(
        sql,
        workspace_id=workspace_id,
        comment="segments.pasts",
        parameters={**parameters, "until": until_ms, "shares": shares, "number": number},
        max_seconds=_SECONDS,
        max_rows=MAX_ROWS,
    )
