"""All routes of the room; the composition includes them under /api/v1."""

from typing import Annotated

from fastapi import APIRouter, Query

from otklik.infra.web import SessionDep
from otklik.intake import endpoints_imports, endpoints_lists, service
from otklik.intake.schemas import RejectAnswer, StatusAnswer
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Page

router = APIRouter()
_own = APIRouter(tags=["intake"])

Access = Annotated[Actor, require(Permission.EVENTS_READ)]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(pattern=r"^\d{1,18}$")]


@_own.get("/intake/status")
async def get_status(actor: Access, session: SessionDep) -> StatusAnswer:
    """What came in and what became of it; accepted == processed when idle."""
    return StatusAnswer.model_validate(await service.get_status(session, workspace_id=actor.workspace_id))


@_own.get("/intake/rejects")
async def list_rejects(
    actor: Access, session: SessionDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[RejectAnswer]:
    """Refused items with their reasons, newest first; the last 10 000 are kept."""
    before_id = int(cursor) if cursor else None
    rows = await service.list_rejects(
        session, workspace_id=actor.workspace_id, limit=limit, before_id=before_id
    )
    next_cursor = str(rows[-1].id) if len(rows) == limit else None
    return Page(items=[RejectAnswer.model_validate(row) for row in rows], next_cursor=next_cursor)


router.include_router(_own)
router.include_router(endpoints_lists.router)
router.include_router(endpoints_imports.router)
