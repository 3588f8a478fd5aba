"""Settings of the rules: read, set, journalled."""

import msgspec

from otklik.inbox import repository as inbox_repository
from otklik.infra.bus import Bus
from otklik.infra.postgres import driver_connection
from otklik.routing import errors, repository, teams
from otklik.routing.contracts import RoutingSettings
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit


async def get_settings(session: Session, *, workspace_id: int) -> RoutingSettings:
    """The rules of a workspace; what was never set has its default."""
    connection = await driver_connection(session)
    config = await repository.read_config(connection, workspace_id=workspace_id)
    return config.settings


async def set_settings(session: Session, bus: Bus, *, actor: Actor, new: RoutingSettings) -> RoutingSettings:
    """Set all of them. Raises InvalidError for a team that is not there, for an answer without words."""
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    await inbox_repository.hold_numbers(connection, workspace_id=workspace_id)
    config = await repository.read_config(connection, workspace_id=workspace_id)
    if new.default_team is not None and config.find_team(new.default_team) is None:
        raise errors.unknown_team()
    if new.out_of_hours.is_on and not (new.out_of_hours.text.ru or new.out_of_hours.text.en):
        raise errors.out_of_hours_empty()
    before, after = msgspec.to_builtins(config.settings), msgspec.to_builtins(new)
    await repository.write_settings(connection, workspace_id=workspace_id, settings=after)
    changed = {name: value for name, value in after.items() if before[name] != value}
    if changed:
        await record_audit(session, actor=actor, action="routing.updated", details=changed)
        await teams.apply(connection, bus, workspace_id=workspace_id)
    return new
