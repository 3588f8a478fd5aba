"""Looks at every workspace once an hour, and once a day at the figures of the day before.

A row says when a workspace was looked at last, so of several workers one does it. What is reported is a row
too, one an incident while it goes on, written with the letters about it: whoever dies has told nothing, and
nobody is told twice.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from otklik.automation.watch import measuring, queries, repository
from otklik.automation.watch import telling as watch_telling
from otklik.automation.watch.contracts import Incident, IncidentKind, Sign
from otklik.automation.watch.repository import Place, Watched
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection, driver_connection
from otklik.kit.zones import find_zone
from otklik.messaging.planning import moment

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(hours=1)
MORNING: Final = 6
"""The hour of the workspace's clocks from which on yesterday is judged: what came late is there."""
_PAUSE_S: Final = 300.0
_EDITED: Final = timedelta(days=2)
_UTC: Final = ZoneInfo("UTC")


async def run(engines: Engines) -> None:
    """Look for ever."""
    while True:
        try:
            await look(engines, now=moment())
        except (*ENGINE_AWAY, ClickHouseError) as error:
            log.warning("watch.engine_away", error=str(error)[:300])
        await asyncio.sleep(_PAUSE_S)


async def look(engines: Engines, *, now: datetime) -> list[Incident]:
    """Look at the workspaces whose turn it is; what was reported."""
    async with engines.postgres.connection() as connection:
        places = await repository.list_due(connection, now=now, every=EVERY)
    reported: list[Incident] = []
    for place in places:
        reported += await look_at(engines, place, now=now)
    return reported


async def look_at(engines: Engines, place: Place, *, now: datetime) -> list[Incident]:
    """Look at one workspace; what was reported."""
    zone = find_zone(place.zone) or _UTC
    local = now.astimezone(zone)
    today = local.date()
    is_due = local.hour >= MORNING and (
        place.judged_day is None or place.judged_day < today - timedelta(days=1)
    )
    async with engines.postgres.connection() as connection:
        watched = await repository.list_watched(connection, workspace_id=place.workspace_id, now=now)
    signs = await _judge_quiet(engines, place, watched, now)
    if is_due:
        signs += await _judge_days(engines, place, watched, today, zone)
    async with engines.postgres.session() as session:
        connection = await driver_connection(session)
        told: list[tuple[Incident, str]] = []
        for sign in signs:
            mine = next(each for each in watched if each.id == sign.scenario_id)
            told += await _report(connection, place, mine, sign, now)
        await repository.end_idle(connection, workspace_id=place.workspace_id, at=now)
        if is_due:
            yesterday = today - timedelta(days=1)
            await repository.note_judged(connection, workspace_id=place.workspace_id, day=yesterday)
        await watch_telling.tell(engines, session, told)
    return [incident for incident, _ in told]


async def _judge_quiet(
    engines: Engines, place: Place, watched: Sequence[Watched], now: datetime
) -> list[Sign]:
    since = now - timedelta(days=measuring.SILENCE_DAYS + 1)
    stretch = queries.Stretch(place.zone, since, now)
    hours = await queries.list_hours(engines.clickhouse, stretch, workspace_id=place.workspace_id)
    signs: list[Sign] = []
    for each in watched:
        mine = hours.get(each.id, {})
        sign = measuring.judge_quiet(each, mine, now=now)
        if sign is not None:
            signs.append(sign)
        elif mine:
            signs.append(measuring.heard_again(each))
    return signs


async def _judge_days(
    engines: Engines, place: Place, watched: Sequence[Watched], today: date, zone: ZoneInfo
) -> list[Sign]:
    since = measuring.since_of(today, zone)
    until = datetime(today.year, today.month, today.day, tzinfo=zone).astimezone(UTC)
    stretch = queries.Stretch(zone.key, since, until)
    rows = await queries.list_days(engines.clickhouse, stretch, workspace_id=place.workspace_id)
    goals = await queries.list_goals(engines.clickhouse, stretch, workspace_id=place.workspace_id)
    signs: list[Sign] = []
    for each in watched:
        mine = [row for row in rows if row.scenario == each.id]
        signs += measuring.judge_days(each, mine, goals.get(each.id, {}), today=today, zone=zone)
    return signs


async def _report(
    connection: Connection, place: Place, watched: Watched, sign: Sign, now: datetime
) -> list[tuple[Incident, str]]:
    """Begin or end the incident that a sign is of; what is new, with the author who is told."""
    if not sign.verdict.is_out:
        await repository.end(
            connection,
            workspace_id=place.workspace_id,
            scenario_id=watched.id,
            node=sign.node,
            kinds=[sign.kind],
            at=now,
        )
        return []
    incident = await repository.begin(
        connection,
        workspace_id=place.workspace_id,
        sign=sign,
        cause=await _find_cause(connection, place, watched, sign, now),
        is_muted=watched.is_muted,
        at=now,
    )
    return [] if incident is None else [(incident, watched.created_by)]


async def _find_cause(
    connection: Connection, place: Place, watched: Watched, sign: Sign, now: datetime
) -> str:
    """What it may come of: `failed:REASON`, `edited`, `skipped:REASON`, `fewer_begin`; "" nobody knows."""
    find = partial(
        repository.find_reason,
        connection,
        workspace_id=place.workspace_id,
        scenario_id=watched.id,
        since=now - timedelta(days=2),
    )
    if sign.kind in {IncidentKind.FAILURES, IncidentKind.DELIVERY}:
        reason, _ = await find(state="failed")
        if reason:
            return f"failed:{reason}"
    if watched.edited_at is not None and watched.edited_at > now - _EDITED:
        return "edited"
    if sign.kind in {IncidentKind.SENT, IncidentKind.SILENCE} and sign.verdict.value < sign.verdict.usual:
        reason, count = await find(state="skipped")
        return f"skipped:{reason}" if count > sign.verdict.usual / 2 else "fewer_begin"
    return ""
