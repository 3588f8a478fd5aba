"""Runs an import: lines to items, items to the log in portions, with its place kept after each.

A repeat after a crash hands over the same items under the same messageIds, so nothing doubles. Live traffic
goes first: a portion waits while the backlog is more than a quarter of its bound.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import structlog

from otklik.infra.engines import Engines
from otklik.infra.log import IntakeLog, LogBody, LogFullError, LoggedRequest
from otklik.intake import repository_running
from otklik.intake.contracts import Accepted, DoorKind, Refused
from otklik.intake.door_commit import partition_of
from otklik.intake.door_items import check_item
from otklik.intake.imports_formats import Line, estimate_lines, read_lines
from otklik.intake.imports_mapping import ImportMapping
from otklik.intake.repository import ImportRow
from otklik.kit.clock import now_ms
from otklik.kit.errors import AppError, InvalidError

MAX_ITEM_BYTES: Final = 512 * 1024
PORTION_ITEMS: Final = 1_000
PORTION_BYTES: Final = 4_000_000
WAIT_S: Final = 0.2
_SHOWN_DETAIL: Final = 500
_NO_MESSAGE_ID: Final = b'"messageId"'
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Importer:
    """Where items go: the log, its fixed number of partitions and its bound in bytes."""

    engines: Engines
    log: IntakeLog
    partitions: int
    max_bytes: int


@dataclass(slots=True)
class Portion:
    """Some lines of a file, judged: `position` is the last of them."""

    position: int = 0
    items: list[Accepted] = field(default_factory=list)
    errors: list[tuple[int, str, str]] = field(default_factory=list)
    n_bytes: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand it over."""
        return len(self.items) + len(self.errors) >= PORTION_ITEMS or self.n_bytes >= PORTION_BYTES


Progress = Callable[[int, int], None]
"""Told (lines handed over, lines refused) after every portion."""


async def run_import(
    importer: Importer, row: ImportRow, path: Path, *, progress: Progress | None = None
) -> str:
    """Run one import from its place to the end; returns its status: done, failed or cancelled."""
    engines, keys = importer.engines, {"workspace_id": row.workspace_id, "import_id": row.id}
    total = await asyncio.to_thread(estimate_lines, path, row.format)
    async with engines.postgres.session() as session:
        await repository_running.begin(session, **keys, total=total)
    status, error = "done", ""
    try:
        mapping = ImportMapping.model_validate(row.mapping) if row.mapping else None
        lines = _after(read_lines(path, row.format, mapping), row.position)
        if not await _hand_over(importer, row, lines, progress):
            return "cancelled"
    except AppError as failure:
        status, error = "failed", str(failure)[:_SHOWN_DETAIL]
        log.warning("import.failed", **keys, error=error)
    async with engines.postgres.session() as session:
        await repository_running.finish(session, **keys, status=status, error=error)
    return status


async def _hand_over(
    importer: Importer, row: ImportRow, lines: Iterator[Line], progress: Progress | None
) -> bool:
    rejected = row.rejected
    while True:
        portion = await _read_portion(lines, row.id)
        if portion is None:
            return True
        await append_portion(importer, row.workspace_id, portion.items)
        async with importer.engines.postgres.session() as session:
            goes_on = await repository_running.advance(
                session,
                workspace_id=row.workspace_id,
                import_id=row.id,
                position=portion.position,
                errors=portion.errors,
            )
        if not goes_on:
            return False
        rejected += len(portion.errors)
        if progress is not None:
            progress(portion.position, rejected)


async def _read_portion(lines: Iterator[Line], import_id: int) -> Portion | None:
    """The next portion, read aside; a file that breaks its reader fails its own import, not the queue."""
    try:
        return await asyncio.to_thread(next_portion, lines, import_id)
    except AppError:
        raise
    except Exception as error:
        log.exception("import.unreadable", import_id=import_id)
        raise InvalidError(
            "unreadable_file", "The file cannot be read: {detail}", {"detail": repr(error)[:200]}
        ) from error


def next_portion(lines: Iterator[Line], import_id: int) -> Portion | None:
    """Judge lines until there are enough for one append; None at the end."""
    portion = Portion()
    for line in lines:
        _judge(line, import_id, portion)
        if portion.is_full:
            return portion
    return portion if portion.position else None


def _judge(line: Line, import_id: int, portion: Portion) -> None:
    portion.position = line.number
    if line.reason:
        portion.errors.append((line.number, line.reason, line.detail[:_SHOWN_DETAIL]))
        return
    verdict = check_item(_with_message_id(line.raw, import_id, line.number), max_bytes=MAX_ITEM_BYTES)
    if isinstance(verdict, Refused):
        detail = f"{verdict.path} {verdict.detail}".strip()
        portion.errors.append((line.number, verdict.reason, detail[:_SHOWN_DETAIL]))
        return
    portion.items.append(verdict)
    portion.n_bytes += len(verdict.raw)


def _with_message_id(raw: bytes, import_id: int, line: int) -> bytes:
    """An item that names itself keeps its messageId; the others are named after their place."""
    if _NO_MESSAGE_ID in raw or not raw.endswith(b"}") or raw[1:-1].strip() == b"":
        return raw
    return raw[:-1] + f',"messageId":"import-{import_id}-{line}"}}'.encode()


def _after(lines: Iterator[Line], position: int) -> Iterator[Line]:
    return (line for line in lines if line.number > position)


async def append_portion(importer: Importer, workspace_id: int, items: Sequence[Accepted]) -> None:
    """Append items to the log as history (quiet); waits while the log has no room for it."""
    if not items:
        return
    request = LoggedRequest(workspace_id, 0, DoorKind.IMPORT, "", now_ms(), is_quiet=True)
    entries: dict[int, LogBody] = {}
    for item in items:
        part = partition_of(workspace_id, item.key, importer.partitions)
        body = entries.setdefault(part, LogBody([request], []))
        body.items.append((0, item.raw))
    while True:
        if await importer.log.backlog_bytes() < importer.max_bytes // 4:
            try:
                await importer.log.append(entries)
            except LogFullError:
                log.info("import.waits", workspace_id=workspace_id)
            else:
                return
        await asyncio.sleep(WAIT_S)


def first_lines(path: Path, file_format: str, mapping: ImportMapping | None, limit: int) -> Portion:
    """Judge the first lines of a file without handing them over, for a preview."""
    return next_portion(islice(read_lines(path, file_format, mapping), limit), 0) or Portion()
