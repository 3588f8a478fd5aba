"""Files of sets of people: a preview with who is left out and why, and the file at once."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from otklik.infra.web import EnginesDep, SessionDep
from otklik.segments import audience as audiences
from otklik.segments.exports import service as exports
from otklik.segments.schemas_exports import ExportBody, ExportPreviewAnswer
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["exports"])

ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]


@router.post("/exports/preview")
async def preview_export(body: ExportBody, actor: ExportAccess, engines: EnginesDep) -> ExportPreviewAnswer:
    """How many people a file would hold, who is left out and why, and its first lines."""
    workspace_id, spec = actor.workspace_id, body.as_spec()
    audience = await audiences.complete(engines, workspace_id=workspace_id, audience=body.as_audience())
    batches = audiences.stream_people(engines, workspace_id=workspace_id, audience=audience)
    preview = await exports.preview_file(engines, workspace_id=workspace_id, spec=spec, batches=batches)
    return ExportPreviewAnswer.of(spec, preview)


@router.post("/exports/file", response_class=StreamingResponse)
async def export_file(
    body: ExportBody, actor: ExportAccess, engines: EnginesDep, session: SessionDep
) -> StreamingResponse:
    """The file, written while it is read. Noted in the journal; large sets are better a bulk action."""
    workspace_id, spec = actor.workspace_id, body.as_spec()
    audience = await audiences.complete(engines, workspace_id=workspace_id, audience=body.as_audience())
    # A condition that is wrong is told before the file begins.
    people = await audiences.count_people(engines, workspace_id=workspace_id, audience=audience)
    details = {"format": spec.format.value, "people": people, "columns": list(spec.columns)}
    await workspaces.record_audit(session, actor=actor, action="people.exported", details=details)
    batches = audiences.stream_people(engines, workspace_id=workspace_id, audience=audience)
    return StreamingResponse(
        exports.stream_file(engines, workspace_id=workspace_id, spec=spec, batches=batches),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{spec.filename}"'},
    )
