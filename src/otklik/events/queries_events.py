"""Events as people read them: a person's feed, what arrived last, values of a property, counts of days."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.events.contracts import NOT_HIS
from otklik.infra.clickhouse import ClickHouse

_COLUMNS: Final = """name, original_name, ts, received_at, pos, message_id, session, person, device, source,
    url, quiet, country, city, device_type, browser, os, context, properties"""
_SAMPLE: Final = 1_000
Row = dict[str, Any]


class FeedCursor(msgspec.Struct, array_like=True, frozen=True):
    """The last event of a page: its time in milliseconds, and its place in the log."""

    ts_ms: int
    pos: int


async def list_feed(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    members: Sequence[int],
    names: Sequence[str],
    after: FeedCursor | None,
    limit: int,
) -> list[Row]:
    """Events of these homes, newest first; `names` are ours or the door's own."""
    keyset = "AND (toUnixTimestamp64Milli(ts), pos) < ({after_ms:Int64}, {after_pos:UInt64})" if after else ""
    chosen = "AND (name IN {names:Array(String)} OR original_name IN {names:Array(String)})" if names else ""
    sql = f"""
        SELECT {_COLUMNS} FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN {{members:Array(UInt64)}} {chosen} {keyset}
        ORDER BY ts DESC, pos DESC LIMIT {{limit:UInt32}}
        """  # noqa: S608 - put together of constants of this module
    parameters: dict[str, Any] = {
        "members": list(members),
        "names": list(names),
        "limit": limit,
        "after_ms": after.ts_ms if after else 0,
        "after_pos": after.pos if after else 0,
    }
    return await clickhouse.query(
        sql, workspace_id=workspace_id, comment="events.feed", parameters=parameters
    )


class Recent(msgspec.Struct, frozen=True):
    """Which of the events that arrived last: of one name, of one person (all `members`), of today in a zone.

    `only_own`: without what people did not do themselves.
    """

    name: str = ""
    members: Sequence[int] = ()
    today_in: str = ""
    with_bots: bool = False
    with_imported: bool = True
    only_own: bool = False


async def list_recent(clickhouse: ClickHouse, *, workspace_id: int, which: Recent, limit: int) -> list[Row]:
    """What arrived last, newest first, with `is_bot`."""
    conditions = ["workspace_id = {workspace_id:UInt32}"]
    if not which.with_imported:
        conditions.append("source != 'import'")
    if which.only_own:
        conditions.append("name NOT IN {not_his:Array(String)}")
    if which.today_in:
        conditions.append("ts >= toStartOfDay(toTimeZone(now64(3), {zone:String}))")
    if which.name:
        conditions.append("(name = {name:String} OR original_name = {name:String})")
    if which.members:
        conditions.append("person IN {members:Array(UInt64)}")
    where = " AND ".join(conditions)
    parts = [_recent_part("events", 0, where)]
    if which.with_bots:
        parts.append(_recent_part("bot_events", 1, where))
    sql = f"""
        SELECT * FROM ({" UNION ALL ".join(parts)})
        ORDER BY received_at DESC, pos DESC LIMIT {{limit:UInt32}}
        """  # noqa: S608 - put together of constants of this module
    return await clickhouse.query(
        sql,
        workspace_id=workspace_id,
        comment="events.recent",
        parameters={
            "name": which.name,
            "members": list(which.members),
            "limit": limit,
            "zone": which.today_in,
            "not_his": sorted(NOT_HIS),
        },
    )


def _recent_part(table: str, is_bot: int, where: str) -> str:
    return f"""(SELECT {_COLUMNS}, {is_bot} AS is_bot FROM {table} WHERE {where}
        ORDER BY received_at DESC, pos DESC LIMIT {{limit:UInt32}})"""  # noqa: S608 - constants of this module


async def list_arrived(
    clickhouse: ClickHouse, *, workspace_id: int, batches: Sequence[tuple[int, int]], limit: int
) -> list[Row]:
    """The newest events of batches in any of the (first, last) stretches."""
    sql = f"""
        SELECT {_COLUMNS}, 0 AS is_bot FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND ({_stretches(batches)})
        ORDER BY received_at DESC, pos DESC LIMIT {{limit:UInt32}}
        """  # noqa: S608 - numbers and constants of this module
    return await clickhouse.query(
        sql, workspace_id=workspace_id, comment="events.live", parameters={"limit": limit}
    )


async def list_arrived_people(
    clickhouse: ClickHouse, *, workspace_id: int, batches: Sequence[tuple[int, int]]
) -> set[int]:
    """Home ids of people whom the batches brought something."""
    stretches = _stretches(batches)
    sql = f"""
        SELECT DISTINCT person FROM (
            SELECT person FROM events WHERE workspace_id = {{workspace_id:UInt32}} AND ({stretches})
            UNION ALL
            SELECT person FROM property_now WHERE workspace_id = {{workspace_id:UInt32}} AND ({stretches})
            UNION ALL
            SELECT arrayJoin([src, dst]) AS person FROM redirects
            WHERE workspace_id = {{workspace_id:UInt32}} AND ({stretches})
        ) LIMIT 50000
        """  # noqa: S608 - numbers and constants of this module
    rows = await clickhouse.query(sql, workspace_id=workspace_id, comment="events.live.people")
    return {row["person"] for row in rows}


def _stretches(batches: Sequence[tuple[int, int]]) -> str:
    return " OR ".join(f"batch BETWEEN {int(first)} AND {int(last)}" for first, last in batches)


async def list_sample(clickhouse: ClickHouse, *, workspace_id: int, name: str) -> list[str]:
    """JSON texts of the properties of the last 1 000 events of this name."""
    rows = await clickhouse.query(
        f"""
        SELECT properties FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND name = {{name:String}}
        ORDER BY ts DESC LIMIT {_SAMPLE}
        """,  # noqa: S608 - a number of this module
        workspace_id=workspace_id,
        comment="events.sample",
        parameters={"name": name},
    )
    return [row["properties"] for row in rows]


async def count_by_name(
    clickhouse: ClickHouse, *, workspace_id: int, names: Sequence[str], days: int
) -> dict[str, int]:
    """How many events of these names happened in the last `days`."""
    rows = await clickhouse.query(
        """
        SELECT name, count() AS n FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND name IN {names:Array(String)}
            AND ts > now64(3) - toIntervalDay({days:UInt32})
        GROUP BY name
        """,
        workspace_id=workspace_id,
        comment="events.count_by_name",
        parameters={"names": list(names), "days": days},
    )
    return {row["name"]: row["n"] for row in rows}


async def count_days(clickhouse: ClickHouse, *, workspace_id: int, time_zone: str, days: int) -> list[Row]:
    """Per day of the zone, the last `days` with today: visitors, events, leads; empty days are absent.

    Visitors are people who did something themselves, merged ones once; leads gave their first
    contact that day.
    """
    return await clickhouse.query(
        """
        SELECT day, countIf(n > 0) AS visitors, sum(n) AS events, sum(is_lead) AS leads FROM (
            SELECT toDate(toTimeZone(ts, {zone:String})) AS day,
                dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person) AS root,
                countIf(NOT has({not_his:Array(String)}, name)) AS n,
                max(name IN ('$email_changed', '$phone_changed') AND JSONExtractBool(properties, 'first'))
                    AS is_lead
            FROM events
            WHERE workspace_id = {workspace_id:UInt32}
                AND ts >= toStartOfDay(toTimeZone(now64(3), {zone:String})) - toIntervalDay({days:UInt32} - 1)
                AND (name IN ('$email_changed', '$phone_changed') OR NOT has({not_his:Array(String)}, name))
            GROUP BY day, root
        ) GROUP BY day ORDER BY day
        """,
        workspace_id=workspace_id,
        comment="events.days",
        parameters={"zone": time_zone, "days": days, "not_his": sorted(NOT_HIS)},
    )
