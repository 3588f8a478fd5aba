"""Figures of messages day by day, as they stood a day later, from ClickHouse.

A day counts what had been heard of its sends by the end of the next day: so old days and yesterday's can be
compared, though letters are read for weeks.
"""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from otklik.infra.clickhouse import ClickHouse

_SECONDS: Final = 60
_MEMORY: Final = 600_000_000
_HEARD: Final = ("delivered", "read", "clicked", "unsubscribed")
_NEVER: Final = "toDateTime64('2200-01-01 00:00:00', 3, 'UTC')"


class DayRow(msgspec.Struct, frozen=True):
    """What became of the sends of a step that ended on a day."""

    scenario: int
    node: str
    day: int
    sent: int
    failed: int
    delivered: int
    read: int
    clicked: int
    unsubscribed: int


class Stretch(msgspec.Struct, frozen=True):
    """Events from `since` until `until`, days by the clocks of `zone`."""

    zone: str
    since: datetime
    until: datetime

    @property
    def bounds(self) -> dict[str, Any]:
        """As parameters."""
        moments = (("since", self.since), ("until", self.until))
        return {name: at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.000") for name, at in moments}


async def list_days(
    clickhouse: ClickHouse, stretch: Stretch, *, workspace_id: int, scenario_id: int | None = None
) -> list[DayRow]:
    """By scenario (None: of all), step and day (days since 1970)."""
    heard = ", ".join(
        f"min(if(name = '$message_{what}' AND ifNull(p.is_machine.:Bool, false) = false, ts, {_NEVER}))"
        f" AS {what}_at"
        for what in _HEARD
    )
    counted = ", ".join(f"countIf(was_sent AND {what}_at < matured) AS {what}" for what in _HEARD)
    rows = await clickhouse.query(
        f"""
        SELECT scenario, ifNull(node, '') AS step, toUInt32(toRelativeDayNum(day)) AS number,
            countIf(was_sent) AS sent, countIf(NOT was_sent) AS failed, {counted}
        FROM (
            SELECT *, toDate(ended_at, {{zone:String}}) AS day,
                toDateTime64(toDateTime(addDays(day, 2), {{zone:String}}), 3) AS matured
            FROM (
                SELECT toUInt64OrZero(p.send_id.:String) AS send,
                    toUInt64OrZero(any(p.message_id.:String)) AS scenario, any(p.node.:String) AS node,
                    max(name = '$message_sent') AS was_sent, max(name = '$message_failed') AS was_failed,
                    min(if(name IN ('$message_sent', '$message_failed'), ts, {_NEVER})) AS ended_at, {heard}
                FROM events
                WHERE workspace_id = {{workspace_id:UInt32}} AND startsWith(toString(name), '$message_')
                    AND ts >= {{since:DateTime64(3)}}
                    AND ({{only:String}} = '' OR p.message_id.:String = {{only:String}})
                GROUP BY send
            ) WHERE (was_sent OR was_failed) AND scenario > 0 AND ended_at < {{until:DateTime64(3)}}
        ) GROUP BY scenario, step, number ORDER BY scenario, step, number
        """,  # noqa: S608 - put together of constants
        workspace_id=workspace_id,
        comment="watch.days",
        parameters=stretch.bounds | {"zone": stretch.zone, "only": str(scenario_id or "")},
        max_seconds=_SECONDS,
        max_memory_bytes=_MEMORY,
    )
    names = ("scenario", "step", "number", "sent", "failed", *_HEARD)
    return [DayRow(*(row[name] for name in names)) for row in rows]


async def list_goals(
    clickhouse: ClickHouse, stretch: Stretch, *, workspace_id: int
) -> dict[int, dict[int, int]]:
    """Main goals that were told, by scenario and day."""
    rows = await clickhouse.query(
        """
        SELECT toUInt64OrZero(p.message_id.:String) AS scenario,
            toUInt32(toRelativeDayNum(toDate(ts, {zone:String}))) AS number, count() AS n
        FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND name = '$goal_reached'
            AND ifNull(p.is_main.:Bool, false) AND ts >= {since:DateTime64(3)} AND ts < {until:DateTime64(3)}
        GROUP BY scenario, number
        """,
        workspace_id=workspace_id,
        comment="watch.goals",
        parameters=stretch.bounds | {"zone": stretch.zone},
        max_seconds=_SECONDS,
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["scenario"], {})[row["number"]] = row["n"]
    return found


async def list_hours(
    clickhouse: ClickHouse, stretch: Stretch, *, workspace_id: int
) -> dict[int, dict[int, int]]:
    """Sends by scenario and by how many whole hours before `until` they left."""
    rows = await clickhouse.query(
        """
        SELECT toUInt64OrZero(p.message_id.:String) AS scenario,
            toUInt32(intDiv(dateDiff('second', ts, {until:DateTime64(3)}), 3600)) AS ago, count() AS n
        FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND name = '$message_sent'
            AND ts >= {since:DateTime64(3)} AND ts < {until:DateTime64(3)}
        GROUP BY scenario, ago
        """,
        workspace_id=workspace_id,
        comment="watch.hours",
        parameters=stretch.bounds,
        max_seconds=_SECONDS,
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["scenario"], {})[row["ago"]] = row["n"]
    return found
