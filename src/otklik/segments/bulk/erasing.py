"""The part of an erasure, and of a workspace's deletion, that bulk actions hold: frozen sets and files."""

from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased
from otklik.segments.bulk import files, repository, repository_running
from otklik.segments.exports.service import ExportSpec
from otklik.workspaces.contracts import DeletedWorkspace


async def erase_from_bulk(engines: Engines, erased: Erased) -> dict[str, int]:
    """Write files anew without them, take them out of the sets that are kept; how many still name them."""
    workspace_id, people = erased.workspace_id, erased.members
    async with engines.postgres.connection() as connection:
        written = await repository_running.list_written(connection, workspace_id=workspace_id, people=people)
    for action_id, portion in written:
        await _write_anew(engines, workspace_id, action_id, portion)
    async with engines.postgres.connection() as connection:
        await repository_running.remove_people(connection, workspace_id=workspace_id, people=people)
        left = await repository_running.count_people(connection, workspace_id=workspace_id, people=people)
    return {"bulk_action_people": left}


async def _write_anew(engines: Engines, workspace_id: int, action_id: int, number: int) -> None:
    """Whoever is being erased is left out of every file."""
    async with engines.postgres.connection() as connection:
        action = await repository.find_action(connection, workspace_id=workspace_id, action_id=action_id)
        portion = await repository.find_portion(
            connection, workspace_id=workspace_id, action_id=action_id, number=number
        )
    if action is not None and portion is not None and isinstance(action.options, ExportSpec):
        await files.write_portion(
            engines, action=action, spec=action.options, portion=number, people=portion.members
        )


async def erase_workspace_files(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """Delete the files of a workspace; how many there were: the next round finds none. Safe to repeat."""
    return {"files": await files.delete_files(engines, workspace_id=deleted.id)}
