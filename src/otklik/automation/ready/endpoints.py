"""Ready scenarios over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query

from otklik.automation.endpoints import ReadAccess, WriteAccess
from otklik.automation.ready.catalogue import Language, list_ready
from otklik.automation.ready.installing import install
from otklik.automation.ready.schemas import InstallBody, ReadyAnswer
from otklik.automation.schemas import ScenarioAnswer
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging.tasks import make_channels
from otklik.workspaces import service as workspaces
from otklik.workspaces.schemas import Page

router = APIRouter(tags=["scenarios"])
_NO_SITE: Final = "https://example.com"


@router.get("/ready-scenarios")
async def list_ready_scenarios(
    actor: ReadAccess, language: Annotated[Language, Query()] = "en"
) -> Page[ReadyAnswer]:
    """Whole scenarios with their texts, to be installed as drafts."""
    del actor
    return Page(items=[ReadyAnswer.of(each) for each in list_ready(language)])


@router.post("/ready-scenarios/{name}/install", status_code=201)
async def install_ready_scenario(
    name: Annotated[str, Path(max_length=60)],
    body: InstallBody,
    actor: WriteAccess,
    session: SessionDep,
    engines: EnginesDep,
) -> ScenarioAnswer:
    """Make a draft of it: its contents are kept, segments it needs are made, its goal is set."""
    channels = make_channels(engines, None)
    site = body.site or await _find_site(session, actor.workspace_id)
    made = await install(session, channels, actor=actor, name=name, language=body.language, site=site)
    return ScenarioAnswer.of(made)


async def _find_site(session: SessionDep, workspace_id: int) -> str:
    """The first site that the workspace collects from."""
    found = await workspaces.get_workspace(session, workspace_id=workspace_id)
    return f"https://{found.allowed_domains[0]}" if found.allowed_domains else _NO_SITE
