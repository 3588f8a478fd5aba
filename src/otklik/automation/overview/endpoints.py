"""Who walks where and what leaves when, over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from otklik.automation import scenarios
from otklik.automation.endpoints import Cursor, ReadAccess, ScenarioId
from otklik.automation.overview import service
from otklik.automation.overview.schemas import CalendarAnswer, WalkerPage
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["scenarios"])
PeopleAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]


@router.get("/scenarios/{scenario_id}/walkers")
async def list_walkers(
    scenario_id: ScenarioId,
    actor: PeopleAccess,
    engines: EnginesDep,
    node: Annotated[str | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Cursor = None,
) -> WalkerPage:
    """People who are in a scenario now, at a step or anywhere, the last begun first."""
    async with engines.postgres.connection() as connection:
        await scenarios.get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
        found = await service.list_walkers(
            connection,
            workspace_id=actor.workspace_id,
            scenario_id=scenario_id,
            node=node,
            before=int(cursor or 0),
            limit=limit + 1,
        )
    shown = found[:limit]
    return WalkerPage(items=shown, next_cursor=str(shown[-1].run_id) if len(found) > limit else None)


@router.get("/calendar")
async def read_calendar(
    actor: ReadAccess,
    engines: EnginesDep,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
) -> CalendarAnswer:
    """What left and what is to leave, by days of the workspace's clock and scenarios; 62 days at most."""
    return await service.read_calendar(engines, workspace_id=actor.workspace_id, first=first, last=last)
