"""Settings of the preference page: read, set, journalled."""

from otklik.infra.postgres import Connection, driver_connection
from otklik.kit.errors import Fault
from otklik.messaging import errors
from otklik.messaging.preferences import repository
from otklik.messaging.preferences.schemas import PreferenceSettings
from otklik.messaging.templates import service as templates
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit


async def get_settings(connection: Connection, *, workspace_id: int) -> PreferenceSettings:
    """The settings of a workspace; what was never set has its default."""
    stored = await repository.read_settings(connection, workspace_id=workspace_id)
    return PreferenceSettings.model_validate(stored)


async def set_settings(session: Session, *, actor: Actor, new: PreferenceSettings) -> PreferenceSettings:
    """Set all of them; who opens a page from now on sees it so. Raises InvalidError for faulty Liquid."""
    faults = list_faults(new)
    if faults:
        raise errors.invalid_content(faults)
    connection = await driver_connection(session)
    old = await get_settings(connection, workspace_id=actor.workspace_id)
    stored, before = new.model_dump(mode="json"), old.model_dump(mode="json")
    await repository.write_settings(connection, workspace_id=actor.workspace_id, settings=stored)
    changed = {name: value for name, value in stored.items() if before[name] != value}
    if changed:
        await record_audit(session, actor=actor, action="preferences.updated", details=changed)
    return new


def list_faults(given: PreferenceSettings) -> list[Fault]:
    """Every fault of the Liquid in a confirming letter."""
    rule = given.confirming
    words = {"ru": rule.ru, "en": rule.en}
    return [
        fault
        for language, said in words.items()
        for name in ("subject", "text", "button")
        for fault in templates.check(getattr(said, name), path=f"confirming.{language}.{name}").faults
    ]
