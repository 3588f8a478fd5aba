"""Routes of the chat's settings, for members."""

from typing import Annotated

from fastapi import APIRouter

from otklik.chat import settings
from otklik.chat.schemas import ChatSettings, IdentitySecret
from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["chat"])
ManageAccess = Annotated[Actor, require(Permission.INBOX_MANAGE)]


@router.get("/chat-settings")
async def get_chat_settings(actor: ManageAccess, session: SessionDep) -> ChatSettings:
    """How the chat on the site looks, and when the team answers."""
    return await settings.get_settings(session, workspace_id=actor.workspace_id)


@router.put("/chat-settings")
async def put_chat_settings(actor: ManageAccess, session: SessionDep, body: ChatSettings) -> ChatSettings:
    """Set all of it; what is left out gets its default. Browsers have it within seconds."""
    return await settings.set_settings(session, actor=actor, new=body)


@router.post("/identity-secret")
async def change_identity_secret(
    actor: ManageAccess, session: SessionDep, engines: EnginesDep
) -> IdentitySecret:
    """A new User Auth Key; the old one is good for seven days more."""
    secret, until = await workspaces.change_auth_key(session, engines, actor=actor)
    return IdentitySecret(secret=secret, old_valid_until=until)
