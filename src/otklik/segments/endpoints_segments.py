"""Saved segments and their folders over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query

from otklik.events.cursors import decode_cursor
from otklik.infra.postgres import driver_connection
from otklik.infra.web import SessionDep
from otklik.segments import folders, segments
from otklik.segments.loading import load_names
from otklik.segments.repository import SegmentCursor, SegmentRow, SegmentsAsked
from otklik.segments.schemas import (
    LARGEST_ID,
    CopyBody,
    FolderAnswer,
    FolderBody,
    FolderPatch,
    SegmentAnswer,
    SegmentBody,
    SegmentPatch,
    Sort,
    Status,
)
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.models import Session
from otklik.workspaces.schemas import Page

router = APIRouter(prefix="/segments", tags=["segments"])

ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
WriteAccess = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]
IdPath = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which segments to list; `folder_id=0`: those in no folder."""

    search: Annotated[str, Query(max_length=200, pattern="^[^\x00]*$")] = ""
    folder_id: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None
    status: Status | None = None
    sort: Sort = "name"
    desc: bool = False
    limit: Annotated[int, Query(ge=1, le=200)] = 100
    cursor: Annotated[str | None, Query(max_length=2_000)] = None

    def as_asked(self) -> SegmentsAsked:
        """The same for the service. Raises InvalidError for what is no cursor."""
        after = decode_cursor(self.cursor, SegmentCursor) if self.cursor else None
        return SegmentsAsked(
            self.search, self.folder_id, self.status, self.sort, self.desc, after, self.limit
        )


@router.get("/folders")
async def list_folders(actor: ReadAccess, session: SessionDep) -> Page[FolderAnswer]:
    """Folders of segments, in the members' order."""
    rows = await folders.list_folders(session, workspace_id=actor.workspace_id)
    return Page(items=[FolderAnswer.of(row) for row in rows])


@router.post("/folders", status_code=201)
async def create_folder(body: FolderBody, actor: WriteAccess, session: SessionDep) -> FolderAnswer:
    """Make a folder; 409 when one is called so."""
    row = await folders.create_folder(
        session, workspace_id=actor.workspace_id, name=body.name, position=body.position
    )
    return FolderAnswer.of(row)


@router.patch("/folders/{folder_id}")
async def update_folder(
    folder_id: IdPath, body: FolderPatch, actor: WriteAccess, session: SessionDep
) -> FolderAnswer:
    """Rename or move a folder."""
    values = body.model_dump(exclude_none=True)
    row = await folders.update_folder(
        session, workspace_id=actor.workspace_id, folder_id=folder_id, values=values
    )
    return FolderAnswer.of(row)


@router.delete("/folders/{folder_id}", status_code=204)
async def delete_folder(folder_id: IdPath, actor: WriteAccess, session: SessionDep) -> None:
    """Delete a folder; its segments stay, in none."""
    await folders.delete_folder(session, workspace_id=actor.workspace_id, folder_id=folder_id)


@router.get("")
async def list_segments(
    actor: ReadAccess, session: SessionDep, query: Annotated[ListQuery, Depends()]
) -> Page[SegmentAnswer]:
    """Saved segments; `search` looks into names and descriptions."""
    page = await segments.list_segments(session, workspace_id=actor.workspace_id, asked=query.as_asked())
    items = await _answers(session, actor, page.items)
    return Page(items=items, next_cursor=page.next_cursor)


@router.post("", status_code=201)
async def create_segment(body: SegmentBody, actor: WriteAccess, session: SessionDep) -> SegmentAnswer:
    """Save a condition; 422 names each fault with its path. Members are counted and followed at once."""
    row = await segments.create_segment(session, actor=actor, values=body.model_dump())
    return await _answer(session, actor, row)


@router.get("/{segment_id}")
async def get_segment(segment_id: IdPath, actor: ReadAccess, session: SessionDep) -> SegmentAnswer:
    """A segment."""
    row = await segments.get_segment(session, workspace_id=actor.workspace_id, segment_id=segment_id)
    return await _answer(session, actor, row)


@router.patch("/{segment_id}")
async def update_segment(
    segment_id: IdPath, body: SegmentPatch, actor: WriteAccess, session: SessionDep
) -> SegmentAnswer:
    """Change what is given. Another filter holds at once and tells no one as entering unless asked to."""
    row = await segments.update_segment(
        session, actor=actor, segment_id=segment_id, values=body.as_values(), seen_at=body.seen_at
    )
    return await _answer(session, actor, row)


@router.post("/{segment_id}/duplicate", status_code=201)
async def duplicate_segment(
    segment_id: IdPath, body: CopyBody, actor: WriteAccess, session: SessionDep
) -> SegmentAnswer:
    """Save the same condition as another segment."""
    row = await segments.duplicate_segment(session, actor=actor, segment_id=segment_id, name=body.name)
    return await _answer(session, actor, row)


@router.delete("/{segment_id}", status_code=204)
async def delete_segment(segment_id: IdPath, actor: WriteAccess, session: SessionDep) -> None:
    """Delete a segment; 409 names those that need it. For 30 days it can be restored."""
    await segments.delete_segment(session, actor=actor, segment_id=segment_id)


@router.post("/{segment_id}/restore")
async def restore_segment(segment_id: IdPath, actor: WriteAccess, session: SessionDep) -> SegmentAnswer:
    """Bring back a deleted segment under its id. Its members are looked for anew; no one is told."""
    row = await segments.restore_segment(session, actor=actor, segment_id=segment_id)
    return await _answer(session, actor, row)


async def _answer(session: Session, actor: Actor, row: SegmentRow) -> SegmentAnswer:
    return (await _answers(session, actor, [row]))[0]


async def _answers(session: Session, actor: Actor, rows: Sequence[SegmentRow]) -> list[SegmentAnswer]:
    connection = await driver_connection(session)
    names = await load_names(connection, workspace_id=actor.workspace_id)
    workspace = await workspaces.get_workspace(session, workspace_id=actor.workspace_id)
    zone = ZoneInfo(workspace.time_zone)
    return [SegmentAnswer.of(row, names, zone) for row in rows]
