"""What is done to many people at once: start, look, cancel, undo, fetch the file."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from otklik.infra.web import EnginesDep, SessionDep
from otklik.segments.bulk import errors, files, service
from otklik.segments.bulk.actions import BulkKind, BulkStatus
from otklik.segments.exports.service import ExportSpec
from otklik.segments.schemas_bulk import BulkAnswer, BulkBody
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Page

router = APIRouter(tags=["bulk actions"])

BulkAccess = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]
ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]
ActionId = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]


@router.post("/bulk-actions", status_code=201)
async def start_bulk_action(
    body: BulkBody, actor: BulkAccess, session: SessionDep, engines: EnginesDep
) -> BulkAnswer:
    """Start an action; 409 when there are over a tenth more people than `expected`. To erase, confirm."""
    action = await service.start_action(
        session,
        engines=engines,
        actor=actor,
        kind=BulkKind(body.action.kind),
        options=body.action.as_options(),
        audience=body.as_audience(),
        expected=body.expected,
        confirm=body.confirm,
    )
    return BulkAnswer.of(action)


@router.get("/bulk-actions")
async def list_bulk_actions(
    actor: BulkAccess,
    session: SessionDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,18}$")] = None,
) -> Page[BulkAnswer]:
    """Actions of the workspace, the newest first."""
    rows = await service.list_actions(
        session,
        workspace_id=actor.workspace_id,
        limit=limit,
        before_id=int(cursor) if cursor else None,
    )
    next_cursor = str(rows[-1].id) if len(rows) == limit else None
    return Page(items=[BulkAnswer.of(row) for row in rows], next_cursor=next_cursor)


@router.get("/bulk-actions/{action_id}")
async def get_bulk_action(action_id: ActionId, actor: BulkAccess, session: SessionDep) -> BulkAnswer:
    """How far an action is."""
    return BulkAnswer.of(
        await service.get_action(session, workspace_id=actor.workspace_id, action_id=action_id)
    )


@router.post("/bulk-actions/{action_id}/cancel")
async def cancel_bulk_action(action_id: ActionId, actor: BulkAccess, session: SessionDep) -> BulkAnswer:
    """Stop it after at most a thousand people more; what was done stays done."""
    return BulkAnswer.of(await service.cancel_action(session, actor=actor, action_id=action_id))


@router.post("/bulk-actions/{action_id}/undo", status_code=201)
async def undo_bulk_action(action_id: ActionId, actor: BulkAccess, session: SessionDep) -> BulkAnswer:
    """Do the opposite to everybody for whom a tag, a list or a subscription changed; within a week."""
    return BulkAnswer.of(await service.undo_action(session, actor=actor, action_id=action_id))


@router.get("/bulk-actions/{action_id}/file", response_class=StreamingResponse)
async def get_bulk_file(
    action_id: ActionId, actor: ExportAccess, session: SessionDep, engines: EnginesDep
) -> StreamingResponse:
    """The file of a finished export; kept for a week."""
    action = await service.get_action(session, workspace_id=actor.workspace_id, action_id=action_id)
    spec = action.options
    is_there = action.status is BulkStatus.DONE and service.is_kept(action)
    if not isinstance(spec, ExportSpec) or not is_there:
        raise errors.no_file()
    return StreamingResponse(
        files.stream_file(engines, action=action, spec=spec),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{spec.filename}"'},
    )
