"""Triggers saved under a name: several scenarios may begin by one."""

from typing import Final

import msgspec

from otklik.automation import errors, repository_saved
from otklik.automation.graph.faults import GraphError
from otklik.automation.graph.reading_triggers import read_trigger
from otklik.automation.repository_saved import SavedTrigger
from otklik.infra.postgres import Connection, driver_connection
from otklik.segments.errors import FaultCode
from otklik.segments.language.parsing_reading import Reading
from otklik.segments.loading import load_names
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

AT: Final = "trigger"
_NOT_SAVED: Final = ("saved", "schedule")


async def get_saved(connection: Connection, *, workspace_id: int, trigger_id: int) -> SavedTrigger:
    """One saved trigger. Raises NotFoundError."""
    found = await repository_saved.list_saved(connection, workspace_id=workspace_id, trigger_id=trigger_id)
    if not found:
        raise errors.no_trigger()
    return found[0]


async def create_saved(session: Session, *, actor: Actor, name: str, trigger: object) -> SavedTrigger:
    """Save a trigger under a name. Raises GraphError with every fault, ConflictError for a taken name."""
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    await _check(connection, workspace_id, trigger)
    trigger_id = await repository_saved.insert_saved(
        connection,
        workspace_id=workspace_id,
        name=name,
        trigger=msgspec.json.encode(trigger),
        author=actor.author,
    )
    if trigger_id is None:
        raise errors.trigger_exists(name)
    await _note(session, actor, "trigger.created", name, trigger_id)
    return await get_saved(connection, workspace_id=workspace_id, trigger_id=trigger_id)


async def update_saved(
    session: Session, *, actor: Actor, trigger_id: int, name: str, trigger: object
) -> SavedTrigger:
    """Change it, for all scenarios that begin by it. Raises as `create_saved`, and NotFoundError."""
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    await get_saved(connection, workspace_id=workspace_id, trigger_id=trigger_id)
    await _check(connection, workspace_id, trigger)
    if await repository_saved.has_name(connection, workspace_id=workspace_id, name=name, but=trigger_id):
        raise errors.trigger_exists(name)
    await repository_saved.update_saved(
        connection,
        workspace_id=workspace_id,
        trigger_id=trigger_id,
        name=name,
        trigger=msgspec.json.encode(trigger),
    )
    await _note(session, actor, "trigger.updated", name, trigger_id)
    return await get_saved(connection, workspace_id=workspace_id, trigger_id=trigger_id)


async def delete_saved(session: Session, *, actor: Actor, trigger_id: int) -> None:
    """Delete a trigger that starts nothing. Raises NotFoundError, ConflictError with what begins by it."""
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    saved = await get_saved(connection, workspace_id=workspace_id, trigger_id=trigger_id)
    started = await repository_saved.list_started(connection, workspace_id=workspace_id)
    if trigger_id in started:
        raise errors.trigger_in_use(", ".join(name for _, name, _ in started[trigger_id]))
    await repository_saved.delete_saved(connection, workspace_id=workspace_id, trigger_id=trigger_id)
    await _note(session, actor, "trigger.deleted", saved.name, trigger_id)


async def _check(connection: Connection, workspace_id: int, trigger: object) -> None:
    reading = Reading(await load_names(connection, workspace_id=workspace_id))
    if isinstance(trigger, dict) and any(kind in trigger for kind in _NOT_SAVED):
        message = "what is saved is an event, a segment, a call or something that a browser measures"
        reading.fault(AT, FaultCode.NOT_HERE, message)
    else:
        read_trigger(trigger, AT, reading)
    if reading.faults:
        raise GraphError(reading.faults)


async def _note(session: Session, actor: Actor, action: str, name: str, trigger_id: int) -> None:
    await workspaces.record_audit(
        session, actor=actor, action=action, target=name, details={"id": trigger_id}
    )
