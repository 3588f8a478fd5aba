"""Writes to conversations: in the caller's transaction, one writer at a time in a workspace.

Every function takes the workspace's number first and so waits for whoever writes (docs/adr/0011).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from otklik.inbox import (
    deciding,
    errors,
    repository,
    repository_blocks,
    repository_devices,
    repository_parts,
)
from otklik.inbox.contracts import (
    MAX_BODY,
    Author,
    AuthorKind,
    Conversation,
    NewPart,
    Part,
    PartKind,
    ReadMark,
    TalkChannel,
)
from otklik.inbox.deciding import Decision
from otklik.inbox.keeping import (
    TOPIC,
    add_part,
    follow_merged,
    get_conversation,
    keep,
    make_conversation,
    now,
    tell_number,
)
from otklik.inbox.rules import rules
from otklik.infra.asking import ask_together
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection

__all__ = [
    "NO_DEVICE",
    "TOPIC",
    "Decide",
    "Written",
    "change_conversation",
    "read_up_to",
    "start_conversation",
    "write_part",
]

NO_DEVICE: Final = 0
Decide = Callable[[Conversation, datetime], Decision]


class Written(msgspec.Struct, frozen=True):
    """What stands there now; `is_repeat`: the message had come before, and nothing was written."""

    conversation: Conversation
    part: Part
    is_repeat: bool = False


async def start_conversation(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    profile_id: int,
    channel: TalkChannel,
    first: NewPart,
    device_id: int | None = None,
    subject: str = "",
) -> Written:
    """Begin a conversation with its first message; sent again under the same key it is the same one.

    `device_id`: the browser that begins it and may read it without proof. When somebody of us begins, it is
    every browser of exactly this home; with NO_DEVICE none (it goes on by mail: no browser has proved that it
    may read the mailbox). Raises InvalidError, ConflictError for a key that another author used.
    """
    _check(first)
    homes = {profile_id, first.author.id or profile_id} if first.author.kind is AuthorKind.VISITOR else ()
    seq, sent, blocked, ground = await ask_together(
        connection,
        repository.next_number(workspace_id),
        repository_parts.part_by_key(workspace_id, first.client_key),
        repository_blocks.blocked(workspace_id, sorted(homes)),
        rules().question(workspace_id),
    )
    known = await _find_sent(connection, workspace_id, first, channel, sent)
    if known is not None:
        return await _repeat(connection, workspace_id, known)
    if blocked:
        raise errors.blocked()
    at = now()
    made = await repository.insert_conversation(
        connection,
        workspace_id=workspace_id,
        conversation=make_conversation(
            workspace_id, profile_id, channel, first.author.kind, at, subject, seq
        ),
    )
    await _open_to_devices(connection, made, device_id)
    part = await add_part(connection, made, first, seq=seq, at=at)
    decision = deciding.after_message(made, part)
    begun = replace(decision, events=(deciding.STARTED, *decision.events))
    conversation = await keep(bus, connection, begun, before=None, at=at, seq=seq, part=part, ground=ground)
    return Written(conversation, part)


async def write_part(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    conversation_id: int,
    new: NewPart,
    is_taken: bool = True,
    seen_part: int | None = None,
    is_forced: bool = False,
) -> Written:
    """Add a message or a note; sent again under the same key it is the same part.

    `is_taken`: an operator's answer takes a conversation that nobody has. `seen_part`: the last part that an
    operator saw; ConflictError when a colleague's message is newer, unless `is_forced`. Who writes has read
    what he saw. Raises NotFoundError, InvalidError, ForbiddenError for a blocked visitor, ConflictError for
    a key that another message has.
    """
    _check(new)
    seq, found, sent, is_blocked, ground = await ask_together(
        connection,
        repository.next_number(workspace_id),  # first: nobody changes any more what the others read
        repository.conversation(workspace_id, conversation_id),
        repository_parts.part_by_key(workspace_id, new.client_key),
        repository_blocks.is_blocked(workspace_id, conversation_id, new.author.id),
        rules().question(workspace_id),
    )
    before = await follow_merged(connection, found, workspace_id=workspace_id)
    known = await _find_sent(connection, workspace_id, new, new.channel or before.reply_channel, sent)
    if known is not None:
        return await _repeat(connection, workspace_id, known)
    if before is not found:
        is_blocked = await repository_blocks.is_blocked(workspace_id, before.id, new.author.id).ask(
            connection
        )
    if is_blocked and new.author.kind is AuthorKind.VISITOR:
        raise errors.blocked()
    if seen_part is not None and not is_forced:
        await _check_answered(connection, before, new, seen_part=seen_part)
    at = now()
    async with connection.pipeline():
        part = await add_part(connection, before, new, seq=seq, at=at)
        if part.author.kind is AuthorKind.OPERATOR and part.author.id is not None:
            has_missed = seen_part is not None and before.visitor_part > seen_part
            read = seen_part if has_missed and seen_part is not None else part.id
            await _mark_read(connection, before, member_id=part.author.id, part=read, seq=seq)
        decision = deciding.after_message(before, part, is_taken=is_taken)
        conversation = await keep(
            bus, connection, decision, before=before, at=at, seq=seq, part=part, ground=ground
        )
    return Written(conversation, part)


async def change_conversation(
    bus: Bus, connection: Connection, *, workspace_id: int, conversation_id: int, decide: Decide
) -> Conversation:
    """Decide upon a conversation (`deciding.close` …) as it stands when nobody else writes.

    Raises NotFoundError, and what `decide` raises.
    """
    seq, before, ground = await _begin(connection, workspace_id, conversation_id)
    at = now()
    decision = decide(before, at)
    if decision.conversation == before and not decision.told:
        return before
    return await keep(bus, connection, decision, before=before, at=at, seq=seq, ground=ground)


async def read_up_to(
    bus: Bus, connection: Connection, *, workspace_id: int, conversation_id: int, reader: Author, part: int
) -> Conversation:
    """Note that an operator or the visitor has read up to a part; it never goes back.

    Raises NotFoundError.
    """
    known = await get_conversation(connection, workspace_id=workspace_id, conversation_id=conversation_id)
    if await _has_read(connection, known, reader, part=part):
        return known
    seq, before, ground = await _begin(connection, workspace_id, conversation_id)
    said = min(part, before.last_part)
    if reader.kind is AuthorKind.VISITOR or reader.id is None:
        after = replace(before, visitor_read=max(before.visitor_read, said))
    else:
        after = replace(before, operators_read=max(before.operators_read, said))
        part = min(part, seq - 1)  # notes are read, too; what is not written yet is not
        await _mark_read(connection, before, member_id=reader.id, part=part, seq=seq)
        await tell_number(bus, connection, workspace_id=workspace_id, seq=seq)
    if after == before:
        return before
    return await keep(bus, connection, Decision(after), before=before, at=now(), seq=seq, ground=ground)


async def _begin(
    connection: Connection, workspace_id: int, conversation_id: int
) -> tuple[int, Conversation, Any]:
    """The writer's number, the conversation as nobody changes it any more, and what the rules ask for.

    Raises NotFoundError.
    """
    seq, found, ground = await ask_together(
        connection,
        repository.next_number(workspace_id),
        repository.conversation(workspace_id, conversation_id),
        rules().question(workspace_id),
    )
    return seq, await follow_merged(connection, found, workspace_id=workspace_id), ground


async def _check_answered(
    connection: Connection, before: Conversation, new: NewPart, *, seen_part: int
) -> None:
    if new.kind is not PartKind.MESSAGE or new.author.kind is not AuthorKind.OPERATOR:
        return
    newer = await repository_parts.find_answer_after(
        connection,
        workspace_id=before.workspace_id,
        conversation_id=before.id,
        after=seen_part,
        but=new.author.id,
    )
    if newer is not None:
        raise errors.answered_meanwhile(newer.author.id, newer.id)


async def _open_to_devices(connection: Connection, made: Conversation, device_id: int | None) -> None:
    if device_id == NO_DEVICE:
        return
    if device_id is not None:
        await repository_devices.open_to_device(
            connection, workspace_id=made.workspace_id, conversation_id=made.id, device_id=device_id
        )
    elif made.started_by is not AuthorKind.VISITOR:
        await repository_devices.open_to_home(
            connection, workspace_id=made.workspace_id, conversation_id=made.id, profile_id=made.profile_id
        )


async def _has_read(connection: Connection, conversation: Conversation, reader: Author, *, part: int) -> bool:
    if reader.kind is AuthorKind.VISITOR or reader.id is None:
        return part <= conversation.visitor_read
    known = await repository.find_read(
        connection,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        member_id=reader.id,
    )
    return known is not None and known.part >= part


async def _mark_read(
    connection: Connection, conversation: Conversation, *, member_id: int, part: int, seq: int
) -> None:
    """Move an operator's mark on under a number that the caller tells."""
    await repository.advance_read(
        connection,
        workspace_id=conversation.workspace_id,
        mark=ReadMark(conversation.id, member_id, part, seq),
    )


def _check(new: NewPart) -> None:
    if len(new.body) > MAX_BODY:
        raise errors.long_message(MAX_BODY)
    if not new.body.strip() and not new.data.get("files"):
        raise errors.empty_message()


async def _find_sent(
    connection: Connection, workspace_id: int, new: NewPart, channel: TalkChannel, found: Part | None
) -> Part | None:
    """The part that this one repeats; `found` has its key. Raises ConflictError: it is somebody else's."""
    if found is not None and found.author != new.author:
        raise errors.key_taken()
    if found is None and new.external_id is not None:
        found = await repository_parts.find_by_external(
            connection, workspace_id=workspace_id, channel=channel, external_id=new.external_id
        )
    return found


async def _repeat(connection: Connection, workspace_id: int, part: Part) -> Written:
    return Written(
        await get_conversation(connection, workspace_id=workspace_id, conversation_id=part.conversation_id),
        part,
        is_repeat=True,
    )
