"""The workspace's tags over HTTP (contract of `/api/v1`)."""

from typing import Annotated

from fastapi import APIRouter

from otklik.infra.postgres import Connection
from otklik.infra.web import EnginesDep
from otklik.profiles import service as profiles
from otklik.profiles import tags
from otklik.profiles.repository_tags import TagRow
from otklik.profiles.schemas_marks import Tag, TagInput, TagList, TagPatch
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.models import Session
from otklik.workspaces.service import record_audit

router = APIRouter(tags=["tags"])
ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
WriteAccess = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]


def _to_tag(row: TagRow, count: int | None = None) -> Tag:
    return Tag(tag=row.tag, title=row.title, color=row.color, created_at=row.created_at, count=count)


@router.get("/tags")
async def list_tags(engines: EnginesDep, actor: ReadAccess) -> TagList:
    """All tags by title, with how many people carry each."""
    rows = await tags.list_tags(engines, workspace_id=actor.workspace_id)
    return TagList(items=[_to_tag(row, count) for row, count in rows])


@router.post("/tags", status_code=201)
async def create_tag(given: TagInput, engines: EnginesDep, actor: WriteAccess) -> Tag:
    """Make a tag that nobody carries yet."""

    async def work(session: Session, connection: Connection) -> TagRow:
        row = await tags.create_tag(
            connection,
            workspace_id=actor.workspace_id,
            name=given.name,
            color=given.color,
            author=actor.author,
        )
        await record_audit(session, actor=actor, action="tag.created", target=row.tag)
        return row

    return _to_tag(await profiles.in_transaction(engines, work))


@router.patch("/tags/{tag:path}")
async def update_tag(tag: str, given: TagPatch, engines: EnginesDep, actor: WriteAccess) -> Tag:
    """Show a tag otherwise. It stays the same tag: who carries it, and conditions, are not touched."""

    async def work(session: Session, connection: Connection) -> TagRow:
        row = await tags.update_tag(
            connection, workspace_id=actor.workspace_id, name=tag, title=given.title, color=given.color
        )
        details = {"title": row.title, "color": row.color}
        await record_audit(session, actor=actor, action="tag.updated", target=row.tag, details=details)
        return row

    return _to_tag(await profiles.in_transaction(engines, work))


@router.delete("/tags/{tag:path}", status_code=204)
async def delete_tag(tag: str, engines: EnginesDep, actor: WriteAccess) -> None:
    """Delete a tag and take it off everybody; with very many people the last follow within seconds."""

    async def work(session: Session, connection: Connection) -> None:
        row = await tags.delete_tag(
            engines, connection, workspace_id=actor.workspace_id, name=tag, author=actor.author
        )
        await record_audit(session, actor=actor, action="tag.deleted", target=row.tag)

    await profiles.in_transaction(engines, work)
