"""Folders of saved replies: the team's."""

from typing import Final

from otklik.desk import errors, repository_replies
from otklik.desk.repository_replies import FolderRow
from otklik.desk.schemas_replies import ReplyFolderBody, ReplyFolderPatch
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection

MAX_FOLDERS: Final = 200
_FOLDERS: Final = "saved_reply_folders"


async def list_folders(engines: Engines, *, workspace_id: int) -> list[FolderRow]:
    """Every folder, in its order."""
    async with engines.postgres.connection() as connection:
        return await repository_replies.list_folders(connection, workspace_id=workspace_id)


async def create_folder(engines: Engines, *, workspace_id: int, body: ReplyFolderBody) -> FolderRow:
    """Make a folder. Raises ConflictError for a name in use, or too many."""
    async with engines.postgres.connection() as connection:
        await repository_replies.lock(connection, workspace_id=workspace_id)
        known = await repository_replies.list_folders(connection, workspace_id=workspace_id)
        if len(known) >= MAX_FOLDERS:
            raise errors.too_many_replies(MAX_FOLDERS)
        await _check_name(connection, workspace_id, body.name)
        values = {"name": body.name, "position": body.position}
        made = await repository_replies.insert(
            connection, workspace_id=workspace_id, table=_FOLDERS, values=values
        )
    return FolderRow(made, body.name, body.position)


async def update_folder(
    engines: Engines, *, workspace_id: int, folder_id: int, patch: ReplyFolderPatch
) -> FolderRow:
    """Rename or move a folder. Raises NotFoundError, ConflictError."""
    values = {name: value for name, value in patch.model_dump().items() if value is not None}
    async with engines.postgres.connection() as connection:
        await repository_replies.lock(connection, workspace_id=workspace_id)
        if patch.name is not None:
            await _check_name(connection, workspace_id, patch.name, but=folder_id)
        if values:
            await repository_replies.update(
                connection, workspace_id=workspace_id, table=_FOLDERS, row_id=folder_id, values=values
            )
        folders = await repository_replies.list_folders(connection, workspace_id=workspace_id)
    found = next((folder for folder in folders if folder.id == folder_id), None)
    if found is None:
        raise errors.no_reply_folder()
    return found


async def delete_folder(engines: Engines, *, workspace_id: int, folder_id: int) -> None:
    """Delete a folder; its replies stay, in none. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        if not await repository_replies.delete(
            connection, workspace_id=workspace_id, table=_FOLDERS, row_id=folder_id
        ):
            raise errors.no_reply_folder()


async def _check_name(connection: Connection, workspace_id: int, name: str, *, but: int = 0) -> None:
    if await repository_replies.has_folder(connection, workspace_id=workspace_id, name=name, but=but):
        raise errors.reply_folder_exists(name)
