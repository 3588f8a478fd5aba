"""Goals of scenarios over HTTP."""

from fastapi import APIRouter

from otklik.automation.endpoints import ReadAccess, ScenarioId, WriteAccess
from otklik.automation.goals import service
from otklik.automation.goals.schemas import GoalsAnswer, GoalsBody
from otklik.infra.web import EnginesDep, SessionDep

router = APIRouter(tags=["scenarios"])


@router.get("/scenarios/{scenario_id}/goals")
async def get_goals(scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep) -> GoalsAnswer:
    """The goals of a scenario; without goals and not `without_goal`: nobody decided yet."""
    async with engines.postgres.connection() as connection:
        found = await service.get_goals(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    return GoalsAnswer.of(found)


@router.put("/scenarios/{scenario_id}/goals")
async def put_goals(
    scenario_id: ScenarioId, body: GoalsBody, actor: WriteAccess, session: SessionDep
) -> GoalsAnswer:
    """Set all goals of a scenario; history is counted anew by them. 422 names each fault."""
    found = await service.put_goals(
        session, actor=actor, scenario_id=scenario_id, goals=body.goals, is_without=body.without_goal
    )
    return GoalsAnswer.of(found)
