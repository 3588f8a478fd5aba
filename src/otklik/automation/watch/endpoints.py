"""What left its usual range, over HTTP (docs/reference/watch.md)."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from otklik.automation import scenarios
from otklik.automation.schemas import LARGEST_ID
from otklik.automation.watch import contracts, learning, repository
from otklik.automation.watch.contracts import How, IncidentKind, Unit
from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging.planning import moment
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Answer, Body, Id, Moment, Page

router = APIRouter(tags=["scenarios"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
ScenarioId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
IncidentId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class IncidentAnswer(Answer):
    """A figure that left its usual range. `scenario_id` null: of a pool of promo codes (`node`: its name).

    `value`: when it began; `usual`, `low`, `high`: found from `samples` days, by the method `how`.
    `learned_at`: when somebody said that it is the new usual.
    """

    id: Id
    scenario_id: int | None
    scenario: str
    node: str
    kind: IncidentKind
    unit: Unit
    how: How
    value: float
    usual: float
    low: float
    high: float
    samples: int
    likely_cause: str
    began_at: Moment
    ended_at: Moment | None
    is_muted: bool
    learned_at: Moment | None


class IncidentPage(Page[IncidentAnswer]):
    """Incidents, the newest first; `open`: how many go on of which somebody was told."""

    open: int


class FigureAnswer(Answer):
    """A day with its figure; null: a share of nothing."""

    day: date
    value: float | None


class IncidentDetails(IncidentAnswer):
    """An incident with the six weeks before it and up to two after."""

    days: list[FigureAnswer]


class HearingAnswer(Answer):
    """Who is told of incidents: the author of what they are about, the owners, members besides."""

    is_author: bool
    are_owners: bool
    member_ids: list[Id]


MemberIds = Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Field(max_length=50)]


class HearingBody(Body):
    """Who is told of incidents; nobody at all is allowed."""

    is_author: bool = True
    are_owners: bool = True
    member_ids: MemberIds = Field(default_factory=list)


class WatchBody(Body):
    """Whether a scenario is watched, and until when nobody wants to hear of it."""

    is_on: bool = True
    muted_until: Moment | None = None


class WatchAnswer(Answer):
    """How a scenario is watched."""

    is_on: bool
    muted_until: Moment | None


@router.get("/watch/incidents")
async def list_incidents(
    actor: ReadAccess,
    session: SessionDep,
    state: Literal["open", "ended", "all"] = "open",
    scenario: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
) -> IncidentPage:
    """What is, or was, out of the ordinary."""
    connection = await driver_connection(session)
    found = await repository.list_incidents(
        connection,
        workspace_id=actor.workspace_id,
        is_open=None if state == "all" else state == "open",
        scenario_id=scenario,
        before=int(cursor) if cursor else LARGEST_ID,
        limit=limit + 1,
    )
    items = [IncidentAnswer.model_validate(each) for each in found[:limit]]
    return IncidentPage(
        items=items,
        next_cursor=str(items[-1].id) if len(found) > limit else None,
        open=await repository.count_open(connection, workspace_id=actor.workspace_id),
    )


@router.get("/watch/incidents/{incident_id}")
async def get_incident(incident_id: IncidentId, actor: ReadAccess, engines: EnginesDep) -> IncidentDetails:
    """One of them, with the figures of the days around it."""
    found = await learning.find_incident(engines, workspace_id=actor.workspace_id, incident_id=incident_id)
    days = await learning.list_figures(engines, found, now=moment())
    return IncidentDetails(
        **IncidentAnswer.model_validate(found).model_dump(),
        days=[FigureAnswer.model_validate(each) for each in days],
    )


@router.post("/watch/incidents/{incident_id}/learn")
async def learn_incident(incident_id: IncidentId, actor: WriteAccess, session: SessionDep) -> IncidentAnswer:
    """It is fine so: the incident is over, and its figures from then on are what is usual.

    For the next 14 days there are too few of them, and nothing is said.
    """
    return IncidentAnswer.model_validate(await learning.learn(session, actor=actor, incident_id=incident_id))


@router.get("/watch/hearing")
async def get_hearing(actor: ReadAccess, session: SessionDep) -> HearingAnswer:
    """Who is told of incidents."""
    connection = await driver_connection(session)
    return HearingAnswer.model_validate(
        await repository.find_hearing(connection, workspace_id=actor.workspace_id)
    )


@router.put("/watch/hearing")
async def put_hearing(body: HearingBody, actor: WriteAccess, session: SessionDep) -> HearingAnswer:
    """Choose who is told; members who are not in the team are left out."""
    wanted = contracts.Hearing(body.is_author, body.are_owners, tuple(body.member_ids))
    return HearingAnswer.model_validate(await learning.put_hearing(session, actor=actor, hearing=wanted))


@router.get("/scenarios/{scenario_id}/watch")
async def get_watch(scenario_id: ScenarioId, actor: ReadAccess, session: SessionDep) -> WatchAnswer:
    """How a scenario is watched."""
    connection = await driver_connection(session)
    await scenarios.get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    is_on, muted_until = await repository.find_settings(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id
    )
    return WatchAnswer(is_on=is_on, muted_until=muted_until)


@router.put("/scenarios/{scenario_id}/watch")
async def put_watch(
    scenario_id: ScenarioId, body: WatchBody, actor: WriteAccess, session: SessionDep
) -> WatchAnswer:
    """Watch it or not; while it is muted incidents are kept, and nobody is told."""
    connection = await driver_connection(session)
    found = await scenarios.get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    await repository.write_settings(
        connection,
        workspace_id=actor.workspace_id,
        scenario_id=scenario_id,
        is_on=body.is_on,
        muted_until=body.muted_until,
    )
    await workspaces.record_audit(
        session,
        actor=actor,
        action="scenario.watch_changed",
        target=found.name,
        details={"id": scenario_id, "is_on": body.is_on},
    )
    return WatchAnswer(is_on=body.is_on, muted_until=body.muted_until)
