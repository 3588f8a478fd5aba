"""Teams and rules as other rooms and routes use them."""

from otklik.infra.postgres import Connection
from otklik.routing import errors, repository
from otklik.routing.contracts import Team
from otklik.routing.repository import list_team_ids, list_team_names
from otklik.routing.standing import set_away

__all__ = ["find_team", "list_team_ids", "list_team_names", "list_teams", "set_away"]


async def list_teams(connection: Connection, *, workspace_id: int) -> list[Team]:
    """Teams with those members who may answer, in their order."""
    config = await repository.read_config(connection, workspace_id=workspace_id)
    return list(config.teams.values())


async def find_team(connection: Connection, *, workspace_id: int, team_id: int | None) -> Team | None:
    """A team, None for none. Raises InvalidError for one that is not there."""
    if team_id is None:
        return None
    config = await repository.read_config(connection, workspace_id=workspace_id)
    found = config.find_team(team_id)
    if found is None:
        raise errors.unknown_team()
    return found
