"""Whom new batches changed in a way that somebody asked for, read from ClickHouse by their numbers.

All workspaces: a batch is read whole, and only what is asked for is.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from otklik.infra.clickhouse import ClickHouse
from otklik.segments.live.reasons import Reasons

EVENT: Final = "event"
PROPERTY: Final = "property"
MARK: Final = "mark"
MERGE: Final = "merge"
_MAX_ROWS: Final = 1_000_000
_SECONDS: Final = 60


class Change(msgspec.Struct, frozen=True):
    """Homes that something of one name came for; of a mark `name` is its kind, of a merge it is ""."""

    workspace_id: int
    kind: str
    name: str
    key: str
    people: list[int]


async def list_changes(
    clickhouse: ClickHouse, *, stretches: Mapping[int, tuple[int, int]], wanted: Mapping[int, Reasons]
) -> list[Change]:
    """What the batches of `stretches` (first, last; by lane) brought of what is `wanted` (by workspace).

    What is history is left out, as everywhere where something follows at once.
    """
    batches = " OR ".join(f"batch BETWEEN {first} AND {last}" for first, last in stretches.values())
    where = f"({batches}) AND workspace_id IN {{workspaces:Array(UInt32)}}"
    rows = await clickhouse.system_query(
        f"""
        SELECT workspace_id, kind, name, key, groupUniqArray(person) AS people FROM (
            SELECT workspace_id, 'event' AS kind, toString(name) AS name, '' AS key, person FROM events
            WHERE {where} AND quiet = 0 AND ({{is_every:UInt8}} OR name IN {{names:Array(String)}})
            UNION ALL
            SELECT workspace_id, 'property', toString(property), '', person FROM property_writes
            WHERE {where} AND source <> 'import' AND property IN {{properties:Array(String)}}
            UNION ALL
            SELECT workspace_id, 'mark', toString(kind), toString(key), person FROM mark_writes
            WHERE {where} AND source <> 'import' AND key IN {{keys:Array(String)}}
            UNION ALL
            SELECT workspace_id, 'merge', '', '', arrayJoin([src, dst]) FROM redirects WHERE {where}
        ) GROUP BY ALL LIMIT {_MAX_ROWS}
        """,  # noqa: S608 - numbers of batches and names of this module
        comment="scenarios.changes",
        parameters={
            "workspaces": sorted(wanted),
            "is_every": int(any(each.is_any_event or each.prefixes for each in wanted.values())),
            "names": sorted({name for each in wanted.values() for name in each.events}),
            "properties": sorted({name for each in wanted.values() for name in each.properties}),
            "keys": sorted({key for each in wanted.values() for _, key in each.marks}),
        },
        max_seconds=_SECONDS,
        max_rows=_MAX_ROWS,
    )
    return [Change(**row) for row in rows]
