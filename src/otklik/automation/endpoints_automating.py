"""A mailing that worked becomes automatic, over HTTP."""

from fastapi import APIRouter

from otklik.automation import automating
from otklik.automation.endpoints import ScenarioId, WriteAccess
from otklik.automation.schemas import ScenarioAnswer
from otklik.infra.web import SessionDep
from otklik.workspaces.schemas import Body, FilledLine

router = APIRouter(tags=["scenarios"])


class AutomateBody(Body):
    """What the automatic message is called, and whether it begins at once; else it is a draft."""

    name: FilledLine
    is_launched: bool = False


@router.post("/scenarios/{scenario_id}/automate", status_code=201)
async def automate_mailing(
    scenario_id: ScenarioId, body: AutomateBody, actor: WriteAccess, session: SessionDep
) -> ScenarioAnswer:
    """A scenario with the steps and goals of a mailing, begun by whoever comes to fit its audience."""
    made = await automating.automate(
        session, actor=actor, scenario_id=scenario_id, name=body.name, is_launched=body.is_launched
    )
    return ScenarioAnswer.of(made)
