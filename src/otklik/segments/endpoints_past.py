"""Members of segments, why somebody is one, who came and went, and growth."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime

from otklik.events import service as events
from otklik.events.cursors import decode_cursor
from otklik.events.schemas import PeopleAnswer
from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.profiles import service as profiles
from otklik.segments import asking, changes, explained, repository_growth, segments
from otklik.segments.endpoints_people import answer_page
from otklik.segments.queries_changes import ChangeCursor
from otklik.segments.schemas import LARGEST_ID
from otklik.segments.schemas_asking import AskedBody
from otklik.segments.schemas_past import ExplainAnswer, GrowthPoint, MembershipChange
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Page

router = APIRouter(prefix="/segments", tags=["segments"])

ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
IdPath = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Cursor = Annotated[str | None, Query(max_length=2_000)]
AsOf = Annotated[AwareDatetime | None, Query()]
_MOST_HOURS: Final = 24 * 400


@router.post("/explain/{person_id}")
async def explain_condition(
    person_id: str, body: AskedBody, actor: ReadAccess, engines: EnginesDep
) -> ExplainAnswer:
    """Why the condition holds of this person, or does not: each part with its answer and its ground."""
    return await explained.explain_person(
        engines,
        workspace_id=actor.workspace_id,
        person_id=profiles.parse_id(person_id),
        source=body.filter,
        as_of=body.as_of,
    )


@router.get("/{segment_id}/explain/{person_id}")
async def explain_membership(
    segment_id: IdPath,
    person_id: str,
    actor: ReadAccess,
    engines: EnginesDep,
    session: SessionDep,
    as_of: AsOf = None,
) -> ExplainAnswer:
    """Why this person is in the segment, or is not."""
    row = await segments.get_segment(session, workspace_id=actor.workspace_id, segment_id=segment_id)
    return await explained.explain_person(
        engines,
        workspace_id=actor.workspace_id,
        person_id=profiles.parse_id(person_id),
        source=row.filter,
        as_of=as_of,
    )


@router.get("/{segment_id}/members")
async def list_members(
    segment_id: IdPath,
    actor: ReadAccess,
    engines: EnginesDep,
    session: SessionDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> PeopleAnswer:
    """A page of the people in the segment, those seen last first; `total` counts them all, exactly."""
    row = await segments.get_segment(session, workspace_id=actor.workspace_id, segment_id=segment_id)
    question = await asking.make_question(
        engines, workspace_id=actor.workspace_id, source={"segment": row.id}, as_of=as_of
    )
    query = events.PeopleQuery(limit=limit, cursor=cursor, among=question.among)
    with asking.told_when_heavy():
        page = await events.search_people(engines, workspace_id=actor.workspace_id, query=query)
    return answer_page(page)


@router.get("/{segment_id}/growth")
async def list_growth(
    segment_id: IdPath,
    actor: ReadAccess,
    session: SessionDep,
    days: Annotated[int, Query(ge=1, le=400)] = 30,
) -> Page[GrowthPoint]:
    """Hours of the last `days` in which something changed, oldest first."""
    row = await segments.get_segment(session, workspace_id=actor.workspace_id, segment_id=segment_id)
    rows = await repository_growth.list_growth(
        await driver_connection(session),
        workspace_id=actor.workspace_id,
        segment_id=row.id,
        since=datetime.now(UTC) - timedelta(days=days),
        limit=_MOST_HOURS,
    )
    return Page(items=[GrowthPoint.of(each) for each in rows])


@router.get("/{segment_id}/changes")
async def list_changes(
    segment_id: IdPath,
    actor: ReadAccess,
    engines: EnginesDep,
    session: SessionDep,
    order: Literal["newest", "oldest"] = "newest",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> Page[MembershipChange]:
    """Who entered and left; `order=oldest` with the last cursor goes on with what has happened since."""
    row = await segments.get_segment(session, workspace_id=actor.workspace_id, segment_id=segment_id)
    page = await changes.list_changes(
        engines,
        workspace_id=actor.workspace_id,
        segment_id=row.id,
        after=decode_cursor(cursor, ChangeCursor) if cursor else None,
        is_newest_first=order == "newest",
        limit=limit,
    )
    return Page(
        items=[MembershipChange.model_validate(item) for item in page.items], next_cursor=page.next_cursor
    )
