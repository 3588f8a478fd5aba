"""Merging, splitting and blocking, with their lines in the audit log."""

from otklik.desk.authors import get_author
from otklik.desk.errors import no_person_to_write
from otklik.desk.listing import find_homes
from otklik.inbox import blocking, keeping
from otklik.inbox import moving as core
from otklik.inbox.contracts import Conversation
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import service as profiles
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit


async def merge(engines: Engines, *, actor: Actor, source_id: int, target_id: int) -> Conversation:
    """Put one conversation into another of the same person. Raises NotFoundError, ConflictError."""
    async with engines.postgres.connection() as connection:
        target = await keeping.get_conversation(
            connection, workspace_id=actor.workspace_id, conversation_id=target_id
        )
    homes = await find_homes(engines, workspace_id=actor.workspace_id, person_id=target.profile_id)

    async def work(session: Session, connection: Connection) -> Conversation:
        merged = await core.merge_conversations(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            source_id=source_id,
            target_id=target_id,
            homes=homes,
            author=get_author(actor),
        )
        await record_audit(
            session,
            actor=actor,
            action="conversation.merged",
            target=str(source_id),
            details={"into": merged.id},
        )
        return merged

    return await profiles.in_transaction(engines, work)


async def split(
    engines: Engines, *, actor: Actor, conversation_id: int, since: int
) -> tuple[Conversation, Conversation]:
    """Put a message and all after it into a new conversation: (old, new). Raises as `split_conversation`."""

    async def work(session: Session, connection: Connection) -> tuple[Conversation, Conversation]:
        old, new = await core.split_conversation(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            since=since,
            author=get_author(actor),
        )
        await record_audit(
            session,
            actor=actor,
            action="conversation.split",
            target=str(old.id),
            details={"into": new.id, "from_part": since},
        )
        return old, new

    return await profiles.in_transaction(engines, work)


async def set_blocked(engines: Engines, *, actor: Actor, person_id: str, is_blocked: bool) -> bool:
    """Take a person's messages no more, or again; whether it was otherwise. Raises NotFoundError."""
    person = await profiles.find_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(person_id)
    )
    if person is None:
        raise no_person_to_write()
    homes = sorted(person.members, key=lambda home: home != person.id)

    async def work(session: Session, connection: Connection) -> bool:
        is_changed = await blocking.set_blocked(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            homes=homes,
            author=get_author(actor),
            is_blocked=is_blocked,
        )
        if is_changed:
            action = "person.blocked" if is_blocked else "person.unblocked"
            await record_audit(session, actor=actor, action=action, target=str(person.id))
        return is_changed

    return await profiles.in_transaction(engines, work)
