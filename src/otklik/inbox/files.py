"""Files that come with messages: stored, tied to their message, served by signed links, erased with the talk.

    stored = await files.store_file(engines, workspace_id=…, owner="operator:7", name=…, data=…, max_bytes=…)
    found = await files.take_files(connection, workspace_id=…, file_ids=[…], owner="operator:7")
    written = await writing.write_part(…, new=NewPart(…, data={"files": found}))
    await files.attach_files(connection, written=written, file_ids=[…])

A file is first loose: its row and its bytes are there, and nobody but its owner may attach it. What is not
attached within a day is swept away. A saved reply holds its files, and lets go of them when it is deleted.
"""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from otklik.inbox import errors, repository_files
from otklik.inbox.files_links import link_file
from otklik.inbox.files_sniffing import clean_name, sniff
from otklik.inbox.repository_files import FileRow
from otklik.inbox.writing import Written
from otklik.infra.blobs import BlobNotFoundError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.workspaces.contracts import DeletedWorkspace

MAX_BYTES: Final = 2_097_152
"""As long as the settings say nothing else."""
LARGEST: Final = 20 * 1024 * 1024
"""What the settings may say at most."""
MAX_FILES: Final = 10
"""Of one message."""
SWEEP_JOB: Final = "inbox.sweep_files"
_LOOSE_S: Final = 86_400.0
_PORTION: Final = 500


async def store_file(
    engines: Engines,
    *,
    workspace_id: int,
    name: str,
    data: bytes,
    owner: str,
    max_bytes: int = MAX_BYTES,
) -> FileRow:
    """Keep a file that `owner` (`device:12`, `operator:7`) brings.

    The row is written first: bytes without a row would lie there for ever. Raises TooLargeError, InvalidError
    for an empty one.
    """
    if len(data) > max_bytes:
        raise errors.large_file(max_bytes)
    if not data:
        raise errors.empty_file()
    found = sniff(data)
    file = FileRow(
        id=0,
        blob=f"inbox/{workspace_id}/{uuid.uuid4().hex}",
        name=clean_name(name),
        size=len(data),
        type=found.type,
        width=found.width,
        height=found.height,
        owner=owner,
    )
    async with engines.postgres.connection() as connection:
        file = await repository_files.insert_file(connection, workspace_id=workspace_id, file=file)
    await engines.blobs.put(file.blob, data)
    return file


async def copy_files(
    engines: Engines, *, workspace_id: int, file_ids: Sequence[int], owner: str
) -> list[FileRow]:
    """Loose files with the same bytes: a saved reply's for a message, a message's for a reply.

    Raises NotFoundError.
    """
    made = []
    for file_id in file_ids:
        file, data = await open_file(engines, workspace_id=workspace_id, file_id=file_id)
        copy = replace(file, blob=f"inbox/{workspace_id}/{uuid.uuid4().hex}", owner=owner, is_kept=False)
        async with engines.postgres.connection() as connection:
            copy = await repository_files.insert_file(connection, workspace_id=workspace_id, file=copy)
        await engines.blobs.put(copy.blob, data)
        made.append(copy)
    return made


async def take_files(
    connection: Connection, *, workspace_id: int, file_ids: Sequence[int], owner: str
) -> list[dict[str, Any]]:
    """The files of a message that is going to be written, as its data tells them, in the order given.

    Raises InvalidError for a file that is not his, or too many.
    """
    if len(file_ids) > MAX_FILES:
        raise errors.many_files(MAX_FILES)
    if not file_ids:
        return []
    rows = await repository_files.list_files(connection, workspace_id=workspace_id, file_ids=file_ids)
    known = {row.id: row for row in rows if row.owner == owner and not row.is_kept}
    if any(file_id not in known for file_id in file_ids):
        raise errors.unknown_file()
    return [known[file_id].as_data() for file_id in dict.fromkeys(file_ids)]


async def attach_files(connection: Connection, *, written: Written, file_ids: Sequence[int]) -> None:
    """Tie the files to the message just written; a repeat has them already.

    Raises InvalidError when one of them is tied to another message.
    """
    wanted = list(dict.fromkeys(file_ids))
    if written.is_repeat or not wanted:
        return
    tied = await repository_files.attach_files(
        connection,
        workspace_id=written.conversation.workspace_id,
        file_ids=wanted,
        conversation_id=written.conversation.id,
        part_id=written.part.id,
    )
    if tied < len(wanted):
        raise errors.unknown_file()


def show_file(secrets: Secrets, *, workspace_id: int, file: FileRow) -> dict[str, Any]:
    """A file as clients get it, with its link."""
    return {**file.as_data(), "url": link_file(secrets, workspace_id=workspace_id, file_id=file.id)}


async def open_file(engines: Engines, *, workspace_id: int, file_id: int) -> tuple[FileRow, bytes]:
    """A file and its bytes. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        found = await repository_files.list_files(connection, workspace_id=workspace_id, file_ids=[file_id])
    if not found:
        raise errors.no_file()
    try:
        return found[0], await engines.blobs.get(found[0].blob)
    except BlobNotFoundError:
        raise errors.no_file() from None


async def erase_files(
    engines: Engines, *, workspace_id: int, conversation_ids: Sequence[int], owners: Sequence[str]
) -> None:
    """Delete the files of conversations, and what `owners` brought and did not send. Safe to repeat."""
    async with engines.postgres.connection() as connection:
        found = await repository_files.list_blobs_of(
            connection, workspace_id=workspace_id, conversation_ids=conversation_ids, owners=owners
        )
    await _delete(engines, workspace_id, found)


async def erase_workspace_files(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """The part of a workspace's deletion that lies in the blobs. Safe to repeat."""
    async with engines.postgres.connection() as connection:
        found = await repository_files.list_blobs(connection, workspace_id=deleted.id)
    await _delete(engines, deleted.id, found)
    async with engines.postgres.connection() as connection:
        left = await repository_files.list_blobs(connection, workspace_id=deleted.id)
    return {"files": len(left)}


async def sweep_files(engines: Engines, *, older_s: float = _LOOSE_S) -> None:
    """Delete what nobody attached within a day; who attaches it meanwhile waits, and is told it is gone."""
    async with engines.postgres.connection() as connection:
        found = await repository_files.list_loose(connection, older_s=older_s, limit=_PORTION)
        for workspace_id, file_id, blob in found:
            await engines.blobs.delete(blob)
            await repository_files.delete_files(connection, workspace_id=workspace_id, file_ids=[file_id])


async def _delete(engines: Engines, workspace_id: int, found: Sequence[tuple[int, str]]) -> None:
    """Bytes first: a row without bytes is found again, bytes without a row are not."""
    for _, blob in found:
        await engines.blobs.delete(blob)
    if found:
        async with engines.postgres.connection() as connection:
            await repository_files.delete_files(
                connection, workspace_id=workspace_id, file_ids=[file_id for file_id, _ in found]
            )


def register_jobs(engines: Engines) -> None:
    """Say what the room's jobs do, once a worker process."""

    async def sweep() -> None:
        await sweep_files(engines)

    engines.jobs.register_periodic(SWEEP_JOB, sweep, cron="41 * * * *")
