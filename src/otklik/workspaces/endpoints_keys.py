"""Write keys and API tokens."""

from typing import Annotated

from fastapi import APIRouter, Path

from otklik.infra.web import SessionDep
from otklik.workspaces import keys
from otklik.workspaces.access import Actor, Permission, Role, require
from otklik.workspaces.schemas import Page
from otklik.workspaces.schemas_workspace import (
    ApiTokenAnswer,
    ApiTokenBody,
    NewApiToken,
    WriteKeyAnswer,
    WriteKeyBody,
    WriteKeyStatus,
)

router = APIRouter(tags=["workspace"])

ReadAccess = Annotated[Actor, require(Permission.KEYS_READ)]
WriteAccess = Annotated[Actor, require(Permission.KEYS_WRITE)]
IdPath = Annotated[int, Path(ge=1, le=(1 << 63) - 1)]


@router.get("/write-keys")
async def list_write_keys(actor: ReadAccess, session: SessionDep) -> Page[WriteKeyAnswer]:
    """Public keys of the workspace's sites."""
    rows = await keys.list_write_keys(session, workspace_id=actor.workspace_id)
    return Page(items=[WriteKeyAnswer.model_validate(row) for row in rows])


@router.post("/write-keys", status_code=201)
async def create_write_key(body: WriteKeyBody, actor: WriteAccess, session: SessionDep) -> WriteKeyAnswer:
    """Make a public key for a site."""
    row = await keys.create_write_key(session, actor=actor, name=body.name)
    return WriteKeyAnswer.model_validate(row)


@router.get("/write-keys/{key_id}/status")
async def get_write_key_status(key_id: IdPath, actor: ReadAccess, session: SessionDep) -> WriteKeyStatus:
    """When the key brought its first event; null while it has not."""
    row = await keys.get_write_key(session, workspace_id=actor.workspace_id, key_id=key_id)
    return WriteKeyStatus(first_event_at=row.first_event_at)


@router.delete("/write-keys/{key_id}", status_code=204)
async def revoke_write_key(key_id: IdPath, actor: WriteAccess, session: SessionDep) -> None:
    """Stop a key; doors notice within five seconds. The last key stays."""
    await keys.revoke_write_key(session, actor=actor, key_id=key_id)


@router.get("/api-tokens")
async def list_api_tokens(actor: ReadAccess, session: SessionDep) -> Page[ApiTokenAnswer]:
    """Tokens of programs, without their secrets."""
    rows = await keys.list_api_tokens(session, workspace_id=actor.workspace_id)
    return Page(items=[ApiTokenAnswer.model_validate(row) for row in rows])


@router.post("/api-tokens", status_code=201)
async def create_api_token(body: ApiTokenBody, actor: WriteAccess, session: SessionDep) -> NewApiToken:
    """Make a token; its secret is shown in this answer and never again."""
    made = await keys.create_api_token(session, actor=actor, name=body.name, role=Role(body.role))
    shown = ApiTokenAnswer.model_validate(made.row)
    return NewApiToken(**shown.model_dump(mode="python"), token=made.token)


@router.delete("/api-tokens/{token_id}", status_code=204)
async def revoke_api_token(token_id: IdPath, actor: WriteAccess, session: SessionDep) -> None:
    """Stop a token at once."""
    await keys.revoke_api_token(session, actor=actor, token_id=token_id)
