"""What the worker does for this room, each until it is cancelled."""

import asyncio
from typing import Final

from otklik.infra.engines import Engines
from otklik.intake import imports, repository_running
from otklik.intake.door import DoorSettings, open_log
from otklik.intake.imports_run import Importer

KEEP_EVERY_S: Final = 5.0
_REJECTS_EVERY: Final = 12
"""Every so many rounds the reject lists are shortened: once a minute."""
_UPLOADS_EVERY: Final = 120
"""Every so many rounds uploads that nobody needs are looked for: each ten minutes."""


def open_importer(engines: Engines, settings: DoorSettings) -> Importer:
    """What imports need, for the worker and the command line."""
    return Importer(engines, open_log(engines, settings), settings.log_partitions, settings.log_max_bytes)


async def run_imports(engines: Engines, settings: DoorSettings) -> None:
    """Run waiting imports, one at a time."""
    await imports.run_waiting(open_importer(engines, settings))


async def keep_log(engines: Engines, settings: DoorSettings) -> None:
    """Make the log's table partitions ahead, drop those that are read, and shorten reject lists."""
    log = open_log(engines, settings)
    rounds = 0
    suspects: set[str] = set()
    while True:
        await log.ensure_partitions()
        async with engines.postgres.session() as session:
            positions = await repository_running.read_positions(session)
            if rounds % _REJECTS_EVERY == 0:
                await repository_running.shorten_rejects(session)
        if rounds % _UPLOADS_EVERY == 0:
            suspects = await imports.sweep_uploads(engines, suspects=suspects)
        await log.trim(positions)
        rounds += 1
        await asyncio.sleep(KEEP_EVERY_S)
