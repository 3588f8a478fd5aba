"""In which hours people acted, from ClickHouse: many people by one statement."""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.infra.clickhouse import ClickHouse

PERSON_DAYS: Final = 90
WORKSPACE_DAYS: Final = 28
_HOURS: Final = 1_000
"""Of one person, at most."""
_SECONDS: Final = 60
_NAMES: Final = (
    *("$session_started", "$page_viewed", "$cart_viewed", "$cart_added", "$order_completed"),
    *("$message_read", "$message_clicked", "$message_replied", "$form_submitted", "$message_shown"),
)
"""What people do themselves, with their eyes on it."""


async def list_hours(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int]
) -> dict[int, list[int]]:
    """{home: hours since 1970 (UTC) in which it acted} of the last PERSON_DAYS."""
    if not homes:
        return {}
    rows = await clickhouse.query(
        f"""
        SELECT person, groupUniqArray({_HOURS})(intDiv(toUnixTimestamp(ts), 3600)) AS hours FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN {{homes:Array(UInt64)}}
            AND name IN {{names:Array(String)}} AND ts > now() - INTERVAL {PERSON_DAYS} DAY
        GROUP BY person
        """,  # noqa: S608 - numbers of this module
        workspace_id=workspace_id,
        comment="scenarios.hours",
        parameters={"homes": list(homes), "names": list(_NAMES)},
        max_seconds=_SECONDS,
    )
    return {row["person"]: list(row["hours"]) for row in rows}


async def count_active(
    clickhouse: ClickHouse, *, workspace_id: int, people: Sequence[int] | None = None
) -> Mapping[int, int]:
    """{hour since 1970 (UTC): how many acted in it} of the last WORKSPACE_DAYS: of `people`, or everybody."""
    whose = "" if people is None else "AND person IN {people:Array(UInt64)}"
    rows = await clickhouse.query(
        f"""
        SELECT intDiv(toUnixTimestamp(ts), 3600) AS hour, uniq(person) AS people FROM events
        WHERE workspace_id = {{workspace_id:UInt32}} AND name IN {{names:Array(String)}}
            AND ts > now() - INTERVAL {WORKSPACE_DAYS} DAY {whose}
        GROUP BY hour
        """,  # noqa: S608 - numbers of this module
        workspace_id=workspace_id,
        comment="scenarios.hours",
        parameters={"names": list(_NAMES), "people": list(people or ())},
        max_seconds=_SECONDS,
    )
    return {int(row["hour"]): int(row["people"]) for row in rows}
