"""What operators do to conversations, each in one transaction."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from otklik.desk import errors, repository_members
from otklik.desk.authors import get_author, get_operator
from otklik.desk.schemas_bodies import LARGEST_ID, BulkBody, ConversationPatch, PartBody, StartBody
from otklik.inbox import deciding, files, keeping, repository_drafts, undoing, writing
from otklik.inbox.contracts import Author, Conversation, NewPart, PartKind, Status
from otklik.inbox.deciding import Decision
from otklik.inbox.errors import not_later
from otklik.inbox.writing import Decide, Written
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import NotFoundError
from otklik.profiles import service as profiles
from otklik.workspaces.roles import Actor

_PORTION = 25
"""Conversations of one transaction: whoever writes meanwhile waits for no more than so many."""


async def start_conversation(engines: Engines, *, actor: Actor, body: StartBody) -> Written:
    """Write first. Raises NotFoundError: nobody has this id."""
    author = get_author(actor)
    person = await profiles.find_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(body.profile_id)
    )
    if person is None:
        raise errors.no_person_to_write()
    async with engines.postgres.connection() as connection:
        written = await writing.start_conversation(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            profile_id=int(body.profile_id),
            channel=body.channel,
            subject=body.subject,
            first=NewPart(
                author,
                body=body.body,
                client_key=body.client_key,
                data=await _take_files(connection, actor, author, body.files),
            ),
        )
        await files.attach_files(connection, written=written, file_ids=body.files)
    return written


async def write_part(engines: Engines, *, actor: Actor, conversation_id: int, body: PartBody) -> Written:
    """Write a message or a note; what was begun is sent with it. Raises NotFoundError, ConflictError."""
    author = get_author(actor)
    kind = PartKind(body.kind)
    async with engines.postgres.connection() as connection:
        data = await _take_files(connection, actor, author, body.files)
        if kind is PartKind.NOTE and body.mentions:
            await _check_members(connection, actor.workspace_id, body.mentions)
            data = {**data, "mentions": list(dict.fromkeys(body.mentions))}
        written = await writing.write_part(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            new=NewPart(author, body=body.body, kind=kind, client_key=body.client_key, data=data),
            seen_part=body.seen_part,
            is_forced=body.force,
        )
        await files.attach_files(connection, written=written, file_ids=body.files)
        if author.id is not None:
            await repository_drafts.delete_draft(
                connection,
                workspace_id=actor.workspace_id,
                conversation_id=written.conversation.id,
                member_id=author.id,
                kind=kind,
            )
    return written


async def undo_part(engines: Engines, *, actor: Actor, conversation_id: int, part_id: int) -> Written:
    """Take back what the actor has just sent, its files too. Raises NotFoundError, ConflictError."""
    async with engines.postgres.connection() as connection:
        return await undoing.undo_part(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            part_id=part_id,
            author=get_author(actor),
        )


async def _take_files(
    connection: Connection, actor: Actor, author: Author, file_ids: Sequence[int]
) -> dict[str, object]:
    if not file_ids:
        return {}
    taken = await files.take_files(
        connection, workspace_id=actor.workspace_id, file_ids=file_ids, owner=author.text
    )
    return {"files": taken}


async def _check_members(connection: Connection, workspace_id: int, member_ids: Sequence[int]) -> None:
    members = await repository_members.list_members(connection, workspace_id=workspace_id)
    if not set(member_ids) <= {member.id for member in members}:
        raise errors.no_such_member()


async def patch_conversation(
    engines: Engines, *, actor: Actor, conversation_id: int, patch: ConversationPatch
) -> Conversation:
    """Change what the patch names, at once. Raises NotFoundError, InvalidError."""
    decides = await _read_patch(engines, actor, patch)

    def decide(before: Conversation, at: datetime) -> Decision:
        return _in_turn(decides, before, at)

    async with engines.postgres.connection() as connection:
        return await writing.change_conversation(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            decide=decide,
        )


def _in_turn(decides: Sequence[Decide], before: Conversation, at: datetime) -> Decision:
    """One decision made of several, each upon what the one before left."""
    whole = Decision(before)
    for decide in decides:
        part = decide(whole.conversation, at)
        whole = Decision(part.conversation, (*whole.told, *part.told), (*whole.events, *part.events))
    return whole


async def _read_patch(engines: Engines, actor: Actor, patch: ConversationPatch) -> list[Decide]:
    author, given = get_author(actor), patch.model_fields_set
    decides: list[Decide] = []
    if "assignee" in given:
        decides.append(await assigning(engines, actor, patch.assignee))
    if patch.tags_add or patch.tags_remove:
        decides.append(await tagging(engines, actor, patch.tags_add, patch.tags_remove))
    if patch.subject is not None:
        subject = patch.subject
        decides.append(lambda before, _at: Decision(replace(before, subject=subject)))
    if patch.reply_channel is not None:
        channel = patch.reply_channel
        decides.append(lambda before, _at: Decision(replace(before, reply_channel=channel)))
    if patch.status is not None:
        decides.append(moving_to(patch.status, patch.snoozed_until, author))
    return decides


def moving_to(status: Status, until: datetime | None, author: Author) -> Decide:
    """Close, reopen, or put off until a moment. Raises InvalidError without the moment."""
    match status:
        case Status.CLOSED:
            return lambda before, at: deciding.close(before, author=author, at=at)
        case Status.OPEN:
            return lambda before, _at: deciding.reopen(before, author=author)
        case _:
            if until is None:
                raise errors.snooze_until_missing()
            moment = until
            return lambda before, at: deciding.snooze(before, until=moment, author=author, at=at)


async def assigning(engines: Engines, actor: Actor, member_id: int | None) -> Decide:
    """Give it to a member, or back to all. Raises InvalidError."""
    author = get_author(actor)
    if member_id is not None:
        async with engines.postgres.connection() as connection:
            await _check_members(connection, actor.workspace_id, [member_id])
    return lambda before, _at: deciding.assign(before, member_id=member_id, author=author)


async def tagging(engines: Engines, actor: Actor, added: Sequence[str], removed: Sequence[str]) -> Decide:
    """Put on and take off tags of the workspace; a new name makes a tag. Raises InvalidError."""
    author = get_author(actor)
    async with engines.postgres.connection() as connection:
        names = [
            (
                await profiles.ensure_tag(
                    connection, workspace_id=actor.workspace_id, name=name, author=actor.author
                )
            ).tag
            for name in added
        ]
    return lambda before, _at: deciding.tag(before, added=names, removed=removed, author=author)


async def mark_read(engines: Engines, *, actor: Actor, conversation_id: int, part: int) -> Conversation:
    """The acting member has read up to a part. Raises NotFoundError, ForbiddenError."""
    reader = get_operator(actor)
    async with engines.postgres.connection() as connection:
        return await writing.read_up_to(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            reader=reader,
            part=part,
        )


async def change_many(engines: Engines, *, actor: Actor, body: BulkBody) -> tuple[list[int], list[int]]:
    """Do one thing to many conversations, some in a transaction: (done, not there). Raises InvalidError."""
    act = await _read_action(engines, actor, body)
    done: set[int] = set()
    ids = list(dict.fromkeys(body.ids))
    for start in range(0, len(ids), _PORTION):
        async with engines.postgres.connection() as connection:
            for conversation_id in ids[start : start + _PORTION]:
                with contextlib.suppress(NotFoundError):
                    await act(connection, conversation_id)
                    done.add(conversation_id)
    return [each for each in ids if each in done], [each for each in ids if each not in done]


async def _read_action(
    engines: Engines, actor: Actor, body: BulkBody
) -> Callable[[Connection, int], Awaitable[Conversation]]:
    """What is done to each conversation."""
    if body.action == "read":
        reader = get_operator(actor)

        async def read(connection: Connection, conversation_id: int) -> Conversation:
            return await writing.read_up_to(
                engines.bus,
                connection,
                workspace_id=actor.workspace_id,
                conversation_id=conversation_id,
                reader=reader,
                part=LARGEST_ID,
            )

        return read
    decide = await _read_decision(engines, actor, body)

    async def change(connection: Connection, conversation_id: int) -> Conversation:
        return await writing.change_conversation(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            decide=decide,
        )

    return change


async def _read_decision(engines: Engines, actor: Actor, body: BulkBody) -> Decide:
    author = get_author(actor)
    match body.action:
        case "close":
            return moving_to(Status.CLOSED, None, author)
        case "reopen":
            return moving_to(Status.OPEN, None, author)
        case "snooze":
            if body.snoozed_until is not None and body.snoozed_until <= keeping.now():
                raise not_later()
            return moving_to(Status.SNOOZED, body.snoozed_until, author)
        case "assign":
            return await assigning(engines, actor, body.assignee)
        case _:
            if body.tag is None:
                raise errors.tag_missing()
            added, removed = ([body.tag], []) if body.action == "tag" else ([], [body.tag])
            return await tagging(engines, actor, added, removed)
