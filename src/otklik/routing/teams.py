"""Teams: made, changed, deleted; what follows for conversations follows in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.inbox import deciding, keeping
from otklik.inbox import repository as inbox_repository
from otklik.inbox.contracts import SYSTEM
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection, driver_connection
from otklik.routing import errors, giving, repository, repository_queue, timing
from otklik.routing.contracts import Config, Team, TeamMember
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

MAX_TEAMS: Final = 100
_INNER: Final = frozenset({"id", "members"})


async def create_team(session: Session, *, actor: Actor, team: Team) -> Team:
    """Make a team behind the others. Raises ConflictError."""
    connection = await driver_connection(session)
    await _hold(connection, actor)
    config = await repository.read_config(connection, workspace_id=actor.workspace_id)
    if len(config.teams) >= MAX_TEAMS:
        raise errors.many_teams(MAX_TEAMS)
    await _check_name(connection, actor, team)
    team_id = await repository.insert_team(connection, workspace_id=actor.workspace_id, team=team)
    await record_audit(
        session, actor=actor, action="team.created", target=team.name, details={"team": str(team_id)}
    )
    return await _get(connection, actor, team_id)


async def update_team(
    session: Session, bus: Bus, *, actor: Actor, team_id: int, changes: dict[str, object]
) -> Team:
    """Change what is named, `position` moves it among the others. Raises NotFoundError, ConflictError."""
    connection = await driver_connection(session)
    await _hold(connection, actor)
    before = await _get(connection, actor, team_id)
    wanted = {name: value for name, value in changes.items() if name != "position"}
    after = msgspec.convert({**_plain(before), **wanted, "id": team_id}, Team)
    await _check_name(connection, actor, after)
    await repository.update_team(connection, workspace_id=actor.workspace_id, team=after)
    if isinstance(position := changes.get("position"), int):
        await _move(connection, actor, team_id, position)
    changed = {name: value for name, value in wanted.items() if _plain(before)[name] != value}
    if changed:
        await record_audit(
            session,
            actor=actor,
            action="team.updated",
            target=after.name,
            details=msgspec.to_builtins(changed),
        )
        await apply(connection, bus, workspace_id=actor.workspace_id)
    return await _get(connection, actor, team_id)


async def set_members(
    session: Session, bus: Bus, *, actor: Actor, team_id: int, members: Sequence[TeamMember]
) -> Team:
    """Let exactly these belong to the team. Raises NotFoundError, InvalidError."""
    connection = await driver_connection(session)
    await _hold(connection, actor)
    before = await _get(connection, actor, team_id)
    chosen = list({each.member_id: each for each in members}.values())
    able = await repository.list_able(connection, workspace_id=actor.workspace_id)
    if not {each.member_id for each in chosen} <= able:
        raise errors.not_able_member()
    await repository.set_members(connection, workspace_id=actor.workspace_id, team_id=team_id, members=chosen)
    after = await _get(connection, actor, team_id)
    if _seats(before) != _seats(after):
        await record_audit(
            session,
            actor=actor,
            action="team.members_changed",
            target=after.name,
            details={"members": [str(each.member_id) for each in after.members]},
        )
        await apply(connection, bus, workspace_id=actor.workspace_id)
    return after


async def delete_team(session: Session, bus: Bus, *, actor: Actor, team_id: int) -> None:
    """Delete a team: its open conversations are no team's, closed ones keep it. Raises NotFoundError."""
    connection = await driver_connection(session)
    await _hold(connection, actor)
    before = await _get(connection, actor, team_id)
    workspace_id = actor.workspace_id
    await repository.delete_team(connection, workspace_id=workspace_id, team_id=team_id)
    await repository.forget_default(connection, workspace_id=workspace_id, team_id=team_id)
    config = await repository.read_config(connection, workspace_id=workspace_id)
    await _leave(connection, bus, config, team_id=team_id, workspace_id=workspace_id, at=keeping.now())
    await record_audit(
        session, actor=actor, action="team.deleted", target=before.name, details={"team": str(team_id)}
    )


async def _leave(
    connection: Connection, bus: Bus, config: Config, *, team_id: int, workspace_id: int, at: datetime
) -> None:
    for row in await repository_queue.list_open_of_team(
        connection, workspace_id=workspace_id, team_id=team_id
    ):
        seq = await inbox_repository.take_numbers(connection, workspace_id=workspace_id)
        moved = deciding.move_to_team(row, team=None, name="", members=(), author=SYSTEM)
        await giving.put(bus, connection, config, row, moved, seq=seq, at=at)


async def apply(connection: Connection, bus: Bus, *, workspace_id: int) -> None:
    """Let what was set hold for what is open: its times are reckoned anew, and who has room is given more."""
    config = await repository.read_config(connection, workspace_id=workspace_id)
    rows = await repository_queue.list_timed(connection, workspace_id=workspace_id)
    due = [(row.id, timing.silent_at(config, row)) for row in rows]
    await repository_queue.write_due(connection, workspace_id=workspace_id, due=due)
    await giving.drain(bus, connection, config, workspace_id=workspace_id, at=keeping.now())


async def _hold(connection: Connection, actor: Actor) -> None:
    """First of all, as every writer: who changes teams changes who gets what."""
    await inbox_repository.hold_numbers(connection, workspace_id=actor.workspace_id)


async def _get(connection: Connection, actor: Actor, team_id: int) -> Team:
    config = await repository.read_config(connection, workspace_id=actor.workspace_id)
    found = config.find_team(team_id)
    if found is None:
        raise errors.no_team()
    return found


async def _check_name(connection: Connection, actor: Actor, team: Team) -> None:
    if await repository.is_name_taken(
        connection, workspace_id=actor.workspace_id, name=team.name, but=team.id
    ):
        raise errors.team_name_taken()


async def _move(connection: Connection, actor: Actor, team_id: int, position: int) -> None:
    config = await repository.read_config(connection, workspace_id=actor.workspace_id)
    ids = [each for each in config.teams if each != team_id]
    ids.insert(position, team_id)
    await repository.order_teams(connection, workspace_id=actor.workspace_id, team_ids=ids)


def _plain(team: Team) -> dict[str, object]:
    return {name: value for name, value in msgspec.structs.asdict(team).items() if name not in _INNER}


def _seats(team: Team) -> list[tuple[int, int | None]]:
    return [(each.member_id, each.limit) for each in team.members]
