"""Who walks where, what leaves on which day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from otklik.automation import repository as scenarios
from otklik.automation.overview import queries_sent, repository
from otklik.automation.overview.repository import MAX_DAYS, Count, Walker
from otklik.automation.overview.schemas import (
    CalendarAnswer,
    CalendarDay,
    CalendarItem,
    WalkerAnswer,
    WalkerPerson,
)
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault, InvalidError
from otklik.profiles import recipients
from otklik.profiles.recipients import Recipient
from otklik.workspaces import service as workspaces


async def list_walkers(
    connection: Connection, *, workspace_id: int, scenario_id: int, node: str | None, before: int, limit: int
) -> list[WalkerAnswer]:
    """Who waits in the scenario with their names, the last begun first."""
    found = await repository.list_walkers(
        connection,
        workspace_id=workspace_id,
        scenario_id=scenario_id,
        node=node,
        before=before,
        limit=limit,
    )
    people = await list_people(
        connection, workspace_id=workspace_id, homes=sorted({each.profile_id for each in found})
    )
    return [_show(walker, people[walker.profile_id]) for walker in found]


async def list_people(
    connection: Connection, *, workspace_id: int, homes: Sequence[int]
) -> dict[int, WalkerPerson]:
    """{home: who it is, by name and contacts}."""
    found = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=homes)
    return {home: _name(person) for home, person in found.items()}


def _name(person: Recipient) -> WalkerPerson:
    name, email, phone = (str(person.properties.get(f"${key}") or "") for key in ("name", "email", "phone"))
    return WalkerPerson(id=person.root, name=name, email=email, phone=phone)


def _show(walker: Walker, person: WalkerPerson) -> WalkerAnswer:
    return WalkerAnswer(
        run_id=walker.run_id,
        person=person,
        node=walker.node,
        waits=walker.waits,
        due_at=walker.due_at,
        since=walker.since,
        entered_at=walker.entered_at,
    )


async def read_calendar(engines: Engines, *, workspace_id: int, first: date, last: date) -> CalendarAnswer:
    """What left and is to leave on the days from `first` to `last`, both included, by the workspace's clock.

    Raises InvalidError for days in a wrong order or more than MAX_DAYS of them.
    """
    if not 0 <= (last - first).days < MAX_DAYS:
        fault = Fault("to", "out_of_range", "1 to {limit} days are shown", {"limit": MAX_DAYS})
        raise InvalidError("bad_period", "The period is wrong", faults=[fault])
    zone = (await workspaces.get_workspace_profile(engines, workspace_id)).time_zone
    moments = _moments(first, last, ZoneInfo(zone))
    sent = await queries_sent.count_sent(
        engines.clickhouse, workspace_id=workspace_id, zone=zone, moments=moments
    )
    async with engines.postgres.connection() as connection:
        planned = await repository.count_planned(
            connection, workspace_id=workspace_id, zone=zone, moments=moments
        )
        due = await repository.count_due(connection, workspace_id=workspace_id, zone=zone, moments=moments)
        names = await _list_names(connection, workspace_id)
    return CalendarAnswer(zone=zone, days=_by_day({"sent": sent, "planned": planned, "due": due}, names))


def _moments(first: date, last: date, zone: ZoneInfo) -> Sequence[datetime]:
    return [datetime.combine(day, time.min, zone) for day in (first, last + timedelta(days=1))]


async def _list_names(connection: Connection, workspace_id: int) -> dict[int, tuple[str, str]]:
    """{scenario: (name, kind)} of all, archived ones too."""
    found = [
        each
        for status in (None, "archived")
        for each in await scenarios.list_scenarios(
            connection, workspace_id=workspace_id, status=status, kind=None, after=0, limit=2_000
        )
    ]
    return {each.id: (each.name, each.kind.value) for each in found}


def _by_day(counts: dict[str, list[Count]], names: dict[int, tuple[str, str]]) -> list[CalendarDay]:
    days: dict[date, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for kind, count in ((kind, each) for kind, some in counts.items() for each in some):
        days[count.day][count.scenario_id][kind] = count.count
    return [
        CalendarDay(
            day=day,
            items=[
                CalendarItem(
                    scenario_id=scenario or None,
                    name=names.get(scenario, ("", ""))[0],
                    kind=names.get(scenario, ("", ""))[1],
                    **numbers,
                )
                for scenario, numbers in sorted(of_day.items())
            ],
        )
        for day, of_day in sorted(days.items())
    ]
