"""`otklik demo-history`: the ninety days before the demo was made, loaded once beside the running server."""

import asyncio
import sys
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from otklik.demo.formats import DEMO_HISTORY, HISTORY_ITEMS, register_formats
from otklik.demo.notes import find_demo, history_path, keep_history, mark_loaded, read_note
from otklik.infra.embedded.offline import with_engines
from otklik.infra.embedded.running import InstallationSettings
from otklik.infra.engines import Engines
from otklik.intake.door import DoorSettings
from otklik.intake.imports import import_file
from otklik.intake.tasks import open_importer

IMPORT_NAME: Final = "Demo: 90 days of orders"
BACKLOG_BYTES: Final = 4_000_000
"""Of items waiting for the pipeline, at most: a second's work, so that live visitors are not kept waiting."""
_STEPS: Final = 10


class LoadSettings(InstallationSettings, DoorSettings, Protocol):
    """What loading needs of the settings: where the engines are, and the bounds of the log."""


@dataclass(slots=True)
class _Progress:
    """Says on the terminal each tenth that is handed over."""

    told: int = field(default=0)

    def __call__(self, position: int, rejected: int) -> None:
        tenth = min(_STEPS - 1, position * _STEPS // HISTORY_ITEMS)
        if tenth > self.told:
            self.told = tenth
            _say(f"demo history: {position} of about {HISTORY_ITEMS} items, {rejected} refused")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def load_history(engines: Engines, settings: LoadSettings) -> bool:
    """Hand the history to the log unless it is in already; False when the import failed or was cancelled.

    Cut off in the middle it goes on from its place: its items derive from the note alone.
    """
    demo, path = find_demo(settings.data_dir), history_path(settings.data_dir)
    if demo is None or not path.exists() or (note := read_note(path)).is_loaded:
        return True
    register_formats()
    # The importer fills a quarter of the bound it is given.
    importer = replace(open_importer(engines, settings), max_bytes=4 * BACKLOG_BYTES)
    row = await import_file(
        importer,
        path,
        workspace_id=demo.workspace_id,
        file_format=DEMO_HISTORY,
        name=IMPORT_NAME,
        author="otklik demo",
        progress=_Progress(),
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
