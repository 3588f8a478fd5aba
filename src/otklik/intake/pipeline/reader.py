"""Reads the log ahead of the decisions: rows of all partitions, in the order of their ids."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Final

from otklik.infra.log import IntakeLog, LogRow

MAX_EVENTS: Final = 10_000
MAX_BYTES: Final = 8_000_000
"""Of compressed log rows read at once from one partition."""
QUIET_EVENTS: Final = 1_000
"""After fewer than so many all partitions are asked by one question; after more, side by side."""


class LogReader:
    """Keeps what it read of each partition until a batch takes it."""

    def __init__(self, log: IntakeLog, positions: Mapping[int, int], *, max_events: int = MAX_EVENTS) -> None:
        self._log = log
        self._after = dict(positions)
        self._buffers: dict[int, deque[LogRow]] = {part: deque() for part in positions}
        self._max_events = max_events
        self._is_quiet = True

    async def read(self) -> list[LogRow]:
        """The next rows, about `max_events` items of them; [] when there are none now."""
        if self._is_quiet:
            self._keep(await self._log.read_all(self._after, self._max_events, MAX_BYTES))
        else:
            empty = [part for part, rows in self._buffers.items() if not rows]
            await asyncio.gather(*(self._fill(part) for part in empty))
        taken: list[LogRow] = []
        events = 0
        while events < self._max_events:
            buffers = [rows for rows in self._buffers.values() if rows]
            if not buffers:
                break
            row = min(buffers, key=_first_id).popleft()
            taken.append(row)
            events += len(row.body.items)
        self._is_quiet = events < QUIET_EVENTS
        return taken

    async def _fill(self, part: int) -> None:
        self._keep(await self._log.read(part, self._after[part], self._max_events, MAX_BYTES))

    def _keep(self, rows: list[LogRow]) -> None:
        for row in rows:
            self._buffers[row.part].append(row)
            self._after[row.part] = row.id


def _first_id(rows: deque[LogRow]) -> int:
    return rows[0].id


def last_ids(rows: list[LogRow]) -> dict[int, int]:
    """The position each partition reaches with these rows."""
    return {row.part: row.id for row in rows}
