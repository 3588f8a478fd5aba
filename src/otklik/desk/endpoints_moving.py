"""Merging, splitting, many at once, blocking: over HTTP, written to the audit log."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path

from otklik.desk import bulk, moving
from otklik.desk.endpoints_talk import show_changed
from otklik.desk.schemas import BlockAnswer, BulkConversationsAnswer, ConversationChanged, SplitAnswer
from otklik.desk.schemas_bodies import LARGEST_ID, BulkConversationsBody, MergeBody, SplitBody
from otklik.desk.showing import show_conversation
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["inbox"])
WriteAccess = Annotated[Actor, require(Permission.INBOX_WRITE)]
ConversationId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("/conversations/{conversation_id}/merge")
async def merge_conversations(
    conversation_id: ConversationId, body: MergeBody, engines: EnginesDep, actor: WriteAccess
) -> ConversationChanged:
    """Make this conversation a part of another one of the same person; the answer is the other one."""
    return show_changed(
        await moving.merge(engines, actor=actor, source_id=conversation_id, target_id=body.into)
    )


@router.post("/conversations/{conversation_id}/split")
async def split_conversation(
    conversation_id: ConversationId, body: SplitBody, engines: EnginesDep, actor: WriteAccess
) -> SplitAnswer:
    """Put a message and all after it into a new conversation."""
    old, new = await moving.split(engines, actor=actor, conversation_id=conversation_id, since=body.from_part)
    return SplitAnswer(
        conversation=show_conversation(new), old=show_conversation(old), seq=max(old.seq, new.seq)
    )


@router.post("/bulk")
async def change_many(
    body: BulkConversationsBody, engines: EnginesDep, actor: WriteAccess
) -> BulkConversationsAnswer:
    """Do one thing to many conversations; `failed`: those that are not there."""
    changed, failed = await bulk.change_many(engines, actor=actor, body=body)
    return BulkConversationsAnswer(changed=changed, failed=failed)


@router.post("/people/{person_id}/block")
async def block_person(person_id: str, engines: EnginesDep, actor: WriteAccess) -> BlockAnswer:
    """Take no messages of this person any more, from any browser of his."""
    is_changed = await moving.set_blocked(engines, actor=actor, person_id=person_id, is_blocked=True)
    return BlockAnswer(is_blocked=True, is_changed=is_changed)


@router.post("/people/{person_id}/unblock")
async def unblock_person(person_id: str, engines: EnginesDep, actor: WriteAccess) -> BlockAnswer:
    """Take messages of this person again."""
    is_changed = await moving.set_blocked(engines, actor=actor, person_id=person_id, is_blocked=False)
    return BlockAnswer(is_blocked=False, is_changed=is_changed)
