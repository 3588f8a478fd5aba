"""The list of people, and the same as CSV."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from otklik.events import csv_export, people
from otklik.events.people import PeopleQuery
from otklik.events.schemas import PeopleAnswer, PeopleBody, PersonAnswer
from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["people"])

ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]


@router.post("/profiles/search")
async def search_profiles(body: PeopleBody, actor: ReadAccess, engines: EnginesDep) -> PeopleAnswer:
    """A page of people; quick search by name, email, last digits of the phone, or any id."""
    page = await people.search_people(engines, workspace_id=actor.workspace_id, query=body.as_query())
    return PeopleAnswer(
        items=[PersonAnswer.of(person) for person in page.items],
        next_cursor=page.next_cursor,
        total=page.total,
    )


@router.post("/profiles/export.csv", response_class=StreamingResponse)
async def export_profiles(
    body: PeopleBody, actor: ExportAccess, engines: EnginesDep, session: SessionDep
) -> StreamingResponse:
    """The whole list as CSV (UTF-8, commas); `limit` and `cursor` do not matter. Noted in the journal."""
    query = body.as_query()
    details = {"search": query.search, "stage": query.stage, "columns": list(query.columns)}
    await workspaces.record_audit(session, actor=actor, action="people.exported", details=details)
    return StreamingResponse(
        _stream(engines, actor.workspace_id, query),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="people.csv"'},
    )


async def _stream(engines: Engines, workspace_id: int, query: PeopleQuery) -> AsyncIterator[str]:
    header = csv_export.write_lines([(*csv_export.FIXED, *query.columns)])
    yield csv_export.BYTE_ORDER_MARK + header
    async for page in people.stream_people(engines, workspace_id=workspace_id, query=query):
        yield csv_export.write_lines(csv_export.make_cells(person, query.columns) for person in page)
