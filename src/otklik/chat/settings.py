"""Settings of the chat: read, set, journalled."""

from otklik.chat.schemas import ChatSettings
from otklik.inbox import repository_settings
from otklik.infra.postgres import driver_connection
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit


async def get_settings(session: Session, *, workspace_id: int) -> ChatSettings:
    """The settings of a workspace; what was never set has its default."""
    connection = await driver_connection(session)
    return ChatSettings.model_validate(
        await repository_settings.read_settings(connection, workspace_id=workspace_id)
    )


async def set_settings(session: Session, *, actor: Actor, new: ChatSettings) -> ChatSettings:
    """Set all of them."""
    old = await get_settings(session, workspace_id=actor.workspace_id)
    stored = new.model_dump(mode="json")
    await repository_settings.write_settings(
        await driver_connection(session), workspace_id=actor.workspace_id, settings=stored
    )
    before = old.model_dump(mode="json")
    changed = {name: value for name, value in stored.items() if before[name] != value}
    if changed:
        await record_audit(session, actor=actor, action="chat.updated", details=changed)
    return new
