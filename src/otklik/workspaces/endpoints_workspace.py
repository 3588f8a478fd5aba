"""A workspace: settings, onboarding, journal, letters, saved views."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces import audit, deletion, mailbox, onboarding, preferences, service
from otklik.workspaces.access import Actor, MemberDep, Permission, check_permission, require
from otklik.workspaces.endpoints_session import build_me
from otklik.workspaces.models import Workspace
from otklik.workspaces.schemas import Page
from otklik.workspaces.schemas_session import Me
from otklik.workspaces.schemas_workspace import (
    AuditEntry,
    DeletionAnswer,
    DeletionBody,
    LetterAnswer,
    LetterRow,
    Onboarding,
    PreferenceBody,
    PreferenceValue,
    StepAnswer,
    WorkspaceAnswer,
    WorkspaceBody,
    WorkspacePatch,
)

router = APIRouter(tags=["workspace"])

ReadAccess = Annotated[Actor, require(Permission.WORKSPACE_READ)]
WriteAccess = Annotated[Actor, require(Permission.WORKSPACE_WRITE)]
DeleteAccess = Annotated[Actor, require(Permission.WORKSPACE_DELETE)]
AuditAccess = Annotated[Actor, require(Permission.AUDIT_READ)]
MailboxAccess = Annotated[Actor, require(Permission.TEAM_WRITE)]
IdPath = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]
KeyPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(pattern=r"^\d{1,18}$")]


def _answer(workspace: Workspace, *, engines: Engines, actor: Actor) -> WorkspaceAnswer:
    sees_key = actor.may(Permission.KEYS_WRITE)
    told = asdict(service.make_profile(workspace)) | {
        "allowed_domains": workspace.allowed_domains,
        "auth_key": engines.secrets.decrypt(workspace.auth_key).decode() if sees_key else None,
        "public_url": engines.public_url,
    }
    return WorkspaceAnswer.model_validate(told)


@router.post("/workspaces", status_code=201)
async def create_workspace(
    body: WorkspaceBody, me: MemberDep, request: Request, engines: EnginesDep, session: SessionDep
) -> Me:
    """Make another workspace; its maker owns it. It stands last in the list of the answer."""
    await service.create_workspace(
        session,
        engines=engines,
        name=body.name,
        owner=me.member,
        language=body.language or me.member.language,
    )
    return await build_me(session, request, me.member)


@router.get("/workspace")
async def get_workspace(actor: ReadAccess, engines: EnginesDep, session: SessionDep) -> WorkspaceAnswer:
    """The workspace and what it collects."""
    workspace = await service.get_workspace(session, workspace_id=actor.workspace_id)
    return _answer(workspace, engines=engines, actor=actor)


@router.patch("/workspace")
async def update_workspace(
    body: WorkspacePatch, actor: WriteAccess, engines: EnginesDep, session: SessionDep
) -> WorkspaceAnswer:
    """Change the given settings."""
    changes = body.model_dump(exclude_none=True)
    workspace = await service.update_workspace(session, actor=actor, changes=changes)
    return _answer(workspace, engines=engines, actor=actor)


@router.delete("/workspace", status_code=202)
async def delete_workspace(
    body: DeletionBody, actor: DeleteAccess, me: MemberDep, engines: EnginesDep, session: SessionDep
) -> DeletionAnswer:
    """Delete the workspace for good: access at once, then what every engine holds. Takes its name, typed."""
    deleted = await deletion.start_deletion(
        session, engines=engines, actor=actor, member=me.member, name=body.name
    )
    return DeletionAnswer.model_validate(deleted)


@router.get("/onboarding")
async def get_onboarding(actor: ReadAccess, session: SessionDep) -> Onboarding:
    """What is left until the workspace works."""
    steps = await onboarding.list_steps(session, workspace_id=actor.workspace_id)
    return Onboarding(steps=[StepAnswer.model_validate(step) for step in steps])


@router.get("/audit")
async def list_audit(
    actor: AuditAccess, session: SessionDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[AuditEntry]:
    """The journal, newest first."""
    rows = await audit.list_audit(
        session, workspace_id=actor.workspace_id, limit=limit, before_id=_before(cursor)
    )
    return Page(items=[AuditEntry.model_validate(row) for row in rows], next_cursor=_next(rows, limit))


@router.get("/mailbox")
async def list_letters(
    actor: MailboxAccess, session: SessionDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[LetterRow]:
    """Letters that the product wrote, newest first."""
    rows = await mailbox.list_letters(session, actor=actor, limit=limit, before_id=_before(cursor))
    return Page(items=[LetterRow.model_validate(row) for row in rows], next_cursor=_next(rows, limit))


@router.get("/mailbox/{letter_id}")
async def get_letter(letter_id: IdPath, actor: MailboxAccess, session: SessionDep) -> LetterAnswer:
    """One letter with its text."""
    letter = await mailbox.get_letter(session, actor=actor, letter_id=letter_id)
    return LetterAnswer.model_validate(letter)


@router.get("/preferences/{key}")
async def get_preference(key: KeyPath, actor: ReadAccess, session: SessionDep) -> PreferenceValue:
    """The member's saved value, else the workspace's, else null."""
    return PreferenceValue(value=await preferences.find_preference(session, actor=actor, key=key))


@router.put("/preferences/{key}")
async def save_preference(
    key: KeyPath, body: PreferenceBody, actor: ReadAccess, session: SessionDep
) -> PreferenceValue:
    """Save for oneself; for the whole workspace (`is_shared`, always by token) it takes workspace_write."""
    if body.is_shared or actor.member_id is None:
        check_permission(actor, Permission.WORKSPACE_WRITE)
    value = await preferences.save_preference(
        session, actor=actor, key=key, value=body.value, is_shared=body.is_shared
    )
    return PreferenceValue(value=value)


def _before(cursor: str | None) -> int | None:
    return int(cursor) if cursor else None


def _next(rows: Any, limit: int) -> str | None:  # noqa: ANN401 - rows of any table with an id
    return str(rows[-1].id) if len(rows) == limit else None
