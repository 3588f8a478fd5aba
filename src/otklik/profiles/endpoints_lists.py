"""Lists of people over HTTP (contract of `/api/v1`)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.web import EnginesDep
from otklik.kit.clock import to_datetime
from otklik.profiles import card, lists, repository_lists
from otklik.profiles import service as profiles
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.finding import PROFILE_ID
from otklik.profiles.repository_lists import ListRow
from otklik.profiles.schemas_marks import (
    ListChange,
    ListInput,
    ListMember,
    ListMembers,
    ListPatch,
    PeopleInput,
    PeopleList,
    PeopleLists,
)
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.models import Session
from otklik.workspaces.service import record_audit

router = APIRouter(prefix="/lists", tags=["lists"])
ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
WriteAccess = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]
ListId = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]


def _to_list(row: ListRow, count: int) -> PeopleList:
    return PeopleList(
        id=str(row.id),
        name=row.name,
        description=row.description,
        created_by=row.created_by,
        created_at=row.created_at,
        count=count,
    )


@router.get("")
async def list_lists(engines: EnginesDep, actor: ReadAccess) -> PeopleLists:
    """All lists by name, with how many people are on each."""
    async with engines.postgres.connection() as connection:
        rows = await repository_lists.list_lists(connection, workspace_id=actor.workspace_id)
    counts = await lists.count_lists(engines, workspace_id=actor.workspace_id) if rows else {}
    return PeopleLists(items=[_to_list(row, counts.get(row.id, 0)) for row in rows])


@router.post("", status_code=201)
async def create_list(given: ListInput, engines: EnginesDep, actor: WriteAccess) -> PeopleList:
    """Make a list that nobody is on yet."""

    async def work(session: Session, connection: Connection) -> ListRow:
        row = await lists.create_list(
            connection,
            workspace_id=actor.workspace_id,
            name=given.name,
            description=given.description,
            author=actor.author,
        )
        await record_audit(
            session, actor=actor, action="list.created", target=str(row.id), details={"name": row.name}
        )
        return row

    return _to_list(await profiles.in_transaction(engines, work), 0)


@router.get("/{list_id}")
async def get_list(list_id: ListId, engines: EnginesDep, actor: ReadAccess) -> PeopleList:
    """One list."""
    async with engines.postgres.connection() as connection:
        row = await lists.check_list(connection, workspace_id=actor.workspace_id, list_id=list_id)
    counts = await lists.count_lists(engines, workspace_id=actor.workspace_id)
    return _to_list(row, counts.get(list_id, 0))


@router.patch("/{list_id}")
async def update_list(
    list_id: ListId, given: ListPatch, engines: EnginesDep, actor: WriteAccess
) -> PeopleList:
    """Rename or describe a list."""

    async def work(session: Session, connection: Connection) -> ListRow:
        row = await lists.update_list(
            connection,
            workspace_id=actor.workspace_id,
            list_id=list_id,
            name=given.name,
            description=given.description,
        )
        await record_audit(
            session, actor=actor, action="list.updated", target=str(row.id), details={"name": row.name}
        )
        return row

    row = await profiles.in_transaction(engines, work)
    counts = await lists.count_lists(engines, workspace_id=actor.workspace_id)
    return _to_list(row, counts.get(list_id, 0))


@router.delete("/{list_id}", status_code=204)
async def delete_list(list_id: ListId, engines: EnginesDep, actor: WriteAccess) -> None:
    """Delete a list, not the people; with very many of them the last follow within seconds."""

    async def work(session: Session, connection: Connection) -> None:
        row = await lists.delete_list(
            engines, connection, workspace_id=actor.workspace_id, list_id=list_id, author=actor.author
        )
        await record_audit(
            session, actor=actor, action="list.deleted", target=str(row.id), details={"name": row.name}
        )

    await profiles.in_transaction(engines, work)


@router.get("/{list_id}/members")
async def list_members(
    list_id: ListId,
    engines: EnginesDep,
    actor: ReadAccess,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,19}-[0-9]{1,19}-[0-9]{1,19}$")] = None,
) -> ListMembers:
    """Who is on a list, the last put there first."""
    place = [min(int(part), card.LARGEST_ID) for part in cursor.split("-")] if cursor else []
    async with engines.postgres.connection() as connection:
        members = await lists.list_members(
            connection,
            workspace_id=actor.workspace_id,
            list_id=list_id,
            before=(place[0], place[1], place[2]) if place else lists.FIRST,
            limit=limit + 1,
        )
    shown = members[:limit]
    last = shown[-1].joined if len(members) > limit else None
    return ListMembers(
        items=[_to_member(member) for member in shown],
        next_cursor=f"{last.ts_ms}-{last.position}-{last.home}" if last else None,
    )


def _to_member(member: lists.ListMember) -> ListMember:
    properties, joined = member.head.properties, member.joined
    return ListMember(
        id=str(joined.root),
        user_id=member.head.user_id,
        name=_text(properties.get("$name")),
        email=_text(properties.get("$email")),
        phone=_text(properties.get("$phone")),
        joined_at=to_datetime(joined.ts_ms),
        source=joined.source,
        author=joined.author,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


@router.post("/{list_id}/members")
async def add_members(
    list_id: ListId, given: PeopleInput, engines: EnginesDep, actor: WriteAccess
) -> ListChange:
    """Put people on a list, up to 1 000 a call; each who joins is told by `$list_joined`."""
    return await _change(engines, actor, list_id, given, is_on=True)


@router.post("/{list_id}/members/remove")
async def remove_members(
    list_id: ListId, given: PeopleInput, engines: EnginesDep, actor: WriteAccess
) -> ListChange:
    """Take people off a list, up to 1 000 a call; each who leaves is told by `$list_left`."""
    return await _change(engines, actor, list_id, given, is_on=False)


async def _change(
    engines: Engines, actor: Actor, list_id: int, given: PeopleInput, *, is_on: bool
) -> ListChange:
    async with engines.postgres.connection() as connection:
        await lists.check_list(connection, workspace_id=actor.workspace_id, list_id=list_id)
    kind, values = (given.by.kind, given.by.values) if given.by else (PROFILE_ID, given.profile_ids or [])
    found = await profiles.find_people(engines, workspace_id=actor.workspace_id, kind=kind, values=values)
    people = sorted({roots[0] for roots in found.values() if len(roots) == 1})

    async def work(session: Session, connection: Connection) -> int:
        row = await lists.check_list(connection, workspace_id=actor.workspace_id, list_id=list_id)
        changes = await profiles.change_marks(
            connection,
            workspace_id=actor.workspace_id,
            people=people,
            kind=MarkKind.LIST,
            key=str(list_id),
            is_on=is_on,
            author=actor.author,
        )
        details = {"name": row.name, "people": len(changes)}
        target = str(row.id)
        if changes and is_on:
            await record_audit(
                session, actor=actor, action="list.people_added", target=target, details=details
            )
        elif changes:
            await record_audit(
                session, actor=actor, action="list.people_removed", target=target, details=details
            )
        return len(changes)

    changed = await profiles.in_transaction(engines, work) if people else 0
    return ListChange(
        changed=changed,
        unchanged=len(people) - changed,
        unknown=[value for value in dict.fromkeys(values) if value not in found],
        ambiguous=[value for value, roots in found.items() if len(roots) > 1],
    )
