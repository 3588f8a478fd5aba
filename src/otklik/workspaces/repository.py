"""Workspaces, members and who belongs where."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, text

from otklik.workspaces.models import Base, Member, Membership, Session, Workspace

_SETUP_LOCK = 0x6F746B01


class Belonging(NamedTuple):
    """A workspace of a member and his role there."""

    workspace: Workspace
    role: str


async def add(session: Session, row: Base) -> None:  # all workspaces: the row names its own
    """Insert a row and learn its id."""
    session.add(row)
    await session.flush()


async def lock_setup(session: Session) -> None:  # all workspaces: the first one is being made
    """Let one first run through at a time."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETUP_LOCK})


async def has_members(session: Session) -> bool:  # all workspaces: the installation's first run
    """Whether anybody can sign in at all."""
    return (await session.scalar(select(Member.id).limit(1))) is not None


async def find_workspace(session: Session, *, workspace_id: int) -> Workspace | None:
    """The workspace, or None."""
    return await session.get(Workspace, workspace_id)


async def lock_workspace(session: Session, *, workspace_id: int) -> Workspace | None:
    """The workspace, held until the end of the transaction."""
    return await session.get(Workspace, workspace_id, with_for_update=True)


async def find_workspace_by_name(
    session: Session, *, name: str
) -> Workspace | None:  # all workspaces: by name
    """The oldest workspace of that name; commands look workspaces up by it."""
    return await session.scalar(
        select(Workspace).where(Workspace.name == name).order_by(Workspace.id).limit(1)
    )


async def list_workspace_ids(session: Session) -> Sequence[int]:  # all workspaces: housekeeping visits each
    """Every workspace."""
    return (await session.scalars(select(Workspace.id).order_by(Workspace.id))).all()


async def find_member(
    session: Session, *, member_id: int
) -> Member | None:  # all workspaces: a member has many
    """The member, or None."""
    return await session.get(Member, member_id)


async def lock_member(
    session: Session, *, member_id: int
) -> Member | None:  # all workspaces: a member has many
    """The member as he is now, held until the end of the transaction."""
    return await session.get(Member, member_id, with_for_update=True, populate_existing=True)


async def find_member_by_email(session: Session, *, email: str) -> Member | None:  # all workspaces: sign-in
    """The member with this address, in any case of letters."""
    return await session.scalar(select(Member).where(func.lower(Member.email) == email.lower()))


async def list_belongings(session: Session, *, member_id: int) -> list[Belonging]:  # all workspaces: his own
    """The member's workspaces, oldest first."""
    rows = await session.execute(
        select(Workspace, Membership.role)
        .join(Membership, Membership.workspace_id == Workspace.id)
        .where(Membership.member_id == member_id)
        .order_by(Workspace.id)
    )
    return [Belonging(workspace, role) for workspace, role in rows]


async def find_role(session: Session, *, workspace_id: int, member_id: int) -> str | None:
    """The member's role there; None when he does not belong to it."""
    return await session.scalar(
        select(Membership.role).where(
            Membership.workspace_id == workspace_id, Membership.member_id == member_id
        )
    )


async def add_membership(
    session: Session, *, workspace_id: int, member_id: int, role: str, now: datetime
) -> None:
    """Let the member in."""
    await add(session, Membership(workspace_id=workspace_id, member_id=member_id, role=role, created_at=now))
