"""The list of people in ClickHouse: filter, order, page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from otklik.events.contracts import NOT_HIS
from otklik.events.people_tests import Tests
from otklik.events.queries_people_tests import make_condition
from otklik.infra.clickhouse import ClickHouse

NUMBERS: Final[Mapping[str, str]] = {
    "first_seen": "toUnixTimestamp64Milli(first_seen)",
    "last_seen": "toUnixTimestamp64Milli(last_seen)",
    "sessions_count": "sessions_count",
    "pages_count": "pages_count",
    "events_count": "events_count",
    "active_ms": "active_ms",
    "orders_count": "orders_count",
    "revenue": "revenue",
}
TEXTS: Final = frozenset(
    {"country", "city", "language", "time_zone", "device_type", "browser", "os", "stage", "last_url"}
)
_MAX_BYTES: Final = 600_000_000
_MAX_SECONDS: Final = 20
_NOT_YET: Final = "toDateTime64('2200-01-01 00:00:00', 3, 'UTC')"
_OURS: Final = ("workspace_id = {workspace_id:UInt32}", "is_deleted = 0")
# The same people as `queries_events.count_days` counts for the last day.
_TODAY: Final[Mapping[str, str]] = {
    "visitors": "NOT has({not_his:Array(String)}, name)",
    "leads": "name IN ('$email_changed', '$phone_changed') AND JSONExtractBool(properties, 'first')",
}
_SEEN_TODAY: Final = """person IN (
    SELECT dictGetOrDefault('redirect', 'dst', ({{workspace_id:UInt32}}, person), person) FROM events
    WHERE workspace_id = {{workspace_id:UInt32}} AND {counted}
        AND ts >= toStartOfDay(toTimeZone(now64(3), {{zone:String}}))
        AND ts < toStartOfDay(toTimeZone(now64(3), {{zone:String}})) + toIntervalDay(1))"""


class PeopleCursor(msgspec.Struct, array_like=True, frozen=True):
    """The last row of a page in the order it was made for; `bits` are the number's, so that none is lost."""

    by: str
    is_descending: bool
    rank: int
    bits: int
    text: str
    person: int


@dataclass(frozen=True, slots=True)
class Among:
    """A set of people as SQL: `sql` gives `person`, each once, with the workspace's guard in it."""

    sql: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Whom to list; None = no matter. `found`: ids a search found; `text`: what it looks for in names.

    `today` is a figure of the overview, `time_zone` what its day is told by. `among`: a set; who is in it is
    listed also before his row is counted.
    """

    stage: str | None = None
    found: Sequence[int] | None = None
    text: str = ""
    online: Sequence[int] | None = None
    offline: Sequence[int] | None = None
    today: str | None = None
    time_zone: str = ""
    tests: Tests | None = None
    among: Among | None = None


async def list_people(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    where: PeopleFilter,
    by: str,
    is_descending: bool,
    after: PeopleCursor | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Rows of `people` with `rank`, `bits` and `sort_text` for the next cursor; the unset come last."""
    arrow, direction = ("<", "DESC") if is_descending else (">", "ASC")
    rank, number, text, join = _sort_columns(by)
    source, parameters = _source(where)
    keyset = ""
    if after is not None:
        keyset = f"""WHERE rank > {{rank:UInt8}} OR (rank = {{rank:UInt8}}
            AND (num, sort_text, person) {arrow}
                (reinterpretAsFloat64({{bits:UInt64}}), {{after_text:String}}, {{after_person:UInt64}}))"""
        parameters |= {
            "rank": after.rank,
            "bits": after.bits,
            "after_text": after.text,
            "after_person": after.person,
        }
    sql = f"""
        SELECT *, reinterpretAsUInt64(num) AS bits FROM (
            SELECT person, first_seen, last_seen, events_count, pages_count, sessions_count, active_ms,
                country, city, language, time_zone, device_type, browser, os, initial_source, last_source,
                shop, orders_count, revenue, last_url, stage,
                toUInt8({rank}) AS rank, toFloat64({number}) AS num, {text} AS sort_text
            FROM ({source}) AS counted {join}
        ) {keyset}
        ORDER BY rank ASC, num {direction}, sort_text {direction}, person {direction} LIMIT {{limit:UInt32}}
        """  # noqa: S608 - put together of constants of this module
    rows = await clickhouse.query(
        sql,
        workspace_id=workspace_id,
        comment="events.people",
        parameters={**parameters, "property": by, "limit": limit},
        max_seconds=_MAX_SECONDS,
        max_memory_bytes=_MAX_BYTES,
    )
    now = datetime.now(UTC)
    for row in rows:
        row["first_seen"], row["last_seen"] = min(row["first_seen"], now), min(row["last_seen"], now)
    return rows


async def list_rows(
    clickhouse: ClickHouse, *, workspace_id: int, people: Sequence[int]
) -> list[dict[str, Any]]:
    """Rows of `people` of these ids, at most some thousand: they travel in the statement's address."""
    return await clickhouse.query(
        """
        SELECT person, first_seen, last_seen, events_count, pages_count, sessions_count, active_ms,
            country, city, language, time_zone, device_type, browser, os, initial_source, last_source,
            shop, orders_count, revenue, last_url, stage
        FROM people FINAL
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {people:Array(UInt64)} AND is_deleted = 0
        """,
        workspace_id=workspace_id,
        comment="events.people.rows",
        parameters={"people": list(people)},
        max_memory_bytes=_MAX_BYTES,
    )


async def count_people(clickhouse: ClickHouse, *, workspace_id: int, where: PeopleFilter) -> int:
    """How many people the filter leaves."""
    source, parameters = _source(where)
    rows = await clickhouse.query(
        f"SELECT count() AS n FROM ({source})",  # noqa: S608 - put together of constants
        workspace_id=workspace_id,
        comment="events.people.count",
        parameters=parameters,
        max_seconds=_MAX_SECONDS,
        max_memory_bytes=_MAX_BYTES,
    )
    return int(rows[0]["n"])


def _sort_columns(by: str) -> tuple[str, str, str, str]:
    """(rank, number, text, join): numbers stand before texts, both before what is unset."""
    if by in NUMBERS:
        return "0", NUMBERS[by], "''", ""
    if by in TEXTS:
        return f"if({by} = '', 2, 1)", "0", f"lowerUTF8({by})", ""
    join = """LEFT ANY JOIN (
            SELECT person, value, toFloat64OrNull(trim(BOTH '"' FROM value)) AS as_number
            FROM property_now FINAL
            WHERE workspace_id = {workspace_id:UInt32} AND property = {property:String} AND value != ''
        ) AS given USING person"""
    is_number = "(as_number IS NOT NULL AND isFinite(as_number))"
    rank = f"if(value = '', 2, if({is_number}, 0, 1))"
    return (
        rank,
        f"if({is_number}, assumeNotNull(as_number), 0)",
        f"if({is_number}, '', lowerUTF8(value))",
        join,
    )


def _source(where: PeopleFilter) -> tuple[str, dict[str, Any]]:
    """Rows of `people` that the filter leaves; of a set all its people, counted already or not."""
    conditions, parameters = _conditions(where)
    if where.among is None:
        parts = [*_OURS, *conditions]
        return f"SELECT * FROM people FINAL WHERE {' AND '.join(parts)}", parameters  # noqa: S608 - as above
    # Whose row is not written yet came seconds ago: he stands as the newest, the same on every page.
    rows = f"""
        SELECT * REPLACE (
            if(toUnixTimestamp64Milli(first_seen) = 0, {_NOT_YET}, first_seen) AS first_seen,
            if(toUnixTimestamp64Milli(last_seen) = 0, {_NOT_YET}, last_seen) AS last_seen,
            if(stage = '', 'visitor', stage) AS stage
        ) FROM (SELECT * FROM people FINAL WHERE {" AND ".join(_OURS)}) AS known
        RIGHT ANY JOIN ({where.among.sql}) AS asked USING person
        """  # noqa: S608 - put together of constants, and of a statement that binds its values
    if conditions:
        rows = f"SELECT * FROM ({rows}) WHERE {' AND '.join(conditions)}"  # noqa: S608 - as above
    return rows, {**parameters, **where.among.parameters}


def _conditions(where: PeopleFilter) -> tuple[list[str], dict[str, Any]]:
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    if where.stage is not None:
        parts.append("stage = {stage:String}")
        parameters["stage"] = where.stage
    if where.found is not None:
        parts.append(
            """(person IN {found:Array(UInt64)} OR person IN (
                SELECT person FROM property_now FINAL
                WHERE workspace_id = {workspace_id:UInt32} AND property IN ('$name', '$email')
                    AND positionCaseInsensitiveUTF8(value, {text:String}) > 0))"""
        )
        parameters |= {"found": list(where.found), "text": where.text}
    if where.online is not None:
        parts.append("person IN {online:Array(UInt64)}")
        parameters["online"] = list(where.online)
    if where.offline is not None:
        parts.append("person NOT IN {offline:Array(UInt64)}")
        parameters["offline"] = list(where.offline)
    if where.today is not None:
        parts.append(_SEEN_TODAY.format(counted=_TODAY[where.today]))
        parameters |= {"zone": where.time_zone, "not_his": sorted(NOT_HIS)}
    if where.tests is not None and where.tests.items:
        condition, values = make_condition(where.tests)
        parts.append(condition)
        parameters |= values
    return parts, parameters
