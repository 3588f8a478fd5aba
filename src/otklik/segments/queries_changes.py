"""Who entered and left a segment, out of the events that tell it."""

from typing import Any, Final

import msgspec

from otklik.infra.clickhouse import ClickHouse

ENTERED: Final = "$segment_entered"
LEFT: Final = "$segment_left"


class ChangeCursor(msgspec.Struct, array_like=True, frozen=True):
    """The last change of a page: its time in milliseconds, and its place in the log."""

    ts_ms: int
    pos: int


async def list_changes(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    segment_id: int,
    after: ChangeCursor | None,
    is_newest_first: bool,
    limit: int,
) -> list[dict[str, Any]]:
    """At (ms), pos, name, person (home) of changes beyond the cursor in the asked direction."""
    arrow, direction = ("<", "DESC") if is_newest_first else (">", "ASC")
    keyset = ""
    if after is not None:
        keyset = f"AND (toUnixTimestamp64Milli(ts), pos) {arrow} ({{after_ms:Int64}}, {{after_pos:UInt64}})"
    return await clickhouse.query(
        f"""
        SELECT toUnixTimestamp64Milli(ts) AS at, pos, name, person FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND name IN ('{ENTERED}', '{LEFT}')
            AND trim(BOTH '"' FROM JSONExtractRaw(properties, 'segment_id')) = {{segment:String}}
            {keyset}
        ORDER BY ts {direction}, pos {direction} LIMIT {{limit:UInt32}}
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        comment="segments.changes",
        parameters={
            "segment": str(segment_id),
            "limit": limit,
            "after_ms": after.ts_ms if after else 0,
            "after_pos": after.pos if after else 0,
        },
    )
