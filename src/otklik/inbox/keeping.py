"""How a change of a conversation is kept: its row, what is told in it and on the card, the number said.

For the writers of this room, who hold the workspace's number (docs/adr/0011).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from otklik.events.shipping import ship_rows
from otklik.inbox import deciding, errors, repository, repository_mentions, repository_parts
from otklik.inbox.contracts import (
    AuthorKind,
    Conversation,
    ConversationStatus,
    NewPart,
    Part,
    PartKind,
    TalkChannel,
)
from otklik.inbox.deciding import RATED, Decision
from otklik.inbox.rules import Change, rules
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent

TOPIC: Final = "inbox"
UNASKED: Final = object()
_MAX_HOPS: Final = 20


def now() -> datetime:
    """The moment of a write, as it is kept."""
    return clock.to_datetime(clock.now_ms())


async def get_conversation(
    connection: Connection, *, workspace_id: int, conversation_id: int
) -> Conversation:
    """A conversation; one that was merged leads to what it became. Raises NotFoundError."""
    found = await repository.conversation(workspace_id, conversation_id).ask(connection)
    return await follow_merged(connection, found, workspace_id=workspace_id)


async def follow_merged(
    connection: Connection, found: Conversation | None, *, workspace_id: int
) -> Conversation:
    """What a conversation that was read has become: mostly itself. Raises NotFoundError for none."""
    for _ in range(_MAX_HOPS):
        if found is None or (found.deleted_at is not None and found.merged_into is None):
            break
        if found.merged_into is None:
            return found
        found = await repository.conversation(workspace_id, found.merged_into).ask(connection)
    raise errors.no_conversation()


async def add_part(
    connection: Connection, conversation: Conversation, new: NewPart, *, seq: int, at: datetime
) -> Part:
    """Write a part under a number of its own; whom a note names is told by it."""
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
    mentioned = part.data.get("mentions") if part.kind is PartKind.NOTE else None
    if mentioned:
        await repository_mentions.insert_mentions(
            connection,
            workspace_id=conversation.workspace_id,
            conversation_id=conversation.id,
            part=part.id,
            member_ids=mentioned,
        )
    return part


async def keep(
    bus: Bus,
    connection: Connection,
    decision: Decision,
    *,
    before: Conversation | None,
    at: datetime,
    seq: int,
    part: Part | None = None,
    ground: object = UNASKED,
) -> Conversation:
    """Write a decision and what the rules of work make of it.

    `before`: the conversation as it was, None for a new one; `part`: the message that it is about; `ground`:
    the answer to the question of the rules, where the writer has asked it beside his own.
    """
    if ground is UNASKED:
        ground = await rules().question(decision.conversation.workspace_id).ask(connection)
    held = deciding.note_holder(before, decision.conversation, at=at)
    change = Change(before=before, part=part, seq=seq, at=at, ground=ground)
    settled = await rules().settle(connection, replace(decision, conversation=held), change)
    conversation = await put(bus, connection, settled, at=at, seq=seq)
    await rules().follow(bus, connection, conversation, change)
    return conversation


async def put(
    bus: Bus, connection: Connection, decision: Decision, *, at: datetime, seq: int
) -> Conversation:
    """Write the conversation, what is told in it and on the card, and say the new number with the commit."""
    conversation, workspace_id = decision.conversation, decision.conversation.workspace_id
    if decision.told:
        seq = await repository.take_numbers(connection, workspace_id=workspace_id, count=len(decision.told))
    conversation = replace(conversation, seq=seq)
    for number, told in enumerate(decision.told, start=seq - len(decision.told) + 1):
        happening = NewPart(told.author, kind=PartKind.HAPPENING, data={"what": told.what.value, **told.data})
        await add_part(connection, conversation, happening, seq=number, at=at)
    for new in decision.said:
        seq = await repository.take_numbers(connection, workspace_id=workspace_id)
        said = await add_part(connection, conversation, new, seq=seq, at=at)
        conversation = replace(deciding.after_message(conversation, said).conversation, seq=seq)
    # All others of the workspace wait for this: what nobody reads an answer of is sent without waiting.
    async with connection.pipeline():
        await repository.update_conversation(connection, workspace_id=workspace_id, conversation=conversation)
        await tell_card(connection, conversation, decision.events, at=at)
        await tell_number(bus, connection, workspace_id=workspace_id, seq=seq)
    return conversation


async def tell_card(
    connection: Connection, conversation: Conversation, names: Sequence[str], *, at: datetime
) -> None:
    """Write events of the person's card."""
    if not names:
        return
    position = await profiles.next_position(connection)
    properties: dict[str, str | int] = {
        "conversation_id": str(conversation.id),
        "channel": conversation.channel.value,
    }
    if conversation.assignee is not None:
        properties["operator"] = str(conversation.assignee)
    if RATED in names and conversation.rating is not None:
        properties["score"] = conversation.rating
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


async def tell_number(bus: Bus, connection: Connection, *, workspace_id: int, seq: int) -> None:
    """Say the workspace's new number with the commit."""
    await bus.publish(TOPIC, f"{workspace_id} {seq}", connection=connection)


def make_conversation(
    workspace_id: int,
    profile_id: int,
    channel: TalkChannel,
    started_by: AuthorKind,
    at: datetime,
    subject: str,
    seq: int,
) -> Conversation:
    """A conversation in which nothing has been said yet."""
    return Conversation(
        id=0,
        workspace_id=workspace_id,
        seq=seq,
        profile_id=profile_id,
        channel=channel,
        reply_channel=channel,
        status=ConversationStatus.OPEN,
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
