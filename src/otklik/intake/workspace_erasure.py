"""The part of a workspace's deletion that the intake holds: the log, rows on their way, uploads.

Rows of the log that the pipeline is not past yet, and batches on their way to ClickHouse, are waited for.
"""

from otklik.infra.engines import Engines
from otklik.intake import repository_workspace
from otklik.intake.log_erasure import erase_from_log
from otklik.workspaces.contracts import DeletedWorkspace


async def erase_workspace_intake(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """Delete what can be deleted now; what is left in each store, zero at the end. Safe to repeat."""
    await _delete_uploads(engines, deleted.id)
    async with engines.postgres.connection() as connection:
        on_their_way = await repository_workspace.count_prepared(connection, until=deleted.until)
    ahead = await erase_from_log(
        engines, workspace_id=deleted.id, before=deleted.until, is_erased=lambda *_: True
    )
    return {"log": ahead, "prepared": on_their_way}


async def _delete_uploads(engines: Engines, workspace_id: int) -> None:
    async with engines.postgres.connection() as connection:
        files = await repository_workspace.stop_imports(connection, workspace_id=workspace_id)
    for key in files:
        await engines.blobs.delete(key)
