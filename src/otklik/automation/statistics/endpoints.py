"""Statistics of messages over HTTP."""

from datetime import date
from typing import Annotated, TypeAlias

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from otklik.automation.endpoints import ReadAccess, ScenarioId
from otklik.automation.statistics import csv_files, service, subscribers
from otklik.automation.statistics.contracts import By, Choice, Number, Order
from otklik.automation.statistics.schemas import (
    AudienceAnswer,
    AudienceList,
    MessageFigures,
    MessageFiguresList,
    MessageReport,
    MessageStatistics,
    SendLine,
    SendLines,
)
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["scenarios"])
Text: TypeAlias = Annotated[str | None, Query(max_length=100)]
Ids: TypeAlias = Annotated[str | None, Query(pattern="^[1-9][0-9]{0,17}(,[1-9][0-9]{0,17}){0,199}$")]
From: TypeAlias = Annotated[date | None, Query(alias="from", description="The first day; left out: ever")]
To: TypeAlias = Annotated[date | None, Query(alias="to", description="The last day; left out: today")]
ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]


async def _choose(  # what is the same of all these routes, but the scenario, which stands in their paths
    first: From = None,
    last: To = None,
    goal: Text = None,
    split: Text = None,
    node: Text = None,
    variant: Text = None,
    day: date | None = None,
) -> Choice:
    return Choice(
        scenario_id=0,
        first=first,
        last=last,
        goal=goal or "",
        split=split or "",
        node=node,
        variant=variant,
        day=day,
    )


Chosen: TypeAlias = Annotated[Choice, Depends(_choose)]


@router.get("/scenarios/figures")
async def list_message_figures(
    actor: ReadAccess,
    engines: EnginesDep,
    ids: Ids = None,
    first: From = None,
    last: To = None,
    sort: Order | None = None,
) -> MessageFiguresList:
    """Numbers of many messages, of their main goals; without `ids`, of all that are not archived."""
    found = await service.list_messages(
        engines,
        workspace_id=actor.workspace_id,
        scenario_ids=[int(each) for each in ids.split(",")] if ids else None,
        first=first,
        last=last,
        order=sort,
    )
    return MessageFiguresList(items=[MessageFigures.of(each) for each in found])


@router.get("/subscribers")
async def list_subscribers(
    actor: ReadAccess,
    engines: EnginesDep,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
) -> AudienceList:
    """Subscribers of each channel and topic, and how they came and left on these days."""
    found = await subscribers.list_audiences(engines, workspace_id=actor.workspace_id, first=first, last=last)
    return AudienceList(items=[AudienceAnswer.model_validate(each) for each in found])


@router.get("/scenarios/{scenario_id}/report")
async def get_message_report(
    scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep, chosen: Chosen
) -> MessageReport:
    """The numbers of sends that ended on these days: in all, by day, by step and by variant at once."""
    choice = msgspec.structs.replace(chosen, scenario_id=scenario_id)
    found = await service.read_report(engines, workspace_id=actor.workspace_id, choice=choice)
    return MessageReport.of(found, choice)


@router.get("/scenarios/{scenario_id}/statistics")
async def get_message_statistics(
    scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep, chosen: Chosen, by: By = By.TOTAL
) -> MessageStatistics:
    """The numbers of sends that ended on these days: in all, by day, step or variant."""
    choice = msgspec.structs.replace(chosen, scenario_id=scenario_id)
    found = await service.read_statistics(engines, workspace_id=actor.workspace_id, choice=choice, by=by)
    return MessageStatistics.of(found, choice, by)


@router.get("/scenarios/{scenario_id}/statistics/people")
async def list_message_people(
    scenario_id: ScenarioId,
    actor: ReadAccess,
    engines: EnginesDep,
    chosen: Chosen,
    of: Number,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> SendLines:
    """The people behind a number: a line a send (of `people`, a line each), as many as it says."""
    choice = msgspec.structs.replace(chosen, scenario_id=scenario_id)
    found = await service.list_people(
        engines, workspace_id=actor.workspace_id, choice=choice, of=of, cursor=cursor, limit=limit
    )
    return SendLines(items=[SendLine.of(line) for line in found.lines], next_cursor=found.next)


@router.get("/scenarios/{scenario_id}/statistics/people.csv", response_class=Response)
async def export_message_people(
    scenario_id: ScenarioId,
    actor: ExportAccess,
    engines: EnginesDep,
    chosen: Chosen,
    of: Number,
) -> Response:
    """The same list as a file, a hundred thousand lines at most."""
    found = await service.list_people(
        engines,
        workspace_id=actor.workspace_id,
        choice=msgspec.structs.replace(chosen, scenario_id=scenario_id),
        of=of,
        limit=service.LARGEST_FILE,
    )
    return Response(
        csv_files.write_sends(found.lines),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="message-{of.value}.csv"'},
    )
