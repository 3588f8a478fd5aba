"""The system page's only question."""

import asyncio
import shutil
from typing import Annotated

from fastapi import APIRouter, Request

from otklik.infra.health import EngineCheck, check_engines
from otklik.infra.metrics import read_stages
from otklik.infra.web import EnginesDep, SessionDep
from otklik.intake import service as intake
from otklik.intake.door import open_log
from otklik.status.schemas import EngineAnswer, StageAnswer, SystemStatusAnswer
from otklik.status.stages import StageSpeed, StageWindow
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["system"])

Access = Annotated[Actor, require(Permission.SYSTEM_READ)]


@router.get("/system/status")
async def get_system_status(
    request: Request, actor: Access, session: SessionDep, engines: EnginesDep
) -> SystemStatusAnswer:
    """How the installation is, and how far the workspace's events are."""
    settings = request.app.state.settings
    status = await intake.get_status(session, workspace_id=actor.workspace_id)
    return SystemStatusAnswer(
        version=request.app.version,
        engines=[_engine(check) for check in await check_engines(engines)],
        stages=[_stage(speed) for speed in _window(request).speeds(await asyncio.to_thread(read_stages))],
        lag_ms=status.lag_ms,
        accepted=status.accepted,
        processed=status.processed,
        rejected=sum(status.rejected.values()),
        dropped=status.dropped,
        backlog_bytes=await open_log(engines, settings).backlog_bytes(),
        disk_free_bytes=shutil.disk_usage(settings.data_dir).free,
    )


def _window(request: Request) -> StageWindow:
    state = request.app.state
    if not hasattr(state, "stage_window"):
        state.stage_window = StageWindow()
    window: StageWindow = state.stage_window
    return window


def _engine(check: EngineCheck) -> EngineAnswer:
    return EngineAnswer(name=check.name, ok=check.is_ok, detail=check.detail, version=check.version)


def _stage(speed: StageSpeed) -> StageAnswer:
    return StageAnswer(name=speed.name, per_s=speed.per_s, p50_ms=speed.p50_ms, p95_ms=speed.p95_ms)
