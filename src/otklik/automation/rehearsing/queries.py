"""What people did in a stretch of the past, by person, from ClickHouse; a share of the people at a time."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

from otklik.infra.clickhouse import ClickHouse
from otklik.segments.predicate.history import Event
from otklik.segments.predicate.selecting import STORED_FIELDS

MAX_ROWS: Final = 2_000_000
_FIELDS: Final = tuple(STORED_FIELDS.values())
_SECONDS: Final = 60
_ROOT: Final = "dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)"


async def count_events(
    clickhouse: ClickHouse, *, workspace_id: int, names: Collection[str], from_ms: int, to_ms: int
) -> int:
    """How many events of these names there are."""
    rows = await clickhouse.query(
        """
        SELECT count() AS n FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND name IN {names:Array(String)}
            AND ts BETWEEN fromUnixTimestamp64Milli({from_ms:Int64})
                AND fromUnixTimestamp64Milli({to_ms:Int64})
        """,
        workspace_id=workspace_id,
        comment="scenarios.rehearsing",
        parameters={"names": sorted(names), "from_ms": from_ms, "to_ms": to_ms},
        max_seconds=_SECONDS,
    )
    return int(rows[0]["n"])


async def list_events(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    names: Collection[str],
    from_ms: int,
    to_ms: int,
    share: tuple[int, int],
) -> dict[int, list[Event]]:
    """{root: events of these names, in order} of the (n, of how many) share of the people."""
    number, shares = share
    rows = await clickhouse.query(
        f"""
        SELECT {_ROOT} AS root, name, toUnixTimestamp64Milli(ts) AS at, toString(pos) AS place, properties,
            {", ".join(_FIELDS)}
        FROM events WHERE workspace_id = {{workspace_id:UInt32}} AND name IN {{names:Array(String)}}
            AND ts BETWEEN fromUnixTimestamp64Milli({{from_ms:Int64}})
                AND fromUnixTimestamp64Milli({{to_ms:Int64}})
            AND intHash32(root) % {{shares:UInt32}} = {{number:UInt32}}
        ORDER BY root, ts, pos LIMIT {MAX_ROWS}
        """,  # noqa: S608 - our own names
        workspace_id=workspace_id,
        comment="scenarios.rehearsing",
        parameters={
            "names": sorted(names),
            "from_ms": from_ms,
            "to_ms": to_ms,
            "shares": shares,
            "number": number,
        },
        max_seconds=_SECONDS,
        max_rows=MAX_ROWS,
    )
    found: dict[int, list[Event]] = {}
    for row in rows:
        found.setdefault(row["root"], []).append(_event(row))
    return found


def _event(row: dict[str, Any]) -> Event:
    properties = msgspec.json.decode(row["properties"])
    fields = {name: row[name] for name in _FIELDS if row[name]}
    return Event(row["name"], int(row["at"]), int(row["place"]), properties, fields)


async def list_zones(clickhouse: ClickHouse, *, workspace_id: int, people: Sequence[int]) -> dict[int, str]:
    """The zone in which each person was seen last."""
    rows = await clickhouse.query(
        """
        SELECT person, time_zone FROM people FINAL WHERE workspace_id = {workspace_id:UInt32}
            AND person IN {people:Array(UInt64)} AND is_deleted = 0 AND time_zone != ''
        """,
        workspace_id=workspace_id,
        comment="scenarios.rehearsing",
        parameters={"people": list(people)},
        max_seconds=_SECONDS,
    )
    return {row["person"]: row["time_zone"] for row in rows}
