"""The list of people, and the same as CSV: narrowed by any condition."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from otklik.events import csv_export
from otklik.events import service as events
from otklik.events.schemas import PeopleAnswer, PersonAnswer
from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep, SessionDep
from otklik.segments import asking
from otklik.segments.schemas_asking import PeopleSearchBody
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["people"])

ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]


@router.post("/profiles/search")
async def search_profiles(body: PeopleSearchBody, actor: ReadAccess, engines: EnginesDep) -> PeopleAnswer:
    """A page of people; quick search by name, email, last digits of the phone, or any id; any condition."""
    query = await _make_query(engines, actor.workspace_id, body)
    with asking.told_when_heavy():
        page = await events.search_people(engines, workspace_id=actor.workspace_id, query=query)
    return answer_page(page)


@router.post("/profiles/export.csv", response_class=StreamingResponse)
async def export_profiles(
    body: PeopleSearchBody, actor: ExportAccess, engines: EnginesDep, session: SessionDep
) -> StreamingResponse:
    """The whole list as CSV (UTF-8, commas); `limit` and `cursor` do not matter. Noted in the journal."""
    query = await _make_query(engines, actor.workspace_id, body)
    details = {
        "search": query.search,
        "stage": query.stage,
        "columns": list(query.columns),
        "filter": body.filter,
    }
    await workspaces.record_audit(session, actor=actor, action="people.exported", details=details)
    return StreamingResponse(
        _stream(engines, actor.workspace_id, query),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="people.csv"'},
    )


def answer_page(page: events.PeoplePage) -> PeopleAnswer:
    """The answer for a page of people."""
    items = [PersonAnswer.of(person) for person in page.items]
    return PeopleAnswer(items=items, next_cursor=page.next_cursor, total=page.total)


async def _make_query(engines: Engines, workspace_id: int, body: PeopleSearchBody) -> events.PeopleQuery:
    query = body.as_query()
    if body.filter is None and body.as_of is None:
        return query
    source = asking.EVERYONE if body.filter is None else body.filter
    question = await asking.make_question(engines, workspace_id=workspace_id, source=source, as_of=body.as_of)
    return replace(query, among=question.among)


async def _stream(engines: Engines, workspace_id: int, query: events.PeopleQuery) -> AsyncIterator[str]:
    header = csv_export.write_lines([(*csv_export.FIXED, *query.columns)])
    yield csv_export.BYTE_ORDER_MARK + header
    async for page in events.stream_people(engines, workspace_id=workspace_id, query=query):
        yield csv_export.write_lines(csv_export.make_cells(person, query.columns) for person in page)
