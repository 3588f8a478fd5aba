"""Who belongs to a workspace: roles, and invitations by mail."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from otklik.infra.engines import Engines
from otklik.infra.secrets import Secrets
from otklik.workspaces import (
    audit,
    errors,
    letters,
    members,
    repository,
    repository_team,
    service,
    sign_in,
)
from otklik.workspaces.models import Invitation, Member, Membership, Session
from otklik.workspaces.repository_team import Teammate
from otklik.workspaces.roles import Actor, ActorKind, Role
from otklik.workspaces.visitor import Visitor

LIFETIME = timedelta(days=7)
_TOKEN_BYTES = 32


async def list_teammates(session: Session, *, workspace_id: int) -> list[Teammate]:
    """Everybody in the workspace."""
    return await repository_team.list_teammates(session, workspace_id=workspace_id)


async def update_role(session: Session, *, actor: Actor, member_id: int, role: Role) -> Teammate:
    """Give a member another role.

    Raises NotFoundError, ForbiddenError (owners are changed by owners only), ConflictError (the last owner).
    """
    membership = await _get_changeable(session, actor=actor, member_id=member_id, new_role=role)
    old, membership.role = membership.role, role.value
    member = await members.get_member(session, member_id=member_id)
    await audit.record_audit(
        session,
        actor=actor,
        action="member.role_changed",
        target=member.email,
        details={"old": old, "new": role.value},
    )
    return Teammate(member, membership, None)


async def remove_member(session: Session, *, actor: Actor, member_id: int) -> None:
    """Let a member go, or leave; the account and other workspaces stay. Raises as `update_role`."""
    await _get_changeable(session, actor=actor, member_id=member_id, new_role=None)
    member = await members.get_member(session, member_id=member_id)
    await repository_team.delete_membership(session, workspace_id=actor.workspace_id, member_id=member_id)
    await audit.record_audit(session, actor=actor, action="member.removed", target=member.email)


async def _get_changeable(
    session: Session, *, actor: Actor, member_id: int, new_role: Role | None
) -> Membership:
    # Held, so that two owners who demote each other at once do not leave the workspace without one.
    await repository.lock_workspace(session, workspace_id=actor.workspace_id)
    membership = await repository_team.find_membership(
        session, workspace_id=actor.workspace_id, member_id=member_id
    )
    if membership is None:
        raise errors.not_found("member")
    touches_owner = Role.OWNER in {membership.role, new_role}
    if touches_owner and actor.role is not Role.OWNER:
        raise errors.owners_only()
    is_lost = membership.role == Role.OWNER and new_role is not Role.OWNER
    if is_lost and await repository_team.count_owners(session, workspace_id=actor.workspace_id) == 1:
        raise errors.conflict("last_owner", "A workspace keeps at least one owner")
    return membership


async def list_invitations(session: Session, *, workspace_id: int) -> Sequence[Invitation]:
    """Open invitations, newest first; those past their time too, so that they can be sent again."""
    return await repository_team.list_invitations(session, workspace_id=workspace_id)


async def invite(
    session: Session, *, engines: Engines, actor: Actor, email: str, role: Role, language: str
) -> Invitation:
    """Send an invitation; an earlier open one to the same address stops working. Raises ConflictError."""
    address = members.normalise_email(email)
    member = await repository.find_member_by_email(session, email=address)
    if member and await repository.find_role(session, workspace_id=actor.workspace_id, member_id=member.id):
        raise errors.conflict("already_a_member", "This person is in the team already")
    await repository.lock_workspace(session, workspace_id=actor.workspace_id)
    await repository_team.delete_open_invitation(session, workspace_id=actor.workspace_id, email=address)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    now = datetime.now(UTC)
    invitation = Invitation(
        workspace_id=actor.workspace_id,
        email=address,
        role=role.value,
        token_hash=Secrets.hash_token(token),
        invited_by=actor.member_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    await repository.add(session, invitation)
    await _send_invitation(
        session, engines=engines, actor=actor, address=address, token=token, language=language
    )
    await audit.record_audit(
        session, actor=actor, action="member.invited", target=address, details={"role": role.value}
    )
    return invitation


async def _send_invitation(
    session: Session, *, engines: Engines, actor: Actor, address: str, token: str, language: str
) -> None:
    workspace = await service.get_workspace(session, workspace_id=actor.workspace_id)
    letter = letters.invitation_letter(
        language=letters.as_language(language),
        workspace_name=workspace.name,
        inviter=actor.name,
        link=f"{engines.public_url}/invitations/{token}",
        days=LIFETIME.days,
    )
    await engines.mailer.send(
        session,
        to=address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        workspace_id=actor.workspace_id,
    )


async def revoke_invitation(session: Session, *, actor: Actor, invitation_id: int) -> None:
    """Take an open invitation back. Raises NotFoundError."""
    gone = await repository_team.delete_invitation(
        session, workspace_id=actor.workspace_id, invitation_id=invitation_id
    )
    if gone is None:
        raise errors.not_found("invitation")
    await audit.record_audit(session, actor=actor, action="member.invitation_revoked", target=gone.email)


async def get_invitation(session: Session, *, token: str) -> Invitation:
    """The open invitation of a letter. Raises NotFoundError when the link is over."""
    invitation = await repository_team.find_invitation(
        session, token_hash=Secrets.hash_token(token), now=datetime.now(UTC)
    )
    if invitation is None:
        raise errors.link_is_over()
    return invitation


async def accept_invitation(
    session: Session,
    *,
    invitation: Invitation,
    signed_in: Member | None,
    name: str,
    password: str,
    visitor: Visitor,
) -> Member:
    """Join. A new address gets an account with the given name and password.

    Who has an account must be signed in, because a letter alone does not prove the second factor.

    Raises ConflictError (sign in first; signed in as somebody else), InvalidError (weak password).
    """
    member = await repository.find_member_by_email(session, email=invitation.email)
    if member is None:
        member = await members.create_member(
            session, email=invitation.email, password=password, name=name, language=visitor.language
        )
    elif signed_in is None:
        raise errors.conflict("sign_in_first", "You have an account: sign in, then open the link again")
    elif signed_in.id != member.id:
        raise errors.conflict("other_member", "The invitation was sent to another address")
    await _join(session, invitation=invitation, member=member, visitor=visitor)
    return member


async def _join(session: Session, *, invitation: Invitation, member: Member, visitor: Visitor) -> None:
    now = datetime.now(UTC)
    invitation.accepted_at = now
    known = await repository.find_role(session, workspace_id=invitation.workspace_id, member_id=member.id)
    if known is None:
        await repository.add_membership(
            session,
            workspace_id=invitation.workspace_id,
            member_id=member.id,
            role=invitation.role,
            now=now,
        )
    actor = Actor(
        kind=ActorKind.MEMBER,
        id=member.id,
        name=member.name or member.email,
        workspace_id=invitation.workspace_id,
        role=Role(invitation.role),
        ip=visitor.ip,
    )
    await audit.record_audit(
        session, actor=actor, action="member.joined", target=member.email, details={"role": invitation.role}
    )


async def open_first_session(session: Session, *, member: Member, visitor: Visitor) -> sign_in.Opened:
    """Sign a member in who has just made his account."""
    await audit.record_of_member(session, member=member, action="member.signed_in", ip=visitor.ip)
    return await sign_in.open_session(session, member=member, visitor=visitor)


async def find_signed_in(session: Session, *, visitor: Visitor) -> Member | None:
    """The member behind the visitor's cookie, if he is wholly signed in."""
    bearer = await sign_in.find_bearer(session, visitor=visitor, now=datetime.now(UTC))
    return bearer.member if bearer and not bearer.sign_in.awaits_totp else None
