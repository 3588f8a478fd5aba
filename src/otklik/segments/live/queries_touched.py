"""What batches brought, read from ClickHouse by their numbers.

All workspaces: a batch is read whole, and only the workspaces asked for are.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.infra.clickhouse import ClickHouse

EVENT: Final = "event"
PROPERTY: Final = "property"
MARK: Final = "mark"
REDIRECT: Final = "redirect"
MAX_ROWS: Final = 2_000_000
_SECONDS: Final = 60
_TOUCHED: Final = """
    SELECT workspace_id, 'event' AS kind, name, '' AS key, groupUniqArray(person) AS people,
        toUnixTimestamp64Milli(max(ts)) AS newest_ms, quiet
    FROM events WHERE {where} GROUP BY workspace_id, name, quiet
    UNION ALL
    SELECT workspace_id, 'property', property, '', groupUniqArray(person), toUnixTimestamp64Milli(max(ts)),
        toUInt8(source = 'import') AS quiet
    FROM property_writes WHERE {where} GROUP BY workspace_id, property, quiet
    UNION ALL
    SELECT workspace_id, 'mark', kind, key, groupUniqArray(person), toUnixTimestamp64Milli(max(ts)),
        toUInt8(source = 'import') AS quiet
    FROM mark_writes WHERE {where} GROUP BY workspace_id, kind, key, quiet
    UNION ALL
    SELECT workspace_id, 'redirect', if(src = dst, 'undone', 'joined'), '', groupUniqArray(person), 0, 0
    FROM (SELECT workspace_id, src, dst, arrayJoin([src, dst]) AS person FROM redirects WHERE {where})
    GROUP BY ALL"""


Stretch = tuple[int, int]
"""The first and the last of batches of one lane."""


class TouchedRow(msgspec.Struct, frozen=True):
    """Home profiles that something of one name came for.

    `kind` event and property: `name` of it; mark: its kind and `key`; redirect: `name` tells whether they
    joined or were parted again. `newest_ms`: the latest time of it. `quiet`: it may start no reaction, for it
    is history.
    """

    workspace_id: int
    kind: str
    name: str
    key: str
    people: list[int]
    newest_ms: int
    quiet: int


async def list_touched(
    clickhouse: ClickHouse, *, stretches: Sequence[Stretch], workspaces: Sequence[int]
) -> list[TouchedRow]:
    """What the batches of `stretches` brought to these workspaces."""
    batches, parameters = bind(stretches)
    where = f"({batches}) AND workspace_id IN {{workspaces:Array(UInt32)}}"
    rows = await clickhouse.system_query(
        _TOUCHED.replace("{where}", where),
        comment="segments.live.touched",
        parameters={**parameters, "workspaces": list(workspaces)},
        max_seconds=_SECONDS,
        max_rows=MAX_ROWS,
    )
    return [TouchedRow(**row) for row in rows]


def bind(stretches: Sequence[Stretch]) -> tuple[str, Mapping[str, Any]]:
    """The condition on rows that they are of these batches, and its values."""
    places = [
        f"batch BETWEEN {{first_{number}:UInt64}} AND {{last_{number}:UInt64}}"
        for number in range(len(stretches))
    ]
    values: dict[str, Any] = {}
    for number, (first, last) in enumerate(stretches):
        values |= {f"first_{number}": first, f"last_{number}": last}
    return " OR ".join(places), values


async def reload_redirects(clickhouse: ClickHouse) -> None:
    """Let the next statement see all merges that are stored."""
    await clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="segments.live.redirects")


async def find_roots(clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int]) -> dict[int, int]:
    """For whom each home counts in the store now."""
    rows = await clickhouse.query(
        """
        SELECT home, dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, home), home) AS root
        FROM (SELECT arrayJoin({homes:Array(UInt64)}) AS home)
        """,
        workspace_id=workspace_id,
        comment="segments.live.roots",
        parameters={"homes": list(homes)},
    )
    return {row["home"]: row["root"] for row in rows}
