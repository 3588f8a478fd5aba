"""History imports: asked for through the API or the command line, run by the worker or in place."""

import asyncio
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from otklik.infra.blobs import BlobNotFoundError, Blobs
from otklik.infra.engines import Engines
from otklik.intake import repository, repository_running
from otklik.intake.imports_formats import (
    TABLE_FORMATS,
    Line,
    format_names,
    headings,
    read_rows,
    unknown_format,
)
from otklik.intake.imports_mapping import ImportMapping, RowError, guess_mapping
from otklik.intake.imports_run import (
    Importer,
    Portion,
    Progress,
    append_portion,
    first_lines,
    next_portion,
    run_import,
)
from otklik.intake.repository import ImportRow, Session
from otklik.kit.errors import ConflictError, InvalidError, NotFoundError

PREVIEW_LINES: Final = 20
POLL_S: Final = 1.0
_LISTED_ERRORS: Final = 200
_UPLOADS: Final = "imports"


class Preview(msgspec.Struct, frozen=True):
    """The beginning of a file as it would be imported."""

    format: str
    columns: list[str]
    rows: list[list[str]]
    mapping: ImportMapping | None
    items: list[str]
    errors: list[tuple[int, str, str]]


async def create_import(
    session: Session,
    *,
    workspace_id: int,
    name: str,
    file_format: str,
    blob: str,
    mapping: ImportMapping | None,
    consent_source: str,
    author: str,
) -> ImportRow:
    """Keep an import for the worker. Raises InvalidError for an unknown format or a table without mapping."""
    _check_format(file_format, mapping)
    fields = {
        "name": name,
        "format": file_format,
        "blob": blob,
        "consent_source": consent_source,
        "status": "pending",
        "created_by": author,
    }
    return await repository.create_import(
        session, workspace_id=workspace_id, fields=fields, mapping=_mapping_json(mapping)
    )


async def get_import(
    session: Session, *, workspace_id: int, import_id: int
) -> tuple[ImportRow, Sequence[tuple[int, str, str]]]:
    """The import and its first refused lines. Raises NotFoundError."""
    row = await repository.find_import(session, workspace_id=workspace_id, import_id=import_id)
    if row is None:
        raise _no_import()
    errors = await repository.list_import_errors(
        session, workspace_id=workspace_id, import_id=import_id, limit=_LISTED_ERRORS
    )
    return row, errors


async def list_imports(
    session: Session, *, workspace_id: int, limit: int, before_id: int | None
) -> Sequence[ImportRow]:
    """Imports of the workspace, newest first."""
    return await repository.list_imports(session, workspace_id=workspace_id, limit=limit, before_id=before_id)


async def cancel_import(session: Session, *, workspace_id: int, import_id: int) -> ImportRow:
    """Stop an import after its present portion; what was handed over stays.

    Raises NotFoundError, ConflictError when it is finished.
    """
    if not await repository.cancel_import(session, workspace_id=workspace_id, import_id=import_id):
        if await repository.find_import(session, workspace_id=workspace_id, import_id=import_id) is None:
            raise _no_import()
        raise ConflictError("import_finished", "The import is finished already")
    row, _ = await get_import(session, workspace_id=workspace_id, import_id=import_id)
    return row


def new_blob_key(workspace_id: int) -> str:
    """A place for an uploaded file."""
    return f"{_UPLOADS}/{workspace_id}/{uuid.uuid4().hex}"


async def sweep_uploads(engines: Engines, *, suspects: set[str]) -> set[str]:
    """Delete uploads that no import waits for; the suspects of the next round.

    Such are left by an import that was cancelled before its turn and by a process that died after an upload.
    One is only deleted when it was a `suspect` of the round before: its import may be written just now.
    """
    found = {key async for key in engines.blobs.list(_UPLOADS)}
    async with engines.postgres.session() as session:
        orphans = found - await repository_running.list_needed_blobs(session)
    for key in orphans & suspects:
        await engines.blobs.delete(key)
    return orphans - suspects


def preview_file(path: Path, file_format: str, mapping: ImportMapping | None) -> Preview:
    """Show the first lines of a file, with a guessed mapping when none is given. Raises InvalidError."""
    if file_format not in TABLE_FORMATS:
        _check_format(file_format, None)
        return _preview(file_format, [], [], None, first_lines(path, file_format, None, PREVIEW_LINES))
    columns = headings(path, file_format)
    if not any(columns):
        raise InvalidError("empty_table", "The file has no headings")
    chosen = mapping or guess_mapping(columns)
    rows: list[list[str]] = []
    for _, row in read_rows(path, file_format):
        if not isinstance(row, RowError):
            rows.append(["" if row.get(name) is None else str(row[name])[:200] for name in columns])
        if len(rows) >= PREVIEW_LINES:
            break
    return _preview(file_format, columns, rows, chosen, first_lines(path, file_format, chosen, PREVIEW_LINES))


def _preview(
    file_format: str,
    columns: list[str],
    rows: list[list[str]],
    mapping: ImportMapping | None,
    portion: Portion,
) -> Preview:
    items = [item.raw.decode("utf-8", "replace") for item in portion.items]
    return Preview(file_format, columns, rows, mapping, items, portion.errors)


async def import_file(
    importer: Importer,
    path: Path,
    *,
    workspace_id: int,
    file_format: str,
    name: str = "",
    mapping: ImportMapping | None = None,
    author: str = "command line",
    progress: Progress | None = None,
) -> ImportRow:
    """Import a local file in this process; an unfinished import of the same name goes on from its place.

    Returns the finished import. Raises InvalidError for an unknown format or a table without mapping.
    """
    named = name or path.name
    async with importer.engines.postgres.session() as session:
        row = await repository.find_unfinished(session, workspace_id=workspace_id, name=named)
        row = row or await create_import(
            session,
            workspace_id=workspace_id,
            name=named,
            file_format=file_format,
            blob="",
            mapping=mapping,
            consent_source="",
            author=author,
        )
    await run_import(importer, row, path, progress=progress)
    async with importer.engines.postgres.session() as session:
        row, _ = await get_import(session, workspace_id=workspace_id, import_id=row.id)
    return row


async def import_items(
    importer: Importer,
    items: Iterable[object],
    *,
    workspace_id: int,
    progress: Progress | None = None,
    start: int = 0,
) -> Portion:
    """Hand items made by a program to the log as history; every item must name itself by `messageId`.

    `start` items are passed over (a resumed run). Returns the place and the refused ones.
    """
    encoder = msgspec.json.Encoder(decimal_format="number")
    lines = (Line(number, encoder.encode(item)) for number, item in enumerate(items, 1) if number > start)
    done = Portion(position=start)
    while (portion := await asyncio.to_thread(next_portion, lines, 0)) is not None:
        await append_portion(importer, workspace_id, portion.items)
        done.position = portion.position
        done.errors.extend(portion.errors)
        if progress is not None:
            progress(done.position, len(done.errors))
    return done


async def run_waiting(importer: Importer) -> None:
    """Run imports as they come, one at a time, until cancelled; one worker of all does it."""
    postgres = importer.engines.postgres
    async with postgres.connection() as connection:
        await connection.set_autocommit(True)
        try:
            has_lease = False
            while True:
                has_lease = has_lease or await repository_running.take_lease(connection)
                if not has_lease or not await run_next(importer):
                    await asyncio.sleep(POLL_S)
        finally:
            if not connection.closed:
                await repository_running.give_lease(connection)
                await connection.set_autocommit(False)


async def run_next(importer: Importer) -> bool:
    """Run the import that waits longest, or was left by a worker that died; False when there is none."""
    async with importer.engines.postgres.looking() as connection:
        found = await repository_running.find_waiting(connection)
    if found is None:
        return False
    async with importer.engines.postgres.session() as session:
        row = await repository.find_import(session, workspace_id=found[0], import_id=found[1])
    if row is None:
        return False
    with tempfile.TemporaryDirectory(prefix="otklik-import-") as folder:
        path = Path(folder) / "file"
        try:
            await _fetch(importer.engines.blobs, row.blob, path)
        except BlobNotFoundError:
            await _fail(importer.engines, row, "The uploaded file is gone")
            return True
        await run_import(importer, row, path)
    await importer.engines.blobs.delete(row.blob)
    return True


async def _fail(engines: Engines, row: ImportRow, error: str) -> None:
    keys = {"workspace_id": row.workspace_id, "import_id": row.id}
    async with engines.postgres.session() as session:
        await repository_running.begin(session, **keys, total=None)
        await repository_running.finish(session, **keys, status="failed", error=error)


async def _fetch(blobs: Blobs, key: str, path: Path) -> None:
    with path.open("wb") as file:
        async for chunk in blobs.stream(key):
            file.write(chunk)


async def store_items(engines: Engines, *, workspace_id: int, items: Sequence[object]) -> str:
    """Keep items given as JSON as a file to import; returns its blob key."""
    key = new_blob_key(workspace_id)

    async def pieces() -> AsyncIterator[bytes]:
        for item in items:
            yield msgspec.json.encode(item) + b"\n"

    await engines.blobs.put(key, pieces())
    return key


def _check_format(file_format: str, mapping: ImportMapping | None) -> None:
    if file_format not in format_names():
        raise unknown_format(file_format)
    if file_format in TABLE_FORMATS and mapping is None:
        raise InvalidError("mapping_required", "Say which column is what: `mapping`")


def _mapping_json(mapping: ImportMapping | None) -> str:
    return mapping.model_dump_json() if mapping is not None else "{}"


def _no_import() -> NotFoundError:
    return NotFoundError("import_not_found", "There is no such import")
