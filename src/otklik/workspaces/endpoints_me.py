"""A member's own account: name, password, second factor, sessions."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Cookie, Path, Request, Response

from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces import deletion, errors, members, repository_sign_in
from otklik.workspaces.access import MemberDep
from otklik.workspaces.endpoints_session import build_me
from otklik.workspaces.schemas import Page
from otklik.workspaces.schemas_session import (
    AccountBody,
    CodeBody,
    Me,
    PasswordBody,
    ProofBody,
    RecoveryCodes,
    SignInRow,
    TotpStart,
)
from otklik.workspaces.schemas_workspace import DeletionAnswer

router = APIRouter(prefix="/me", tags=["session"])

_ENROLMENT_COOKIE = "otklik_totp"
_ENROLMENT_PATH = "/api/v1/me/totp"
IdPath = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]


@router.get("")
async def get_me(me: MemberDep, request: Request, session: SessionDep) -> Me:
    """Who is signed in, and where he may go."""
    return await build_me(session, request, me.member)


@router.get("/workspace-deletions")
async def list_workspace_deletions(me: MemberDep, session: SessionDep) -> Page[DeletionAnswer]:
    """Workspaces that the member deleted, newest first, with the proof that nothing is left."""
    rows = await deletion.list_deletions(session, member_id=me.member.id)
    return Page(items=[DeletionAnswer.model_validate(row) for row in rows])


@router.patch("")
async def update_me(body: AccountBody, me: MemberDep, request: Request, session: SessionDep) -> Me:
    """Change the name or the language."""
    member = await members.update_account(
        session, member_id=me.member.id, name=body.name, language=body.language, ip=me.visitor.ip
    )
    return await build_me(session, request, member)


@router.post("/password", status_code=204)
async def change_password(
    body: PasswordBody, me: MemberDep, engines: EnginesDep, session: SessionDep
) -> None:
    """Set a new password; other browsers are signed out."""
    await members.check_password(engines, member=me.member, password=body.current, path="current")
    await members.change_password(
        session, member_id=me.member.id, new=body.new, keep_sign_in_id=me.sign_in.id, visitor=me.visitor
    )


@router.post("/totp/start")
async def start_totp(me: MemberDep, request: Request, response: Response, engines: EnginesDep) -> TotpStart:
    """Begin to turn the second factor on: nothing changes until it is confirmed."""
    enrolment, sealed = members.start_totp(engines, member=me.member)
    response.set_cookie(
        _ENROLMENT_COOKIE,
        sealed,
        max_age=members.ENROLMENT_SECONDS,
        path=_ENROLMENT_PATH,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https" or engines.public_url.startswith("https:"),
    )
    return TotpStart(secret=enrolment.secret, uri=enrolment.uri, svg=enrolment.svg)


@router.post("/totp/confirm")
async def confirm_totp(
    body: CodeBody,
    me: MemberDep,
    response: Response,
    engines: EnginesDep,
    session: SessionDep,
    otklik_totp: Annotated[str | None, Cookie(include_in_schema=False)] = None,
) -> RecoveryCodes:
    """Turn the second factor on by a code of the app; the recovery codes are shown this once."""
    codes = await members.confirm_totp(
        engines, session, member_id=me.member.id, sealed=otklik_totp, code=body.code, visitor=me.visitor
    )
    response.delete_cookie(_ENROLMENT_COOKIE, path=_ENROLMENT_PATH)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/totp/disable", status_code=204)
async def disable_totp(body: ProofBody, me: MemberDep, engines: EnginesDep, session: SessionDep) -> None:
    """Turn the second factor off."""
    await members.check_password(engines, member=me.member, password=body.password, path="password")
    await members.disable_totp(session, member_id=me.member.id, visitor=me.visitor)


@router.get("/sessions")
async def list_sessions(me: MemberDep, session: SessionDep) -> Page[SignInRow]:
    """Where the member is signed in, last used first."""
    rows = await repository_sign_in.list_sign_ins(session, member_id=me.member.id, now=datetime.now(UTC))
    return Page(
        items=[
            SignInRow(
                id=row.id,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                ip=row.ip,
                user_agent=row.user_agent,
                is_current=row.id == me.sign_in.id,
            )
            for row in rows
        ]
    )


@router.delete("/sessions/{session_id}", status_code=204)
async def delete_session(session_id: IdPath, me: MemberDep, session: SessionDep) -> None:
    """Sign one browser out."""
    if not await repository_sign_in.delete_sign_in(session, member_id=me.member.id, sign_in_id=session_id):
        raise errors.not_found("session")


@router.post("/sessions/revoke-others", status_code=204)
async def delete_other_sessions(me: MemberDep, session: SessionDep) -> None:
    """Sign every other browser out."""
    await repository_sign_in.delete_other_sign_ins(session, member_id=me.member.id, keep_id=me.sign_in.id)
