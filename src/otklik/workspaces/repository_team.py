"""Members of a workspace and invitations to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select

from otklik.workspaces.models import Invitation, Member, Membership, Session, SignIn


class Teammate(NamedTuple):
    """A member as the team sees him."""

    member: Member
    membership: Membership
    last_seen_at: datetime | None


async def list_teammates(session: Session, *, workspace_id: int) -> list[Teammate]:
    """Everybody in the workspace, oldest first."""
    last_seen = select(func.max(SignIn.last_seen_at)).where(SignIn.member_id == Member.id).scalar_subquery()
    rows = await session.execute(
        select(Member, Membership, last_seen)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.workspace_id == workspace_id)
        .order_by(Membership.created_at, Member.id)
    )
    return [Teammate(*row) for row in rows]


async def find_membership(session: Session, *, workspace_id: int, member_id: int) -> Membership | None:
    """The membership, held until the end of the transaction."""
    return await session.get(
        Membership, (workspace_id, member_id), with_for_update=True, populate_existing=True
    )


async def count_owners(session: Session, *, workspace_id: int) -> int:
    """How many owners the workspace has."""
    found = await session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(Membership.workspace_id == workspace_id, Membership.role == "owner")
    )
    return found or 0


async def delete_membership(session: Session, *, workspace_id: int, member_id: int) -> None:
    """Let the member go."""
    await session.execute(
        delete(Membership).where(Membership.workspace_id == workspace_id, Membership.member_id == member_id)
    )


async def list_invitations(session: Session, *, workspace_id: int) -> Sequence[Invitation]:
    """Those not yet accepted, newest first."""
    found = await session.scalars(
        select(Invitation)
        .where(Invitation.workspace_id == workspace_id, Invitation.accepted_at.is_(None))
        .order_by(Invitation.id.desc())
    )
    return found.all()


async def delete_invitation(session: Session, *, workspace_id: int, invitation_id: int) -> Invitation | None:
    """Take back an open invitation."""
    return await session.scalar(
        delete(Invitation)
        .where(
            Invitation.workspace_id == workspace_id,
            Invitation.id == invitation_id,
            Invitation.accepted_at.is_(None),
        )
        .returning(Invitation)
    )


async def delete_open_invitation(session: Session, *, workspace_id: int, email: str) -> None:
    """Forget the earlier open invitation of this address: a new one replaces it."""
    await session.execute(
        delete(Invitation).where(
            Invitation.workspace_id == workspace_id,
            func.lower(Invitation.email) == email.lower(),
            Invitation.accepted_at.is_(None),
        )
    )


# all workspaces: the token of the letter leads to one
async def find_invitation(session: Session, *, token_hash: bytes, now: datetime) -> Invitation | None:
    """The open invitation of this token, held until the end of the transaction."""
    return await session.scalar(
        select(Invitation)
        .where(
            Invitation.token_hash == token_hash, Invitation.expires_at > now, Invitation.accepted_at.is_(None)
        )
        .with_for_update()
    )
