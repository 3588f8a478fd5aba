"""The journal: who changed what. Every change writes one entry in its own transaction."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from otklik.kit.text import clean_text
from otklik.workspaces import repository, repository_journal
from otklik.workspaces.models import AuditEntry, Json, Member, Session
from otklik.workspaces.repository_journal import Newest
from otklik.workspaces.roles import Actor, ActorKind

_TARGET_CHARS = 500


async def record_audit(
    session: Session,
    *,
    actor: Actor,
    action: str,
    target: str = "",
    details: Mapping[str, Json] | None = None,
) -> None:
    """Write that the actor did `action` (`noun.verb_in_the_past`) to `target`."""
    await repository.add(
        session,
        AuditEntry(
            workspace_id=actor.workspace_id,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_name=actor.name,
            action=action,
            target=clean_text(target, _TARGET_CHARS),
            details=dict(details or {}),
            ip=actor.ip,
            at=datetime.now(UTC),
        ),
    )


async def record_of_member(
    session: Session, *, member: Member, action: str, ip: str, details: Mapping[str, Json] | None = None
) -> None:
    """Write what a member did to his own account into the journal of each workspace he belongs to."""
    for belonging in await repository.list_belongings(session, member_id=member.id):
        await repository.add(
            session,
            AuditEntry(
                workspace_id=belonging.workspace.id,
                actor_kind=ActorKind.MEMBER.value,
                actor_id=member.id,
                actor_name=member.name or member.email,
                action=action,
                target=member.email,
                details=dict(details or {}),
                ip=ip,
                at=datetime.now(UTC),
            ),
        )


async def list_audit(
    session: Session, *, workspace_id: int, limit: int, before_id: int | None
) -> Sequence[AuditEntry]:
    """Entries of the workspace, newest first, below `before_id`."""
    return await repository_journal.list_audit(
        session, workspace_id=workspace_id, page=Newest(limit, before_id)
    )
