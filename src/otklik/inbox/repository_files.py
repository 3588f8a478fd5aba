"""Files of conversations, in PostgreSQL; their bytes lie in the blobs."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection

_COLUMNS: Final = "id, blob, name, size, type, width, height, owner, conversation_id, is_kept"


class FileRow(msgspec.Struct, frozen=True):
    """A file as it is kept. `owner`: who may attach it, `device:12` or `operator:7`.

    `is_kept`: a saved reply holds it; it is neither swept nor attached itself.
    """

    id: int
    blob: str
    name: str
    size: int
    type: str
    width: int
    height: int
    owner: str
    conversation_id: int | None = None
    is_kept: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it may be shown as a picture."""
        return self.width > 0

    def as_data(self) -> dict[str, Any]:
        """The file as a part's data tells it."""
        shown = {name: getattr(self, name) for name in ("id", "name", "size", "type", "width", "height")}
        return {**shown, "is_picture": self.is_picture}


async def insert_file(connection: Connection, *, workspace_id: int, file: FileRow) -> FileRow:
    """Make the row of a file; it with its id."""
    cursor = await connection.execute(
        """
        INSERT INTO conversation_files (workspace_id, blob, name, size, type, width, height, owner)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
        """,
        (workspace_id, file.blob, file.name, file.size, file.type, file.width, file.height, file.owner),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return msgspec.structs.replace(file, id=int(row[0]))


async def list_files(connection: Connection, *, workspace_id: int, file_ids: Sequence[int]) -> list[FileRow]:
    """Those of the ids, by id."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM conversation_files "  # noqa: S608 - our own names
        "WHERE workspace_id = %s AND id = ANY(%s) ORDER BY id",
        (workspace_id, list(file_ids)),
    )
    return [FileRow(*row) for row in await cursor.fetchall()]


async def attach_files(
    connection: Connection, *, workspace_id: int, file_ids: Sequence[int], conversation_id: int, part_id: int
) -> int:
    """Tie files to the message that brings them; how many were free to be tied."""
    cursor = await connection.execute(
        """
        UPDATE conversation_files SET conversation_id = %s, part_id = %s
        WHERE workspace_id = %s AND id = ANY(%s) AND conversation_id IS NULL AND NOT is_kept
        """,
        (conversation_id, part_id, workspace_id, list(file_ids)),
    )
    return cursor.rowcount


async def move_files(
    connection: Connection, *, workspace_id: int, part_ids: Sequence[int], conversation_id: int
) -> None:
    """Let files go with their messages into another conversation."""
    await connection.execute(
        "UPDATE conversation_files SET conversation_id = %s WHERE workspace_id = %s AND part_id = ANY(%s)",
        (conversation_id, workspace_id, list(part_ids)),
    )


async def loosen_files(connection: Connection, *, workspace_id: int, part_id: int) -> None:
    """Let go of the files of a message that was taken back: they are swept with the next sweep."""
    await connection.execute(
        "UPDATE conversation_files SET conversation_id = NULL, part_id = NULL, created_at = to_timestamp(0) "
        "WHERE workspace_id = %s AND part_id = %s",
        (workspace_id, part_id),
    )


async def hold_files(
    connection: Connection, *, workspace_id: int, file_ids: Sequence[int], owner: str
) -> int:
    """Keep loose files of `owner` for a saved reply; how many there were."""
    cursor = await connection.execute(
        """
        UPDATE conversation_files SET is_kept = true
        WHERE workspace_id = %s AND id = ANY(%s) AND owner = %s AND conversation_id IS NULL AND NOT is_kept
        """,
        (workspace_id, list(file_ids), owner),
    )
    return cursor.rowcount


async def release_files(
    connection: Connection, *, workspace_id: int, file_ids: Sequence[int], owner: str
) -> None:
    """Let go of a saved reply's files: for a day they are loose ones of `owner`, then they are swept."""
    await connection.execute(
        "UPDATE conversation_files SET is_kept = false, owner = %s, created_at = now() "
        "WHERE workspace_id = %s AND id = ANY(%s) AND is_kept",
        (owner, workspace_id, list(file_ids)),
    )


async def list_blobs_of(
    connection: Connection, *, workspace_id: int, conversation_ids: Sequence[int], owners: Sequence[str]
) -> list[tuple[int, str]]:
    """(file, key of its blob) of conversations, and of files that `owners` brought and attached nowhere."""
    cursor = await connection.execute(
        """
        SELECT id, blob FROM conversation_files
        WHERE workspace_id = %s
            AND (conversation_id = ANY(%s) OR (conversation_id IS NULL AND owner = ANY(%s)))
        """,
        (workspace_id, list(conversation_ids), list(owners)),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def list_loose(  # all workspaces: the sweep
    connection: Connection, *, older_s: float, limit: int
) -> list[tuple[int, int, str]]:
    """(workspace, file, key of its blob) of files that nobody attached in that time; held till the end."""
    cursor = await connection.execute(
        """
        SELECT workspace_id, id, blob FROM conversation_files
        WHERE conversation_id IS NULL AND NOT is_kept AND created_at < now() - make_interval(secs => %s)
        ORDER BY created_at LIMIT %s FOR UPDATE SKIP LOCKED
        """,
        (older_s, limit),
    )
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def list_blobs(connection: Connection, *, workspace_id: int) -> list[tuple[int, str]]:
    """(file, key of its blob) of everything a workspace holds, some thousand at a time."""
    cursor = await connection.execute(
        "SELECT id, blob FROM conversation_files WHERE workspace_id = %s LIMIT 5000", (workspace_id,)
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def delete_files(connection: Connection, *, workspace_id: int, file_ids: Sequence[int]) -> None:
    """Forget files whose blobs are gone."""
    await connection.execute(
        "DELETE FROM conversation_files WHERE workspace_id = %s AND id = ANY(%s)",
        (workspace_id, list(file_ids)),
    )
