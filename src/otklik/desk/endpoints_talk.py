"""One conversation over HTTP: reading it, writing into it, changing it."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query

from otklik.desk import acting, drafting, listing
from otklik.desk.beside import load_beside
from otklik.desk.listing import Opened
from otklik.desk.schemas import ConversationChanged, Draft, PartPage, Talk, WrittenAnswer
from otklik.desk.schemas_bodies import (
    LARGEST_ID,
    ConversationPatch,
    DraftBody,
    PartBody,
    ReadBody,
    StartBody,
)
from otklik.desk.showing import (
    show_conversation,
    show_conversations,
    show_part,
    show_read,
)
from otklik.inbox import reading
from otklik.inbox.contracts import Conversation
from otklik.inbox.writing import Written
from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox/conversations", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
WriteAccess = Annotated[Actor, require(Permission.INBOX_WRITE)]
ConversationId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PartId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("/{conversation_id}")
async def get_conversation(conversation_id: ConversationId, engines: EnginesDep, actor: ReadAccess) -> Talk:
    """A conversation with its newest parts; one that was merged leads to what it became."""
    opened = await listing.open_conversation(
        engines,
        workspace_id=actor.workspace_id,
        conversation_id=conversation_id,
        member_id=actor.member_id or 0,
    )
    draft = await drafting.find_draft(engines, actor=actor, conversation_id=opened.conversation.id)
    return _show_opened(actor, opened, draft)


def _show_opened(actor: Actor, opened: Opened, draft: Draft | None) -> Talk:
    read = next((mark.part for mark in opened.marks if mark.member_id == actor.member_id), 0)
    return Talk(
        seq=opened.seq,
        conversation=show_conversation(opened.conversation, read=read),
        parts=[show_part(part, opened.beside) for part in opened.parts],
        next=opened.next,
        person=opened.beside.person(opened.conversation.profile_id),
        also=show_conversations(opened.also, opened.own_marks),
        readers=[show_read(mark) for mark in opened.marks],
        draft=draft,
    )


@router.get("/{conversation_id}/parts")
async def list_parts(
    conversation_id: ConversationId,
    engines: EnginesDep,
    actor: ReadAccess,
    before: Annotated[int, Query(ge=1, le=LARGEST_ID)] = LARGEST_ID,
    limit: Annotated[int, Query(ge=1, le=reading.MOST_PARTS)] = reading.PAGE,
) -> PartPage:
    """Parts older than `before`, the newest first."""
    found = await listing.list_parts(
        engines,
        workspace_id=actor.workspace_id,
        conversation_id=conversation_id,
        before=before,
        limit=limit,
    )
    parts = [show_part(part, found.beside) for part in found.parts]
    return PartPage(seq=found.seq, parts=parts, next=found.next)


@router.post("", status_code=201)
async def start_conversation(body: StartBody, engines: EnginesDep, actor: WriteAccess) -> WrittenAnswer:
    """Write first."""
    return await _show_written(
        engines, actor, await acting.start_conversation(engines, actor=actor, body=body)
    )


@router.post("/{conversation_id}/parts", status_code=201)
async def write_part(
    conversation_id: ConversationId, body: PartBody, engines: EnginesDep, actor: WriteAccess
) -> WrittenAnswer:
    """Write a message or a note; sent again under the same `client_key` it is the same one."""
    written = await acting.write_part(engines, actor=actor, conversation_id=conversation_id, body=body)
    return await _show_written(engines, actor, written)


@router.delete("/{conversation_id}/parts/{part_id}")
async def undo_part(
    conversation_id: ConversationId, part_id: PartId, engines: EnginesDep, actor: WriteAccess
) -> WrittenAnswer:
    """Take back what one has just sent, while the visitor has not read it; its place stays, without words."""
    written = await acting.undo_part(engines, actor=actor, conversation_id=conversation_id, part_id=part_id)
    return await _show_written(engines, actor, written)


async def _show_written(engines: Engines, actor: Actor, written: Written) -> WrittenAnswer:
    found = await load_beside(
        engines, workspace_id=actor.workspace_id, conversations=[], parts=[written.part]
    )
    return WrittenAnswer(
        conversation=show_conversation(written.conversation),
        part=show_part(written.part, found),
        seq=max(written.conversation.seq, written.part.seq),
    )


@router.patch("/{conversation_id}")
async def change_conversation(
    conversation_id: ConversationId, patch: ConversationPatch, engines: EnginesDep, actor: WriteAccess
) -> ConversationChanged:
    """Assign, close, reopen, put off, tag, name, answer elsewhere: whatever is given, in one step."""
    return show_changed(
        await acting.patch_conversation(engines, actor=actor, conversation_id=conversation_id, patch=patch)
    )


@router.post("/{conversation_id}/read")
async def mark_read(
    conversation_id: ConversationId, body: ReadBody, engines: EnginesDep, actor: ReadAccess
) -> ConversationChanged:
    """The asking member has read up to a part; it never goes back."""
    return show_changed(
        await acting.mark_read(engines, actor=actor, conversation_id=conversation_id, part=body.part)
    )


@router.put("/{conversation_id}/draft", status_code=204)
async def write_draft(
    conversation_id: ConversationId, body: DraftBody, engines: EnginesDep, actor: WriteAccess
) -> None:
    """Keep what one has begun to write; empty: forget it."""
    await drafting.write_draft(engines, actor=actor, conversation_id=conversation_id, body=body)


def show_changed(conversation: Conversation) -> ConversationChanged:
    """A conversation after an action."""
    return ConversationChanged(conversation=show_conversation(conversation), seq=conversation.seq)
