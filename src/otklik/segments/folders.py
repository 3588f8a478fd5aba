"""Folders in which segments lie; a segment is in one or in none."""

from collections.abc import Mapping
from typing import Any, Final

from otklik.infra.postgres import driver_connection
from otklik.segments import errors, repository, repository_folders
from otklik.segments.repository_folders import FolderRow
from otklik.workspaces.models import Session

MAX_FOLDERS: Final = 200


async def list_folders(session: Session, *, workspace_id: int) -> list[FolderRow]:
    """Every folder, in the members' order."""
    connection = await driver_connection(session)
    return await repository_folders.list_folders(connection, workspace_id=workspace_id)


async def create_folder(session: Session, *, workspace_id: int, name: str, position: int | None) -> FolderRow:
    """Make a folder, last unless a position is given. Raises ConflictError: such a name, too many."""
    connection = await driver_connection(session)
    await repository.lock_segments(connection, workspace_id=workspace_id)
    folders = await repository_folders.list_folders(connection, workspace_id=workspace_id)
    if len(folders) >= MAX_FOLDERS:
        raise errors.too_many_folders(MAX_FOLDERS)
    await _check_name(connection, workspace_id, name)
    place = position if position is not None else max((each.position for each in folders), default=0) + 1
    folder_id = await repository_folders.insert_folder(
        connection, workspace_id=workspace_id, name=name, position=place
    )
    return FolderRow(folder_id, name, place, 0)


async def update_folder(
    session: Session, *, workspace_id: int, folder_id: int, values: Mapping[str, Any]
) -> FolderRow:
    """Rename or move a folder. Raises NotFoundError, ConflictError."""
    connection = await driver_connection(session)
    await repository.lock_segments(connection, workspace_id=workspace_id)
    if "name" in values:
        await _check_name(connection, workspace_id, values["name"], but=folder_id)
    if values and not await repository_folders.update_folder(
        connection, workspace_id=workspace_id, folder_id=folder_id, values=values
    ):
        raise errors.no_folder()
    folders = await repository_folders.list_folders(connection, workspace_id=workspace_id)
    found = next((folder for folder in folders if folder.id == folder_id), None)
    if found is None:
        raise errors.no_folder()
    return found


async def delete_folder(session: Session, *, workspace_id: int, folder_id: int) -> None:
    """Delete a folder; its segments stay, in none. Raises NotFoundError."""
    connection = await driver_connection(session)
    if not await repository_folders.delete_folder(connection, workspace_id=workspace_id, folder_id=folder_id):
        raise errors.no_folder()


async def _check_name(
    connection: repository.Connection, workspace_id: int, name: str, *, but: int = 0
) -> None:
    if await repository_folders.has_folder_named(connection, workspace_id=workspace_id, name=name, but=but):
        raise errors.folder_exists(name)
