"""`otklik demo-history`: the ninety days before the demo was made, loaded once beside the running server."""

import asyncio
import sys
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from otklik.demo.formats import DEMO_HISTORY, about_items, register_formats
from otklik.demo.notes import (
    find_demo,
    has_history,
    history_path,
    hold_history,
    keep_history,
    mark_loaded,
    read_note,
)
from otklik.infra.embedded.offline import with_engines
from otklik.infra.embedded.running import InstallationSettings
from otklik.infra.engines import Engines
from otklik.intake.door import DoorSettings
from otklik.intake.imports import import_file
from otklik.intake.tasks import open_importer

IMPORT_NAME: Final = "Demo: 90 days of orders"
BACKLOG_BYTES: Final = 400_000
"""Of compressed items waiting for the pipeline, about: a second's work, so that live visitors go ahead."""
_STEPS: Final = 10


class LoadSettings(InstallationSettings, DoorSettings, Protocol):
    """What loading needs of the settings: where the engines are, and the bounds of the log."""


@dataclass(slots=True)
class _Progress:
    """Says on the terminal each tenth that is handed over."""

    total: int
    told: int = field(default=0)

    def __call__(self, position: int, rejected: int) -> None:
        tenth = min(_STEPS - 1, position * _STEPS // self.total)
        if tenth > self.told:
            self.told = tenth
            _say(f"demo history: {position} of about {self.total} items, {rejected} refused")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def load_history(engines: Engines, settings: LoadSettings) -> bool:
    """Hand the history to the log unless it is in already; False when the import failed or was cancelled.

    Cut off in the middle it goes on from its place: its items derive from the note alone.
    """
    demo = find_demo(settings.data_dir)
    if demo is None or not has_history(settings.data_dir):
        return True
    with hold_history(settings.data_dir) as is_mine:
        if not is_mine:
            _say("demo history: another process is loading it")
            return True
        return await _load(engines, settings, demo.workspace_id)


async def _load(engines: Engines, settings: LoadSettings, workspace_id: int) -> bool:
    path = history_path(settings.data_dir)
    note = read_note(path)
    if note.is_loaded:
        return True
    register_formats()
    # The importer fills a quarter of the bound it is given.
    importer = replace(open_importer(engines, settings), max_bytes=4 * BACKLOG_BYTES)
    row = await import_file(
        importer,
        path,
        workspace_id=workspace_id,
        file_format=DEMO_HISTORY,
        name=IMPORT_NAME,
        author="otklik demo",
        progress=_Progress(about_items(path)),
    )
    if row.status != "failed":
        keep_history(settings.data_dir, mark_loaded(note))
    _say(
        f"demo history: {row.status}, {row.position - row.rejected} items handed over, {row.rejected} refused"
    )
    return row.status == "done"


def run_load(settings: LoadSettings) -> int:
    """Load the history into the running installation; the exit code."""
    return 0 if asyncio.run(with_engines(settings, lambda engines: load_history(engines, settings))) else 1
