"""Teams and rules as other rooms and routes use them."""

from otklik.infra.postgres import Connection
from otklik.routing import repository
from otklik.routing.contracts import Team
from otklik.routing.repository import list_team_ids, list_team_names
from otklik.routing.standing import set_away

__all__ = ["list_team_ids", "list_team_names", "list_teams", "set_away"]


async def list_teams(connection: Connection, *, workspace_id: int) -> list[Team]:
    """Teams with those members who may answer, in their order."""
    config = await repository.read_config(connection, workspace_id=workspace_id)
    return list(config.teams.values())
