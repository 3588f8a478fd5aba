"""The figures of the first page: now, today, the last two weeks, in the workspace's time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.events import queries_events
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.workspaces import service as workspaces

DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the workspace's zone."""

    at: date
    visitors: int
    events: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`online`: on a page now. A visitor did something himself; a lead gave his first contact today."""

    online: int
    visitors_today: int
    events_today: int
    leads_today: int
    chart: list[Day]


async def get_overview(engines: Engines, *, workspace_id: int, now: datetime | None = None) -> Overview:
    """The figures; the chart has each of the last 14 days, empty ones too. Raises NotFoundError."""
    profile = await workspaces.get_workspace_profile(engines, workspace_id)
    rows = await queries_events.count_days(
        engines.clickhouse,
        workspace_id=workspace_id,
        time_zone=profile.time_zone,
        days=DAYS,
    )
    online = await profiles.list_online(engines, workspace_id=workspace_id)
    today = (now or datetime.now(UTC)).astimezone(ZoneInfo(profile.time_zone)).date()
    by_day = {row["day"]: row for row in rows}
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    chart = [
        Day(day, by_day[day]["visitors"], by_day[day]["events"]) if day in by_day else Day(day, 0, 0)
        for day in days
    ]
    return Overview(
        online=len(online),
        visitors_today=chart[-1].visitors,
        events_today=chart[-1].events,
        leads_today=by_day[today]["leads"] if today in by_day else 0,
        chart=chart,
    )
