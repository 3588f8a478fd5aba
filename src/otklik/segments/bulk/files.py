"""Files that exports leave in the store: a blob a portion, so that a killed worker goes on where it was."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from otklik.events.csv_export import write_lines
from otklik.infra.engines import Engines
from otklik.segments.bulk.actions import Outcome
from otklik.segments.bulk.repository import ActionRow
from otklik.segments.exports import service as exports
from otklik.segments.exports.service import ExportSpec

FOLDER: Final = "exports"


def folder_of(workspace_id: int) -> str:
    """Where the files of a workspace lie."""
    return f"{FOLDER}/{workspace_id}"


def key_of(workspace_id: int, action_id: int, portion: int) -> str:
    """The blob of a portion."""
    return f"{folder_of(workspace_id)}/{action_id}/{portion:08}"


async def write_portion(
    engines: Engines, *, action: ActionRow, spec: ExportSpec, portion: int, people: Sequence[int]
) -> Outcome:
    """Write a portion's lines; written again, it takes the place of what was written before."""
    needs_consent = await exports.needs_consent(engines, workspace_id=action.workspace_id)
    lines, tally = await exports.make_portion(
        engines,
        workspace_id=action.workspace_id,
        people_ids=people,
        spec=spec,
        needs_consent=needs_consent,
    )
    text = write_lines(lines)
    await engines.blobs.put(key_of(action.workspace_id, action.id, portion), text.encode())
    return Outcome(tally=tally)


async def stream_file(engines: Engines, *, action: ActionRow, spec: ExportSpec) -> AsyncIterator[bytes]:
    """The whole file of a finished export. Raises BlobNotFoundError when it is gone."""
    yield exports.begin_file(spec).encode()
    for portion in range(1, action.portion + 1):
        async for chunk in engines.blobs.stream(key_of(action.workspace_id, action.id, portion)):
            yield chunk


async def delete_file(engines: Engines, *, workspace_id: int, action_id: int, portions: int) -> None:
    """Delete the blobs of an export; one more than are done, for a worker may have died before telling."""
    for portion in range(1, portions + 2):
        await engines.blobs.delete(key_of(workspace_id, action_id, portion))


async def delete_files(engines: Engines, *, workspace_id: int) -> int:
    """Delete all files of a workspace; how many there were."""
    keys = [key async for key in engines.blobs.list(folder_of(workspace_id))]
    for key in keys:
        await engines.blobs.delete(key)
    return len(keys)
