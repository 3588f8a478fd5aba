"""People over HTTP: the card, its changes, history, devices (contract of `/api/v1`)."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.web import EnginesDep
from otklik.profiles import card, endpoints_marks, errors, export, queries, schemas
from otklik.profiles import service as profiles
from otklik.profiles.contracts import IdentityKind
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.models import Session

router = APIRouter(tags=["people"])
ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
WriteAccess = Annotated[Actor, require(Permission.PEOPLE_WRITE)]
ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]


async def _answer(engines: Engines, actor: Actor, person_id: int) -> schemas.Profile:
    person = await profiles.get_person(engines, workspace_id=actor.workspace_id, person_id=person_id)
    return await profiles.get_profile(engines, workspace_id=actor.workspace_id, person=person)


@router.get("/profiles/by/{kind}/{value:path}")
async def find_profile_by(
    kind: IdentityKind, value: str, engines: EnginesDep, actor: ReadAccess
) -> schemas.Profile:
    """The card of a user id, an anonymous id, an email or a phone; 409 names the candidates."""
    person = await profiles.find_person_by(engines, workspace_id=actor.workspace_id, kind=kind, value=value)
    if person is None:
        raise errors.no_person()
    return await profiles.get_profile(engines, workspace_id=actor.workspace_id, person=person)


@router.get("/profiles/{person_id}")
async def get_profile(person_id: str, engines: EnginesDep, actor: ReadAccess) -> schemas.Profile:
    """The card of a person; the id of a merged one leads to the survivor."""
    return await _answer(engines, actor, card.parse_id(person_id))


@router.patch("/profiles/{person_id}")
async def edit_profile(
    person_id: str, patch: schemas.ProfilePatch, engines: EnginesDep, actor: WriteAccess
) -> schemas.Profile:
    """Change properties; the answer and every later read show it, and the feed names the author."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )
    region = (await workspaces.get_workspace_profile(engines, actor.workspace_id)).phone_region
    edits = [profiles.Edit(each.op, each.key, each.value) for each in patch.operations]

    async def work(_session: Session, connection: Connection) -> None:
        await profiles.edit_properties(
            connection,
            workspace_id=actor.workspace_id,
            person_id=person.id,
            edits=edits,
            author=actor.author,
            phone_region=region,
            secrets=engines.secrets,
        )

    await profiles.in_transaction(engines, work)
    return await _answer(engines, actor, person.id)


@router.get("/profiles/{person_id}/history")
async def list_history(
    person_id: str,
    engines: EnginesDep,
    actor: ReadAccess,
    property_name: Annotated[str | None, Query(alias="property", max_length=255)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,39}$")] = None,
) -> schemas.HistoryList:
    """The writes to his properties as they were given, the newest first."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )
    rows = await queries.list_history(
        engines.clickhouse,
        workspace_id=actor.workspace_id,
        members=person.members,
        property_name=property_name,
        before=int(cursor) if cursor else None,
        limit=limit + 1,
    )
    more = len(rows) > limit
    return schemas.HistoryList(
        items=[_history_item(row) for row in rows[:limit]],
        next_cursor=str(rows[limit - 1].k) if more else None,
    )


def _history_item(row: queries.HistoryRow) -> schemas.HistoryItem:
    value: Any = msgspec.json.decode(row.value) if row.value else None
    return schemas.HistoryItem(
        property=row.property, op=row.op, value=value, at=row.at, source=row.source, author=row.author
    )


@router.get("/profiles/{person_id}/devices")
async def list_devices(person_id: str, engines: EnginesDep, actor: ReadAccess) -> schemas.DeviceList:
    """His browsers and apps, the last used first; at most 100."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )
    rows = await queries.list_devices(
        engines.clickhouse, workspace_id=actor.workspace_id, members=person.members, limit=100
    )
    items = [schemas.Device(**{**msgspec.structs.asdict(row), "device": str(row.device)}) for row in rows]
    return schemas.DeviceList(items=items)


@router.get("/profiles/{person_id}/export", response_class=StreamingResponse)
async def export_profile(person_id: str, engines: EnginesDep, actor: ExportAccess) -> StreamingResponse:
    """Everything known of him as NDJSON: card, identities, merges, consents, property writes, events."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )
    await export.note_export(engines, actor=actor, person_id=person.id)
    lines = export.stream_person(engines, workspace_id=actor.workspace_id, person=person)
    headers = {"Content-Disposition": f'attachment; filename="person-{person.id}.ndjson"'}
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=headers)


router.include_router(endpoints_marks.router)
