"""First run, signing in and out, forgotten passwords, invitations: routes for those who are not in yet."""

from fastapi import APIRouter, Request, Response

from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces import password_resets, repository, service, setup, sign_in, team
from otklik.workspaces.access import PendingDep, PublicDep, forget_cookie, set_cookie
from otklik.workspaces.models import Member, Session
from otklik.workspaces.schemas_session import (
    AcceptBody,
    CodeBody,
    InvitationView,
    Me,
    MemberAnswer,
    MyWorkspace,
    NewPasswordBody,
    ResetRequest,
    ResetView,
    SetupBody,
    SetupState,
    SignInAnswer,
    SignInBody,
)

router = APIRouter(tags=["session"])


async def build_me(session: Session, request: Request, member: Member) -> Me:
    """The member with his workspaces."""
    belongings = await repository.list_belongings(session, member_id=member.id)
    return Me(
        member=MemberAnswer(
            id=member.id,
            name=member.name,
            email=member.email,
            language=member.language,
            picture=member.picture,
            has_totp=member.totp_secret is not None,
        ),
        workspaces=[
            MyWorkspace(
                id=each.workspace.id, name=each.workspace.name, role=each.role, is_demo=each.workspace.is_demo
            )
            for each in belongings
        ],
        version=request.app.version,
    )


@router.get("/setup")
async def get_setup(_visitor: PublicDep, session: SessionDep) -> SetupState:
    """Whether this installation still waits for its owner."""
    return SetupState(needs_owner=await setup.needs_owner(session))


@router.post("/setup", status_code=201)
async def set_up(
    body: SetupBody,
    request: Request,
    response: Response,
    visitor: PublicDep,
    engines: EnginesDep,
    session: SessionDep,
) -> Me:
    """Make the owner and the first workspace, and sign him in; only while nobody exists."""
    data = setup.FirstRun(**body.model_dump())
    member, opened = await setup.set_up(session, engines=engines, data=data, visitor=visitor)
    set_cookie(request, response, engines, token=opened.token)
    return await build_me(session, request, member)


@router.post("/sign-in")
async def sign_in_by_password(
    body: SignInBody, request: Request, response: Response, visitor: PublicDep, engines: EnginesDep
) -> SignInAnswer:
    """Sign in by address and password; a member with a second factor owes a code next."""
    opened = await sign_in.sign_in(engines, email=body.email, password=body.password, visitor=visitor)
    set_cookie(request, response, engines, token=opened.token)
    return SignInAnswer(status="totp" if opened.awaits_totp else "ok")


@router.post("/sign-in/totp")
async def sign_in_by_code(
    body: CodeBody, request: Request, response: Response, pending: PendingDep, engines: EnginesDep
) -> SignInAnswer:
    """Finish a sign-in by a code of the app or a recovery code."""
    opened = await sign_in.sign_in_by_code(
        engines, member=pending.member, pending=pending.sign_in, code=body.code, visitor=pending.visitor
    )
    set_cookie(request, response, engines, token=opened.token)
    return SignInAnswer(status="ok")


@router.post("/sign-out", status_code=204)
async def sign_out(
    request: Request, response: Response, visitor: PublicDep, engines: EnginesDep, session: SessionDep
) -> None:
    """Close this browser's session."""
    await sign_in.sign_out(session, visitor=visitor)
    forget_cookie(request, response, engines)


@router.post("/password-resets", status_code=202)
async def request_password_reset(
    body: ResetRequest, visitor: PublicDep, engines: EnginesDep
) -> dict[str, str]:
    """Send a link to set a new password; the answer does not tell whether the account exists."""
    await password_resets.request_reset(engines, email=body.email, visitor=visitor)
    return {}


@router.get("/password-resets/{token}")
async def get_password_reset(token: str, _visitor: PublicDep, session: SessionDep) -> ResetView:
    """Whose password the link sets."""
    member = await password_resets.get_reset_member(session, token=token)
    return ResetView(email=member.email)


@router.post("/password-resets/{token}", status_code=204)
async def use_password_reset(
    token: str, body: NewPasswordBody, visitor: PublicDep, engines: EnginesDep, session: SessionDep
) -> None:
    """Set the new password; every browser is signed out."""
    await password_resets.use_reset(
        session, engines=engines, token=token, password=body.password, visitor=visitor
    )


@router.get("/invitations/by-token/{token}")
async def get_invitation(token: str, _visitor: PublicDep, session: SessionDep) -> InvitationView:
    """What an invitation's page shows."""
    invitation = await team.get_invitation(session, token=token)
    workspace = await service.get_workspace(session, workspace_id=invitation.workspace_id)
    member = await repository.find_member_by_email(session, email=invitation.email)
    return InvitationView(
        email=invitation.email, workspace_name=workspace.name, has_account=member is not None
    )


@router.post("/invitations/by-token/{token}")
async def accept_invitation(
    token: str,
    body: AcceptBody,
    request: Request,
    response: Response,
    visitor: PublicDep,
    engines: EnginesDep,
    session: SessionDep,
) -> Me:
    """Join the team: with a new account, or signed in as the one who was invited."""
    invitation = await team.get_invitation(session, token=token)
    signed_in = await team.find_signed_in(session, visitor=visitor)
    member = await team.accept_invitation(
        session,
        invitation=invitation,
        signed_in=signed_in,
        name=body.name,
        password=body.password or "",
        visitor=visitor,
    )
    if signed_in is None:
        opened = await team.open_first_session(session, member=member, visitor=visitor)
        set_cookie(request, response, engines, token=opened.token)
    return await build_me(session, request, member)
