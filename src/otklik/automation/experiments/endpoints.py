"""Experiments over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from otklik.automation.endpoints import ReadAccess, ScenarioId, WriteAccess
from otklik.automation.experiments import service
from otklik.automation.experiments.schemas import ExperimentAnswer, ExperimentList, FinishBody
from otklik.infra.web import EnginesDep, SessionDep

router = APIRouter(tags=["scenarios"])


@router.get("/scenarios/{scenario_id}/experiment")
async def get_experiment(scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep) -> ExperimentList:
    """What the control group and the splits say, with intervals that stay true while they are watched."""
    found = await service.read_experiments(engines, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    return ExperimentList(items=[ExperimentAnswer.of(each) for each in found])


@router.get("/experiments/global")
async def get_global_experiment(
    actor: ReadAccess,
    engines: EnginesDep,
    event: Annotated[str, Query(min_length=1, max_length=200)] = "$order_completed",
    days: Annotated[int, Query(ge=1, le=30)] = 30,
) -> ExperimentAnswer:
    """What all messages together bring, by the global control group: an event within `days`."""
    found = await service.read_global(engines, workspace_id=actor.workspace_id, event=event, days=days)
    return ExperimentAnswer.of(found)


@router.post("/scenarios/{scenario_id}/experiment/finish", status_code=204)
async def finish_experiment(
    scenario_id: ScenarioId, body: FinishBody, actor: WriteAccess, session: SessionDep
) -> Response:
    """Give an arm to all who come from now on; who was given another keeps it."""
    await service.finish(session, actor=actor, scenario_id=scenario_id, node=body.node, arm=body.arm)
    return Response(status_code=204)
