"""Conversations that become one, and one that becomes two. Every part keeps its place for everybody."""

from collections.abc import Sequence

from msgspec.structs import replace

from otklik.inbox import (
    deciding,
    errors,
    repository,
    repository_devices,
    repository_lists,
    repository_moving,
    repository_parts,
)
from otklik.inbox.contracts import (
    Author,
    Conversation,
    ConversationStatus,
    Happening,
    Part,
    PartKind,
    ReadMark,
)
from otklik.inbox.deciding import Decision, Told
from otklik.inbox.keeping import get_conversation, keep, now
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection


async def merge_conversations(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    source_id: int,
    target_id: int,
    homes: Sequence[int],
    author: Author,
) -> Conversation:
    """Put everything said in one conversation into another of the same person (`homes`), by time.

    Files, mentions, drafts, marks of reading and browsers go along. No browser comes to read what it could
    not, unless it has proved to be the person. Raises NotFoundError, ConflictError.
    """
    await repository.take_numbers(connection, workspace_id=workspace_id)
    source = await get_conversation(connection, workspace_id=workspace_id, conversation_id=source_id)
    target = await get_conversation(connection, workspace_id=workspace_id, conversation_id=target_id)
    await _check_merge(connection, source, target, homes)
    marks = await _merge_marks(connection, source, target)
    after = replace(
        target,
        tags=tuple(dict.fromkeys((*target.tags, *source.tags))),
        visitor_read=await _merge_read(connection, source, target, is_to_visitor=True),
        operators_read=await _merge_read(connection, source, target, is_to_visitor=False),
        started_at=min(source.started_at, target.started_at),
        assignee=target.assignee if target.assignee is not None else source.assignee,
        team=target.team if target.team is not None else source.team,
    )
    if source.status is ConversationStatus.OPEN:
        after = deciding.reopen(after, author=author).conversation
    await _move(connection, source, target.id, since=0)
    await repository_moving.move_drafts(
        connection, workspace_id=workspace_id, source=source.id, target=target.id
    )
    await repository_devices.copy_devices(
        connection, workspace_id=workspace_id, source=source.id, target=target.id
    )
    await repository_moving.delete_reads(connection, workspace_id=workspace_id, conversation_id=source.id)
    await _write_marks(connection, workspace_id, marks)
    return await _end(bus, connection, source, target, await _fold(connection, after), author)


async def _check_merge(
    connection: Connection, source: Conversation, target: Conversation, homes: Sequence[int]
) -> None:
    if source.id == target.id:
        raise errors.same_conversation()
    if source.profile_id not in homes or target.profile_id not in homes:
        raise errors.other_person()
    strange = await repository_moving.list_strange_devices(
        connection, workspace_id=source.workspace_id, one=source.id, other=target.id, homes=homes
    )
    if strange and source.profile_id != target.profile_id:
        raise errors.unproven_device()


async def _end(
    bus: Bus,
    connection: Connection,
    source: Conversation,
    target: Conversation,
    merged: Conversation,
    author: Author,
) -> Conversation:
    """The one is no more and leads to the other, which tells of it.

    That comes first: what the one's end frees goes to others.
    """
    at = now()
    workspace_id = source.workspace_id
    told = Told(Happening.MERGED, {"from": source.id}, author)
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    await keep(bus, connection, Decision(merged, (told,)), before=target, at=at, seq=seq)
    gone = replace(
        source,
        status=ConversationStatus.CLOSED,
        snoozed_until=None,
        waiting_since=None,
        preview="",
        deleted_at=at,
        merged_into=target.id,
    )
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    await keep(bus, connection, Decision(gone), before=source, at=at, seq=seq)
    return await get_conversation(connection, workspace_id=workspace_id, conversation_id=target.id)


async def split_conversation(
    bus: Bus, connection: Connection, *, workspace_id: int, conversation_id: int, since: int, author: Author
) -> tuple[Conversation, Conversation]:
    """Put what was said from message `since` on into a new conversation: (the old one, the new one).

    Whoever could read the old one can read the new one, and has read as far. Raises NotFoundError,
    ConflictError for what is no message, or the first.
    """
    await repository.take_numbers(connection, workspace_id=workspace_id)
    before = await get_conversation(connection, workspace_id=workspace_id, conversation_id=conversation_id)
    parts = await repository_parts.list_folded(
        connection, workspace_id=workspace_id, conversation_id=before.id
    )
    first = _first_of_split(parts, since)
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    made = await repository.insert_conversation(
        connection, workspace_id=workspace_id, conversation=_split_off(before, first, seq)
    )
    await _move(connection, before, made.id, since=since)
    await repository_devices.copy_devices(
        connection, workspace_id=workspace_id, source=before.id, target=made.id
    )
    await _copy_reads(connection, workspace_id, before.id, made.id)
    at = now()
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    old = Decision(await _fold(connection, before), (Told(Happening.SPLIT, {"into": made.id}, author),))
    new = Decision(await _fold(connection, made), (Told(Happening.SPLIT, {"from": before.id}, author),))
    return (
        await keep(bus, connection, old, before=before, at=at, seq=seq),
        await keep(bus, connection, new, before=made, at=at, seq=seq),
    )


def _first_of_split(parts: Sequence[Part], since: int) -> Part:
    messages = [part for part in parts if part.kind is PartKind.MESSAGE and part.deleted_at is None]
    found = next((part for part in messages if part.id == since), None)
    if found is None or found is messages[0]:
        raise errors.nothing_to_split()
    return found


def _split_off(before: Conversation, first: Part, seq: int) -> Conversation:
    return replace(
        before,
        id=0,
        seq=seq,
        channel=first.channel,
        status=ConversationStatus.OPEN,
        snoozed_until=None,
        closed_at=None,
        closed_by="",
        subject="",
        tags=(),
        started_by=first.author.kind,
        started_at=first.at,
        rating=None,
        rating_comment="",
        rated_at=None,
        asked_at=None,
        hours_told_at=None,
        split_from=before.id,
    )


async def _move(connection: Connection, source: Conversation, target_id: int, *, since: int) -> None:
    """Parts and what hangs on them; each gets a new number, so that every client is told."""
    workspace_id = source.workspace_id
    moved = await repository_moving.count_parts(
        connection, workspace_id=workspace_id, conversation_id=source.id, since=since
    )
    last = await repository.take_numbers(connection, workspace_id=workspace_id, count=moved)
    await repository_moving.move_parts(
        connection,
        workspace_id=workspace_id,
        source=source.id,
        target=target_id,
        since=since,
        first=last - moved + 1,
    )


async def _fold(connection: Connection, conversation: Conversation) -> Conversation:
    parts = await repository_parts.list_folded(
        connection, workspace_id=conversation.workspace_id, conversation_id=conversation.id
    )
    return deciding.refold(conversation, parts)


async def _merge_read(
    connection: Connection, source: Conversation, target: Conversation, *, is_to_visitor: bool
) -> int:
    name = "visitor_read" if is_to_visitor else "operators_read"
    return await _read_of_both(
        connection,
        source,
        target,
        (getattr(source, name), getattr(target, name)),
        is_to_visitor=is_to_visitor,
    )


async def _merge_marks(connection: Connection, source: Conversation, target: Conversation) -> list[ReadMark]:
    """How far each operator has read what becomes one; the numbers come later."""
    read: dict[int, dict[int, int]] = {}
    for conversation in (source, target):
        for mark in await repository_lists.list_readers(
            connection, workspace_id=source.workspace_id, conversation_id=conversation.id
        ):
            read.setdefault(mark.member_id, {})[conversation.id] = mark.part
    return [
        ReadMark(
            target.id,
            member_id,
            await _read_of_both(
                connection,
                source,
                target,
                (parts.get(source.id, 0), parts.get(target.id, 0)),
                is_to_visitor=False,
            ),
            0,
        )
        for member_id, parts in sorted(read.items())
    ]


async def _read_of_both(
    connection: Connection,
    source: Conversation,
    target: Conversation,
    read: tuple[int, int],
    *,
    is_to_visitor: bool,
) -> int:
    """Up to the first message that is unread in either: nothing unread may come to look read."""
    unread = [
        await repository_moving.find_first_unread(
            connection,
            workspace_id=source.workspace_id,
            conversation_id=conversation.id,
            after=part,
            is_to_visitor=is_to_visitor,
        )
        for conversation, part in zip((source, target), read, strict=True)
    ]
    first = min((each for each in unread if each is not None), default=None)
    return max(read) if first is None else min(first - 1, max(read))


async def _write_marks(connection: Connection, workspace_id: int, marks: Sequence[ReadMark]) -> None:
    if not marks:
        return
    last = await repository.take_numbers(connection, workspace_id=workspace_id, count=len(marks))
    for seq, mark in enumerate(marks, start=last - len(marks) + 1):
        await repository.write_read(connection, workspace_id=workspace_id, mark=replace(mark, seq=seq))


async def _copy_reads(connection: Connection, workspace_id: int, source: int, target: int) -> None:
    marks = await repository_lists.list_readers(connection, workspace_id=workspace_id, conversation_id=source)
    await _write_marks(connection, workspace_id, [replace(mark, conversation_id=target) for mark in marks])
