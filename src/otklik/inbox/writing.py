"""Writes to conversations: in the caller's transaction, one writer at a time in a workspace.

Every function takes the workspace's number first and so waits for whoever writes (docs/adr/0011).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from otklik.events.shipping import ship_rows
from otklik.inbox import deciding, errors, repository, repository_devices, repository_parts
from otklik.inbox.contracts import (
    MAX_BODY,
    Author,
    AuthorKind,
    Channel,
    Conversation,
    NewPart,
    Part,
    PartKind,
    ReadMark,
    Status,
)
from otklik.inbox.deciding import Decision
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent

TOPIC: Final = "inbox"
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
    channel: Channel,
    first: NewPart,
    device_id: int | None = None,
    subject: str = "",
) -> Written:
    """Begin a conversation with its first message; sent again under the same key it is the same one.

    `device_id`: the browser that begins it and may read it without proof. When somebody of us begins, it is
    every browser of exactly this home. Raises InvalidError, ConflictError for a key that another author used.
    """
    _check(first)
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    known = await _find_sent(connection, workspace_id, first, channel)
    if known is not None:
        return await _repeat(connection, workspace_id, known)
    at = _now()
    made = await repository.insert_conversation(
        connection,
        workspace_id=workspace_id,
        conversation=_new_conversation(
            workspace_id, profile_id, channel, first.author.kind, at, subject, seq
        ),
    )
    await _open_to_devices(connection, made, device_id)
    part = await _add(connection, made, first, seq=seq, at=at)
    decision = deciding.after_message(made, part)
    begun = replace(decision, events=(deciding.STARTED, *decision.events))
    conversation = await _keep(bus, connection, begun, at=at, seq=seq)
    return Written(conversation, part)


async def write_part(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    conversation_id: int,
    new: NewPart,
    is_taken: bool = True,
) -> Written:
    """Add a message or a note; sent again under the same key it is the same part.

    `is_taken`: an operator's answer takes a conversation that nobody has. Raises NotFoundError, InvalidError,
    ConflictError for a key that another message has.
    """
    _check(new)
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    before = await _find(connection, workspace_id, conversation_id)
    known = await _find_sent(connection, workspace_id, new, new.channel or before.reply_channel)
    if known is not None:
        if known.conversation_id != conversation_id:
            raise errors.key_taken()
        return await _repeat(connection, workspace_id, known)
    at = _now()
    part = await _add(connection, before, new, seq=seq, at=at)
    decision = deciding.after_message(before, part, is_taken=is_taken)
    return Written(await _keep(bus, connection, decision, at=at, seq=seq), part)


async def change_conversation(
    bus: Bus, connection: Connection, *, workspace_id: int, conversation_id: int, decide: Decide
) -> Conversation:
    """Decide upon a conversation (`deciding.close` …) as it stands when nobody else writes.

    Raises NotFoundError, and what `decide` raises.
    """
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    before = await _find(connection, workspace_id, conversation_id)
    at = _now()
    decision = decide(before, at)
    if decision.conversation == before:
        return before
    return await _keep(bus, connection, decision, at=at, seq=seq)


async def read_up_to(
    bus: Bus, connection: Connection, *, workspace_id: int, conversation_id: int, reader: Author, part: int
) -> Conversation:
    """Note that an operator or the visitor has read up to a part; it never goes back.

    Raises NotFoundError.
    """
    known = await _find(connection, workspace_id, conversation_id)
    if await _has_read(connection, known, reader, part=part):
        return known
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    before = await _find(connection, workspace_id, conversation_id)
    part = min(part, before.last_part)
    if reader.kind is AuthorKind.VISITOR or reader.id is None:
        after = replace(before, visitor_read=max(before.visitor_read, part))
    else:
        after = replace(before, operators_read=max(before.operators_read, part))
        await _mark_read(bus, connection, before, member_id=reader.id, part=part, seq=seq)
    if after == before:
        return before
    return await _keep(bus, connection, Decision(after), at=_now(), seq=seq)


async def _open_to_devices(connection: Connection, made: Conversation, device_id: int | None) -> None:
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
    bus: Bus, connection: Connection, conversation: Conversation, *, member_id: int, part: int, seq: int
) -> None:
    workspace_id = conversation.workspace_id
    known = await repository.find_read(
        connection, workspace_id=workspace_id, conversation_id=conversation.id, member_id=member_id
    )
    if known is None or known.part < part:
        mark = ReadMark(conversation.id, member_id, part, seq)
        await repository.write_read(connection, workspace_id=workspace_id, mark=mark)
        await _tell_number(bus, connection, workspace_id=workspace_id, seq=seq)


def _now() -> datetime:
    return clock.to_datetime(clock.now_ms())


def _check(new: NewPart) -> None:
    if len(new.body) > MAX_BODY:
        raise errors.long_message(MAX_BODY)
    if not new.body.strip() and not new.data.get("files"):
        raise errors.empty_message()


async def _find(connection: Connection, workspace_id: int, conversation_id: int) -> Conversation:
    found = await repository.find_conversation(
        connection, workspace_id=workspace_id, conversation_id=conversation_id
    )
    if found is None or found.deleted_at is not None:
        raise errors.no_conversation()
    return found


async def _find_sent(
    connection: Connection, workspace_id: int, new: NewPart, channel: Channel
) -> Part | None:
    """The part that this one repeats. Raises ConflictError when it is somebody else's."""
    found: Part | None = None
    if new.client_key is not None:
        found = await repository_parts.find_by_key(
            connection, workspace_id=workspace_id, client_key=new.client_key
        )
        if found is not None and found.author.kind is not new.author.kind:
            raise errors.key_taken()
    if found is None and new.external_id is not None:
        found = await repository_parts.find_by_external(
            connection, workspace_id=workspace_id, channel=channel, external_id=new.external_id
        )
    return found


async def _repeat(connection: Connection, workspace_id: int, part: Part) -> Written:
    return Written(await _find(connection, workspace_id, part.conversation_id), part, is_repeat=True)


async def _add(
    connection: Connection, conversation: Conversation, new: NewPart, *, seq: int, at: datetime
) -> Part:
    part = Part(
        id=seq,
        seq=seq,
        conversation_id=conversation.id,
        kind=new.kind,
        author=new.author,
        channel=new.channel or conversation.reply_channel,
        body=new.body,
        data=new.data,
        client_key=new.client_key,
        at=at,
    )
    await repository_parts.insert_part(
        connection, workspace_id=conversation.workspace_id, part=part, external_id=new.external_id
    )
    return part


async def _keep(
    bus: Bus, connection: Connection, decision: Decision, *, at: datetime, seq: int
) -> Conversation:
    """Write the conversation, what is told in it and on the card, and say the new number with the commit."""
    conversation, workspace_id = decision.conversation, decision.conversation.workspace_id
    if decision.told:
        seq = await repository.take_numbers(connection, workspace_id=workspace_id, count=len(decision.told))
    conversation = replace(conversation, seq=seq)
    for number, told in enumerate(decision.told, start=seq - len(decision.told) + 1):
        happening = NewPart(told.author, kind=PartKind.HAPPENING, data={"what": told.what.value, **told.data})
        await _add(connection, conversation, happening, seq=number, at=at)
    await repository.update_conversation(connection, workspace_id=workspace_id, conversation=conversation)
    await _tell_card(connection, conversation, decision.events, at=at)
    await _tell_number(bus, connection, workspace_id=workspace_id, seq=seq)
    return conversation


async def _tell_card(
    connection: Connection, conversation: Conversation, names: Sequence[str], *, at: datetime
) -> None:
    if not names:
        return
    position = await profiles.next_position(connection)
    properties = {"conversation_id": str(conversation.id), "channel": conversation.channel.value}
    if conversation.assignee is not None:
        properties["operator"] = str(conversation.assignee)
    events = [
        SystemEvent(
            conversation.workspace_id,
            conversation.profile_id,
            name,
            clock.to_ms(at),
            position + index,
            dict(properties),
        )
        for index, name in enumerate(names, start=1)
    ]
    await ship_rows(connection, {}, events)


async def _tell_number(bus: Bus, connection: Connection, *, workspace_id: int, seq: int) -> None:
    await bus.publish(TOPIC, f"{workspace_id} {seq}", connection=connection)


def _new_conversation(
    workspace_id: int,
    profile_id: int,
    channel: Channel,
    started_by: AuthorKind,
    at: datetime,
    subject: str,
    seq: int,
) -> Conversation:
    return Conversation(
        id=0,
        workspace_id=workspace_id,
        seq=seq,
        profile_id=profile_id,
        channel=channel,
        reply_channel=channel,
        status=Status.OPEN,
        snoozed_until=None,
        assignee=None,
        subject=subject,
        tags=(),
        started_by=started_by,
        started_at=at,
        last_part=0,
        last_at=at,
        last_author="",
        preview="",
        visitor_part=0,
        answer_part=0,
        visitor_read=0,
        operators_read=0,
        waiting_since=None,
        replied_at=None,
        replied_by=None,
        closed_at=None,
        closed_by="",
        deleted_at=None,
    )
