"""Notices hold words of visitors while their jobs are kept: they go with the person, or the workspace."""

from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased
from otklik.push import repository_jobs
from otklik.workspaces.contracts import DeletedWorkspace


async def erase_from_push(engines: Engines, erased: Erased) -> dict[str, int]:
    """Delete notices about him; how many are being sent just now. Safe to repeat."""
    async with engines.postgres.connection() as connection:
        left = await repository_jobs.delete_notices(
            connection, workspace_id=erased.workspace_id, homes=erased.members
        )
    return {"push_notices": left}


async def erase_workspace_push(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """Delete every notice of a workspace; how many are being sent just now. Safe to repeat."""
    async with engines.postgres.connection() as connection:
        left = await repository_jobs.delete_notices(connection, workspace_id=deleted.id, homes=None)
    return {"push_notices": left}
