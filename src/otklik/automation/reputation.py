"""Pauses a scenario whose letters bounce or annoy: what is held already people must see, and may resume."""

from otklik.automation import scenarios
from otklik.infra.engines import Engines
from otklik.kit.errors import ConflictError, NotFoundError
from otklik.workspaces.roles import system_actor


async def pause_for_reputation(engines: Engines, workspace_id: int, scenario_id: int) -> None:
    """Mark it paused, journalled as the program's own doing; one that does not run stays as it is."""
    actor = system_actor(workspace_id=workspace_id)
    try:
        async with engines.postgres.session() as session:
            await scenarios.pause(session, actor=actor, scenario_id=scenario_id)
    except (ConflictError, NotFoundError):
        return
