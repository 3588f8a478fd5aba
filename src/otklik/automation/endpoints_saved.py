"""Saved triggers over HTTP."""

from datetime import date
from typing import Annotated, Any, Self, TypeAlias

import msgspec
from fastapi import APIRouter, Path
from pydantic import Field

from otklik.automation import repository_saved, saved
from otklik.automation.contracts import ScenarioStatus
from otklik.automation.endpoints import ReadAccess, WriteAccess
from otklik.automation.repository_saved import SavedTrigger
from otklik.automation.schemas import LARGEST_ID
from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces.schemas import Answer, Body, FilledLine, Id, Moment, Page

router = APIRouter(tags=["scenarios"])
TriggerId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
_Started: TypeAlias = list[tuple[int, str, str]]


class TriggerBody(Body):
    """A trigger, as it stands in a graph, and what it is called."""

    name: FilledLine
    trigger: Annotated[Any, Field(description="A trigger: docs/reference/scenarios.md")]


class StartedAnswer(Answer):
    """A scenario that begins by a saved trigger."""

    id: Id
    name: str
    status: ScenarioStatus


class TriggerAnswer(Answer):
    """A saved trigger; `fired`: how often in the last 30 days; `starts`: what begins by it."""

    id: Id
    name: str
    trigger: dict[str, Any]
    fired: int
    created_by: str
    created_at: Moment
    updated_at: Moment
    starts: list[StartedAnswer]

    @classmethod
    def of(cls, found: SavedTrigger, started: _Started) -> Self:
        """From a row, and the scenarios that begin by it."""
        starts = [
            StartedAnswer(id=id_, name=name, status=ScenarioStatus(status)) for id_, name, status in started
        ]
        return cls(**msgspec.structs.asdict(found), starts=starts)


class FiredDayAnswer(Answer):
    """How often it fired on a day (UTC)."""

    day: date
    fired: int


class TriggerDetails(TriggerAnswer):
    """A saved trigger with the last 90 days on which it fired."""

    days: list[FiredDayAnswer]


@router.get("/triggers")
async def list_triggers(actor: ReadAccess, engines: EnginesDep) -> Page[TriggerAnswer]:
    """Saved triggers by name, with what begins by them and how often they fired."""
    async with engines.postgres.connection() as connection:
        found = await repository_saved.list_saved(connection, workspace_id=actor.workspace_id)
        started = await repository_saved.list_started(connection, workspace_id=actor.workspace_id)
    return Page(items=[TriggerAnswer.of(each, started.get(each.id, [])) for each in found])


@router.post("/triggers", status_code=201)
async def create_trigger(body: TriggerBody, actor: WriteAccess, session: SessionDep) -> TriggerAnswer:
    """Save a trigger under a name; 422 names each fault."""
    made = await saved.create_saved(session, actor=actor, name=body.name, trigger=body.trigger)
    return TriggerAnswer.of(made, [])


@router.get("/triggers/{trigger_id}")
async def get_trigger(trigger_id: TriggerId, actor: ReadAccess, engines: EnginesDep) -> TriggerDetails:
    """One, with the days on which it fired."""
    workspace_id = actor.workspace_id
    async with engines.postgres.connection() as connection:
        found = await saved.get_saved(connection, workspace_id=workspace_id, trigger_id=trigger_id)
        started = await repository_saved.list_started(connection, workspace_id=workspace_id)
        days = await repository_saved.list_days(connection, workspace_id=workspace_id, trigger_id=trigger_id)
    answer = TriggerAnswer.of(found, started.get(trigger_id, []))
    return TriggerDetails(
        **answer.model_dump(), days=[FiredDayAnswer(day=day, fired=fired) for day, fired in days]
    )


@router.put("/triggers/{trigger_id}")
async def update_trigger(
    trigger_id: TriggerId, body: TriggerBody, actor: WriteAccess, session: SessionDep
) -> TriggerAnswer:
    """Change it for all that begin by it, at once."""
    changed = await saved.update_saved(
        session, actor=actor, trigger_id=trigger_id, name=body.name, trigger=body.trigger
    )
    return TriggerAnswer.of(changed, [])


@router.delete("/triggers/{trigger_id}", status_code=204)
async def delete_trigger(trigger_id: TriggerId, actor: WriteAccess, session: SessionDep) -> None:
    """Delete it; 409 while something begins by it."""
    await saved.delete_saved(session, actor=actor, trigger_id=trigger_id)
