"""Events that scenarios look out for, read from ClickHouse by the numbers of their batches.

All workspaces: a batch is read whole, and only names that somebody looks out for are.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from otklik.infra.clickhouse import ClickHouse
from otklik.segments.predicate.history import Event
from otklik.segments.predicate.selecting import STORED_FIELDS

MAX_ROWS: Final = 1_000_000
_FIELDS: Final = tuple(STORED_FIELDS.values())
_SECONDS: Final = 60


class Seen(msgspec.Struct, frozen=True):
    """An event with whose it is."""

    workspace_id: int
    home: int
    event: Event


async def list_seen(
    clickhouse: ClickHouse,
    *,
    stretches: Mapping[int, tuple[int, int]],
    watched: Mapping[int, Collection[str]],
) -> list[Seen]:
    """Events of the `watched` names (by workspace) that the batches of `stretches` brought, in their order.

    What is history starts nothing, so it is left out; bots have a table of their own.
    """
    places = [f"batch BETWEEN {first} AND {last}" for first, last in stretches.values()]
    parameters: dict[str, Any] = {
        "workspaces": sorted(watched),
        "names": sorted({name for names in watched.values() for name in names}),
    }
    rows = await clickhouse.system_query(
        f"""
        SELECT workspace_id, person, name, toUnixTimestamp64Milli(ts) AS at, toString(pos) AS place,
            properties, {", ".join(_FIELDS)}
        FROM events
        WHERE ({" OR ".join(places)}) AND quiet = 0 AND workspace_id IN {{workspaces:Array(UInt32)}}
            AND name IN {{names:Array(String)}}
        ORDER BY ts, pos LIMIT {MAX_ROWS}
        """,  # noqa: S608 - numbers of batches and names of this module
        comment="scenarios.following",
        parameters=parameters,
        max_seconds=_SECONDS,
        max_rows=MAX_ROWS,
    )
    return [
        Seen(
            row["workspace_id"],
            row["person"],
            Event(
                row["name"],
                int(row["at"]),
                int(row["place"]),
                msgspec.json.decode(row["properties"]),
                {name: row[name] for name in _FIELDS},
            ),
        )
        for row in rows
        if row["name"] in watched[row["workspace_id"]]
    ]
