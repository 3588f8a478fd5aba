"""The team: members, roles, invitations."""

from typing import Annotated

from fastapi import APIRouter, Path

from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces import service, team
from otklik.workspaces.access import Actor, Permission, Role, require
from otklik.workspaces.repository_team import Teammate as Row
from otklik.workspaces.schemas import Page
from otklik.workspaces.schemas_workspace import InvitationAnswer, InvitationBody, RoleBody, Teammate

router = APIRouter(prefix="/team", tags=["workspace"])

ReadAccess = Annotated[Actor, require(Permission.TEAM_READ)]
WriteAccess = Annotated[Actor, require(Permission.TEAM_WRITE)]
IdPath = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]


def _answer(row: Row) -> Teammate:
    return Teammate(
        id=row.member.id,
        name=row.member.name,
        email=row.member.email,
        picture=row.member.picture,
        role=Role(row.membership.role),
        has_totp=row.member.totp_secret is not None,
        created_at=row.membership.created_at,
        last_seen_at=row.last_seen_at,
    )


@router.get("/members")
async def list_members(actor: ReadAccess, session: SessionDep) -> Page[Teammate]:
    """Everybody in the workspace, oldest first."""
    rows = await team.list_teammates(session, workspace_id=actor.workspace_id)
    return Page(items=[_answer(row) for row in rows])


@router.patch("/members/{member_id}")
async def update_member(
    member_id: IdPath, body: RoleBody, actor: WriteAccess, session: SessionDep
) -> Teammate:
    """Give a member another role; owners are changed by owners only."""
    row = await team.update_role(session, actor=actor, member_id=member_id, role=body.role)
    return _answer(row)


@router.delete("/members/{member_id}", status_code=204)
async def remove_member(member_id: IdPath, actor: WriteAccess, session: SessionDep) -> None:
    """Let a member go; his account stays."""
    await team.remove_member(session, actor=actor, member_id=member_id)


@router.get("/invitations")
async def list_invitations(actor: ReadAccess, session: SessionDep) -> Page[InvitationAnswer]:
    """Invitations that nobody has accepted yet, newest first."""
    rows = await team.list_invitations(session, workspace_id=actor.workspace_id)
    return Page(items=[InvitationAnswer.model_validate(row) for row in rows])


@router.post("/invitations", status_code=201)
async def create_invitation(
    body: InvitationBody, actor: WriteAccess, engines: EnginesDep, session: SessionDep
) -> InvitationAnswer:
    """Invite by mail; an earlier open invitation of the same address stops working."""
    workspace = await service.get_workspace(session, workspace_id=actor.workspace_id)
    invitation = await team.invite(
        session,
        engines=engines,
        actor=actor,
        email=body.email,
        role=Role(body.role),
        language=workspace.language,
    )
    return InvitationAnswer.model_validate(invitation)


@router.delete("/invitations/{invitation_id}", status_code=204)
async def revoke_invitation(invitation_id: IdPath, actor: WriteAccess, session: SessionDep) -> None:
    """Take an invitation back."""
    await team.revoke_invitation(session, actor=actor, invitation_id=invitation_id)
