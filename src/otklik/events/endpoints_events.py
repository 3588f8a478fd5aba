"""Events over HTTP: a person's feed, the debugger, the catalogue, the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from otklik.events import catalogue, feed, overview
from otklik.events.queries_events import Recent
from otklik.events.schemas import (
    DefinitionBody,
    EventAnswer,
    EventDefinition,
    EventProperty,
    OverviewAnswer,
    PropertyDefinition,
    RecentEvent,
)
from otklik.infra.web import EnginesDep, SessionDep
from otklik.profiles import service as profiles
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Page

router = APIRouter(tags=["events"])

PeopleAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
ReadAccess = Annotated[Actor, require(Permission.EVENTS_READ)]
WriteAccess = Annotated[Actor, require(Permission.WORKSPACE_WRITE)]
Cursor = Annotated[str | None, Query(max_length=2_000)]
Text = Annotated[str, Query(max_length=255, pattern="^[^\x00]*$")]
Name = Annotated[str, Path(min_length=1, max_length=255, pattern="^[^\x00]+$")]
MAX_NAMES = 100


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """Which part of a catalogue; `cursor` is the last name of the page before."""

    search: Text = ""
    limit: Annotated[int, Query(ge=1, le=500)] = 200
    cursor: Text = ""

    def next_cursor(self, names: Sequence[str]) -> str | None:
        """Where the page after this one begins; a page that is not full is the last."""
        return names[-1] if len(names) == self.limit else None


CatalogPageDep = Annotated[CatalogPage, Depends()]


@router.get("/profiles/{person_id}/events")
async def list_profile_events(
    person_id: str,
    actor: PeopleAccess,
    engines: EnginesDep,
    names: Annotated[str, Query(max_length=10_000, pattern="^[^\x00]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> Page[EventAnswer]:
    """What a person did, newest first, over everything that was merged into him; `names=a,b` chooses."""
    page = await feed.list_person_events(
        engines,
        workspace_id=actor.workspace_id,
        person_id=profiles.parse_id(person_id),
        names=[name for name in names.split(",") if name][:MAX_NAMES],
        limit=limit,
        cursor=cursor,
    )
    return Page(items=[EventAnswer.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get("/events/recent")
async def list_recent_events(
    actor: ReadAccess,
    engines: EnginesDep,
    name: Text = "",
    person: Annotated[str | None, Query(max_length=30)] = None,
    bots: bool = False,
    today: bool = False,
    imported: bool = True,
    own: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[RecentEvent]:
    """What arrived last, newest first; with `bots`, flagged bots too; with `today`, of this day only.

    `imported=false` leaves out the events that files of history brought; `own`, what people did not do
    themselves: changes of their cards, segments entered and left, messages sent to them.
    """
    rows = await feed.list_recent_events(
        engines,
        workspace_id=actor.workspace_id,
        which=Recent(name=name, with_bots=bots, with_imported=imported, only_own=own),
        person_id=profiles.parse_id(person) if person else None,
        is_today=today,
        limit=limit,
    )
    items = [RecentEvent.of(row, person_name=name, is_bot=bool(row["is_bot"])) for row, name in rows]
    return Page(items=items)


@router.get("/catalog/events")
async def list_catalog_events(
    actor: ReadAccess, engines: EnginesDep, page: CatalogPageDep
) -> Page[EventDefinition]:
    """Events that have been seen, by name; `cursor` is the last name of the page before."""
    seen = await catalogue.list_events(
        engines, workspace_id=actor.workspace_id, search=page.search, after=page.cursor, limit=page.limit
    )
    next_cursor = page.next_cursor([each.row.name for each in seen])
    return Page(items=[EventDefinition.of(each) for each in seen], next_cursor=next_cursor)


@router.get("/catalog/properties")
async def list_catalog_properties(
    actor: ReadAccess, engines: EnginesDep, page: CatalogPageDep
) -> Page[PropertyDefinition]:
    """Properties of people that have been seen, by name."""
    rows = await catalogue.list_properties(
        engines, workspace_id=actor.workspace_id, search=page.search, after=page.cursor, limit=page.limit
    )
    next_cursor = page.next_cursor([row.name for row in rows])
    return Page(items=[PropertyDefinition.of(row) for row in rows], next_cursor=next_cursor)


@router.get("/catalog/events/{name:path}/properties")
async def list_catalog_event_properties(
    name: Name, actor: ReadAccess, engines: EnginesDep
) -> Page[EventProperty]:
    """Properties of one event, each with up to 20 values it really had."""
    seen = await catalogue.list_event_properties(engines, workspace_id=actor.workspace_id, event=name)
    return Page(items=[EventProperty.of_seen(each) for each in seen])


@router.patch("/catalog/properties/{name:path}")
async def update_catalog_property(
    name: Name, body: DefinitionBody, actor: WriteAccess, session: SessionDep
) -> PropertyDefinition:
    """Describe or hide a property of people."""
    row = await catalogue.update_definition(
        session, actor=actor, kind="property", event="", name=name, **body.model_dump()
    )
    return PropertyDefinition.of(row)


@router.patch("/catalog/events/{event:path}/properties/{name}")
async def update_catalog_event_property(
    event: Name, name: Name, body: DefinitionBody, actor: WriteAccess, session: SessionDep
) -> PropertyDefinition:
    """Describe or hide a property of an event."""
    row = await catalogue.update_definition(
        session, actor=actor, kind="event_property", event=event, name=name, **body.model_dump()
    )
    return PropertyDefinition.of(row)


@router.patch("/catalog/events/{name:path}")
async def update_catalog_event(
    name: Name, body: DefinitionBody, actor: WriteAccess, engines: EnginesDep, session: SessionDep
) -> EventDefinition:
    """Describe or hide an event."""
    row = await catalogue.update_definition(
        session, actor=actor, kind="event", event="", name=name, **body.model_dump()
    )
    count = await catalogue.count_event(engines, workspace_id=actor.workspace_id, name=name)
    return EventDefinition.of(catalogue.SeenEvent(row, count))


@router.get("/overview")
async def get_overview(actor: ReadAccess, engines: EnginesDep) -> OverviewAnswer:
    """Who is here now, today's figures, and the last 14 days."""
    return OverviewAnswer.model_validate(
        await overview.get_overview(engines, workspace_id=actor.workspace_id)
    )
