"""Tells how sending goes: rates, domains that say "later", warm-ups, scenarios that were slowed or paused."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from otklik.infra.postgres import Connection
from otklik.kit.zones import find_zone
from otklik.messaging import repository_releasing
from otklik.messaging.mail import repository_health, settings
from otklik.messaging.mail.pacing import places_on, warm_over
from otklik.messaging.mail.schemas_out import (
    DomainHealth,
    HourAnswer,
    MailHealth,
    StandingAnswer,
    WarmUpHealth,
)
from otklik.messaging.mail.settings import MailSettings, WarmUp

MAX_DAYS: Final = 35
_BY_HOUR: Final = 2
"""So many days are shown by the hour; more by the day."""
_DOMAINS: Final = 100
_WHATS: Final = ("sent", "deferred", "refused", "bounced", "complained")


async def read_health(connection: Connection, *, workspace_id: int, days: int, now: datetime) -> MailHealth:
    """How sending goes over the last `days`."""
    since = start_of(days, now)
    found = await settings.get_settings(connection, workspace_id=workspace_id)
    step: Literal["hour", "day"] = "hour" if days <= _BY_HOUR else "day"
    zone = await _find_zone(connection, workspace_id)
    rows = await repository_health.count_hours(
        connection, workspace_id=workspace_id, since=since, step=step, zone=zone.key
    )
    hours = [HourAnswer(at=row[0], **_numbers(row[1:])) for row in rows]
    sums = [sum(row[number] for row in rows) for number in range(1, 6)]
    totals = HourAnswer(at=since, **_numbers(sums))
    per_minute, waiting, unknown = await repository_health.count_now(
        connection, workspace_id=workspace_id, now=now
    )
    return MailHealth(
        days=days,
        step=step,
        per_minute=per_minute,
        waiting=waiting,
        unknown=unknown,
        totals=totals,
        hours=hours,
        domains=await _list_domains(connection, workspace_id, since, found),
        warmups=[await _show_warmup(connection, workspace_id, plan, now) for plan in found.warmups],
        standings=await _list_standings(connection, workspace_id),
        complaint_share=_share(totals.complained, totals.sent),
        bounce_share=_share(totals.bounced + totals.refused, totals.sent + totals.refused),
    )


def start_of(days: int, now: datetime) -> datetime:
    """Since when the numbers of so many days count: letters are counted by the hour."""
    return (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)


async def _find_zone(connection: Connection, workspace_id: int) -> ZoneInfo:
    places = await repository_releasing.list_workspaces(connection, [workspace_id])
    _, zone, _ = places.get(workspace_id, ("", "UTC", {}))
    return find_zone(zone) or ZoneInfo("UTC")


async def _list_domains(
    connection: Connection, workspace_id: int, since: datetime, found: MailSettings
) -> list[DomainHealth]:
    rows = await repository_health.count_domains(
        connection, workspace_id=workspace_id, since=since, limit=_DOMAINS
    )
    return [
        DomainHealth(
            domain=row[0],
            **_numbers(row[1:6]),
            per_minute=found.pace_of(row[0]),
            held_until=row[6] if row[6] is not None and row[6] > datetime.now(UTC) else None,
            said=row[7],
            said_at=row[8],
        )
        for row in rows
    ]


async def _show_warmup(
    connection: Connection, workspace_id: int, plan: WarmUp, now: datetime
) -> WarmUpHealth:
    today = now.astimezone(await _find_zone(connection, workspace_id)).date()
    given, waiting = await repository_health.count_day(
        connection, workspace_id=workspace_id, domain=plan.domain, day=today
    )
    return WarmUpHealth(
        domain=plan.domain,
        places=places_on(plan, today),
        given=given,
        waiting=waiting,
        over_on=warm_over(plan).isoformat(),
    )


async def _list_standings(connection: Connection, workspace_id: int) -> list[StandingAnswer]:
    names = ("scenario_id", "state", "why", "changed_at", "sent", "bounced", "complained")
    rows = await repository_health.list_standings(connection, workspace_id=workspace_id)
    return [StandingAnswer(**dict(zip(names, row, strict=True))) for row in rows]


def _numbers(values: Any) -> dict[str, int]:  # noqa: ANN401 - part of a row
    return dict(zip(_WHATS, values, strict=True))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
