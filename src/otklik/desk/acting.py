"""What operators do to one conversation, each in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from otklik.desk import errors
from otklik.desk.authors import get_author
from otklik.desk.hand import at_work
from otklik.desk.schemas_bodies import ConversationPatch, PartBody, StartBody
from otklik.inbox import deciding, repository_drafts, undoing
from otklik.inbox.contracts import Author, Conversation, ConversationStatus, NewPart, PartKind
from otklik.inbox.deciding import Decision
from otklik.inbox.writing import Decide, Written
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.routing import service as routing
from otklik.workspaces.roles import Actor


async def start_conversation(engines: Engines, *, actor: Actor, body: StartBody) -> Written:
    """Write first. Raises NotFoundError: nobody has this id."""
    person = await profiles.find_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(body.profile_id)
    )
    if person is None:
        raise errors.no_person_to_write()
    async with at_work(engines, actor) as hand:
        return await hand.start(
            NewPart(hand.author, body=body.body, client_key=body.client_key),
            body.files,
            profile_id=int(body.profile_id),
            channel=body.channel,
            subject=body.subject,
        )


async def write_part(engines: Engines, *, actor: Actor, conversation_id: int, body: PartBody) -> Written:
    """Write a message or a note; what was begun is sent with it. Raises NotFoundError, ConflictError."""
    kind = PartKind(body.kind)
    async with at_work(engines, actor) as hand:
        data: dict[str, object] = {}
        if kind is PartKind.NOTE and body.mentions:
            await hand.check_members(body.mentions)
            data = {"mentions": list(dict.fromkeys(body.mentions))}
        written = await hand.write(
            NewPart(hand.author, body=body.body, kind=kind, client_key=body.client_key, data=data),
            body.files,
            conversation_id=conversation_id,
            seen_part=body.seen_part,
            is_forced=body.force,
        )
        if actor.member_id is not None:
            await repository_drafts.delete_draft(
                hand.connection,
                workspace_id=actor.workspace_id,
                conversation_id=written.conversation.id,
                member_id=actor.member_id,
                kind=kind,
            )
    return written


async def undo_part(engines: Engines, *, actor: Actor, conversation_id: int, part_id: int) -> Written:
    """Take back what the actor has just sent, its files too. Raises NotFoundError, ConflictError."""
    async with at_work(engines, actor) as hand:
        return await undoing.undo_part(
            hand.bus,
            hand.connection,
            workspace_id=hand.workspace_id,
            conversation_id=conversation_id,
            part_id=part_id,
            author=hand.author,
        )


async def patch_conversation(
    engines: Engines, *, actor: Actor, conversation_id: int, patch: ConversationPatch
) -> Conversation:
    """Change what the patch names, at once. Raises NotFoundError, InvalidError."""
    decides = await _read_patch(engines, actor, patch)

    def decide(before: Conversation, at: datetime) -> Decision:
        return _in_turn(decides, before, at)

    async with at_work(engines, actor) as hand:
        return await hand.change(conversation_id, decide)


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
    if "team" in given:
        decides.append(await teaming(engines, actor, patch.team))
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


def moving_to(status: ConversationStatus, until: datetime | None, author: Author) -> Decide:
    """Close, reopen, or put off until a moment. Raises InvalidError without the moment."""
    match status:
        case ConversationStatus.CLOSED:
            return lambda before, at: deciding.close(before, author=author, at=at)
        case ConversationStatus.OPEN:
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
        async with at_work(engines, actor) as hand:
            await hand.check_members([member_id])
    return lambda before, _at: deciding.assign(before, member_id=member_id, author=author)


async def teaming(engines: Engines, actor: Actor, team_id: int | None) -> Decide:
    """Put it into a team's hands, or no team's. Raises InvalidError."""
    author = get_author(actor)
    async with at_work(engines, actor) as hand:
        team = await routing.find_team(hand.connection, workspace_id=hand.workspace_id, team_id=team_id)
    members = [each.member_id for each in team.members] if team else []
    name = team.name if team else ""
    return lambda before, _at: deciding.move_to_team(
        before, team=team_id, name=name, members=members, author=author
    )


async def tagging(engines: Engines, actor: Actor, added: Sequence[str], removed: Sequence[str]) -> Decide:
    """Put on and take off tags of the workspace; a new name makes a tag. Raises InvalidError."""
    author = get_author(actor)
    async with at_work(engines, actor) as hand:
        made = [
            await profiles.ensure_tag(
                hand.connection, workspace_id=hand.workspace_id, name=name, author=actor.author
            )
            for name in added
        ]
    names = [tag.tag for tag in made]
    return lambda before, _at: deciding.tag(before, added=names, removed=removed, author=author)


async def mark_read(engines: Engines, *, actor: Actor, conversation_id: int, part: int) -> Conversation:
    """The acting member has read up to a part. Raises NotFoundError, ForbiddenError."""
    async with at_work(engines, actor) as hand:
        return await hand.read_up_to(conversation_id, part)
