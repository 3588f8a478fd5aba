"""What members do about incidents: look at the days, say that the new figures are usual, choose who hears."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.watch import errors, measuring, queries, repository
from otklik.automation.watch.contracts import Day, Hearing, Incident, IncidentKind, Unit
from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.kit.clock import now_ms, to_datetime
from otklik.segments.loading import load_zone
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

BEFORE: Final = timedelta(days=42)
"""Days before an incident that are shown with it."""
AFTER: Final = timedelta(days=14)


class Figure(msgspec.Struct, frozen=True):
    """A day (of the workspace's clocks) with its figure; None: a share of nothing."""

    day: date
    value: float | None


async def find_incident(engines: Engines, *, workspace_id: int, incident_id: int) -> Incident:
    """An incident. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        found = await repository.find_incident(connection, workspace_id=workspace_id, incident_id=incident_id)
    if found is None:
        raise errors.no_incident()
    return found


async def list_figures(engines: Engines, incident: Incident, *, now: datetime) -> list[Figure]:
    """The days around an incident, today not among them; of a pool of promo codes none."""
    if incident.scenario_id is None:
        return []
    zone = await load_zone(engines, workspace_id=incident.workspace_id)
    began = incident.began_at.astimezone(zone).date()
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    last = min(began + AFTER, yesterday)
    stretch = queries.Stretch(zone.key, _midnight(began - BEFORE, zone), _midnight(last + timedelta(1), zone))
    workspace_id, scenario_id = incident.workspace_id, incident.scenario_id
    rows: list[queries.DayRow] = []
    goals: dict[int, dict[int, int]] = {}
    if incident.kind is IncidentKind.GOAL:
        goals = await queries.list_goals(engines.clickhouse, stretch, workspace_id=workspace_id)
    else:
        rows = await queries.list_days(
            engines.clickhouse, stretch, workspace_id=workspace_id, scenario_id=scenario_id
        )
    days = measuring.list_figures(
        incident,
        rows,
        goals.get(scenario_id, {}),
        first=measuring.number_of(began - BEFORE),
        last=measuring.number_of(last),
    )
    first = began - BEFORE
    return [Figure(first + timedelta(number), _value(day, incident.unit)) for number, day in enumerate(days)]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _value(day: Day, unit: Unit) -> float | None:
    if unit is Unit.COUNT:
        return float(day.hits)
    return day.hits / day.tries if day.tries else None


async def learn(session: Session, *, actor: Actor, incident_id: int) -> Incident:
    """Take what an incident told of for the new usual; it is over. Raises NotFoundError, ConflictError."""
    connection = await driver_connection(session)
    asked = {"workspace_id": actor.workspace_id, "incident_id": incident_id}
    found = await repository.find_incident(connection, **asked)
    if found is None:
        raise errors.no_incident()
    if found.scenario_id is None:
        raise errors.nothing_to_learn()
    await repository.learn(connection, **asked, at=to_datetime(now_ms()))
    await workspaces.record_audit(
        session,
        actor=actor,
        action="watch.learned",
        target=found.scenario,
        details={"id": found.scenario_id, "kind": found.kind.value},
    )
    return await repository.find_incident(connection, **asked) or found


async def put_hearing(session: Session, *, actor: Actor, hearing: Hearing) -> Hearing:
    """Choose who is told; who is not in the team is left out."""
    connection = await driver_connection(session)
    kept = await repository.write_hearing(connection, workspace_id=actor.workspace_id, hearing=hearing)
    await workspaces.record_audit(
        session,
        actor=actor,
        action="watch.hearing_changed",
        target="",
        details={"author": kept.is_author, "owners": kept.are_owners, "members": len(kept.member_ids)},
    )
    return kept
