"""Settings of messaging: read, set, journalled."""

from otklik.infra.postgres import Connection, driver_connection
from otklik.messaging import errors, repository_settings
from otklik.messaging.schemas_settings import MessagingSettings
from otklik.messaging.templates import service as templates
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit


async def get_settings(connection: Connection, *, workspace_id: int) -> MessagingSettings:
    """The settings of a workspace; what was never set has its default."""
    stored = await repository_settings.read_settings(connection, workspace_id=workspace_id)
    return MessagingSettings.model_validate(stored)


async def set_settings(session: Session, *, actor: Actor, new: MessagingSettings) -> MessagingSettings:
    """Set all of them; what is decided from now on goes by them. Raises InvalidError for faulty Liquid."""
    faults = [
        fault
        for name in ("source", "medium", "campaign", "content")
        for fault in templates.check(getattr(new.utm, name), path=f"utm.{name}").faults
    ]
    if faults:
        raise errors.invalid_content(faults)
    connection = await driver_connection(session)
    old = await get_settings(connection, workspace_id=actor.workspace_id)
    stored, before = new.model_dump(mode="json"), old.model_dump(mode="json")
    await repository_settings.write_settings(connection, workspace_id=actor.workspace_id, settings=stored)
    changed = {name: value for name, value in stored.items() if before[name] != value}
    if changed:
        await record_audit(session, actor=actor, action="messaging.updated", details=changed)
    return new
