"""Group commit: requests that arrive together share one append to the intake log.

A request waits at most WAIT_S for company. Several appends may be on their way; when they are, newcomers
gather in the next group, so groups grow with the load.
"""

import asyncio
import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg_pool import PoolTimeout
from xxhash import xxh3_64_intdigest

from otklik.infra import metrics
from otklik.infra.log import MAX_ITEMS, MAX_RAW_BYTES, IntakeLog, LogBody, LoggedRequest, Rejection
from otklik.intake.contracts import Accepted
from otklik.kit.errors import AppError, UnavailableError

WAIT_S: Final = 0.002
MAX_IN_FLIGHT: Final = 2
MAX_WAITING_BYTES: Final = 64_000_000
APPEND_TIMEOUT_S: Final = 15.0
RETRY_AFTER_S: Final = 1
LISTED_A_SECOND: Final = 100


def partition_of(workspace_id: int, key: str, partitions: int) -> int:
    """The log partition of an identifier; the same for ever, as is the number of partitions."""
    return xxh3_64_intdigest(f"{workspace_id}:{key}".encode("utf-8", "replace")) % partitions


@dataclass(slots=True)
class _Group:
    """Requests that will share an append; `done` wakes them all."""

    done: asyncio.Future[None]
    entries: dict[int, LogBody] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)
    n_bytes: int = 0
    accepted: dict[str, int] = field(default_factory=dict)

    def has_room(self, n_items: int, n_bytes: int) -> bool:
        """Whether everything would fit into one row, whatever its partition."""
        fullest = max((len(body.items) for body in self.entries.values()), default=0)
        heaviest = max(self.sizes.values(), default=0)
        return fullest + n_items <= MAX_ITEMS and heaviest + n_bytes <= MAX_RAW_BYTES

    def add(self, request: LoggedRequest, part: int, raws: Sequence[bytes]) -> None:
        """Put items of a request into the row of their partition."""
        body = self.entries.get(part)
        if body is None:
            body = self.entries[part] = LogBody([], [])
        index = len(body.requests)
        body.requests.append(request)
        body.items.extend([(index, raw) for raw in raws])
        size = sum(map(len, raws))
        self.sizes[part] = self.sizes.get(part, 0) + size
        self.n_bytes += size


class Committer:
    """Makes items durable; one per process. Use between `start` and `stop`."""

    def __init__(self, log: IntakeLog, *, partitions: int) -> None:
        self._log = log
        self._partitions = partitions
        self._group: _Group | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._flights: set[asyncio.Task[None]] = set()
        self._waiting_bytes = 0
        self._listings: dict[int, tuple[int, int]] = {}

    async def stop(self) -> None:
        """Write what is still gathered and wait for every append."""
        while self._group is not None or self._flights:
            if self._group is not None and len(self._flights) < MAX_IN_FLIGHT:
                self._launch()
            await asyncio.wait(set(self._flights))

    async def add(
        self, request: LoggedRequest, items: Sequence[Accepted], rejections: Sequence[Rejection] = ()
    ) -> None:
        """Return when the items (and the refusals' counts) are on disk.

        Raises UnavailableError (LogFullError among it) when they are not known to be: the sender tries again.
        """
        n_bytes = sum(len(item.raw) for item in items)
        group = self._group_for(len(items), n_bytes)
        for part, raws in self._by_partition(request.workspace_id, items).items():
            group.add(request, part, raws)
        if items:
            group.accepted[request.door] = group.accepted.get(request.door, 0) + len(items)
        if rejections:
            group.rejections.extend(self._listed(request.workspace_id, rejections))
        # A client that goes away must not take its companions along.
        await asyncio.shield(group.done)

    def _listed(self, workspace_id: int, rejections: Sequence[Rejection]) -> list[Rejection]:
        """The refusals, of which only so many a second are listed: the list is bounded, the count is not."""
        second = int(time.monotonic())
        at, n_listed = self._listings.get(workspace_id, (second, 0))
        room = LISTED_A_SECOND - (n_listed if at == second else 0)
        self._listings[workspace_id] = (second, LISTED_A_SECOND - max(0, room - len(rejections)))
        return [
            each if index < room else dataclasses.replace(each, is_listed=False)
            for index, each in enumerate(rejections)
        ]

    def _by_partition(self, workspace_id: int, items: Sequence[Accepted]) -> dict[int, list[bytes]]:
        parts: dict[int, list[bytes]] = {}
        for item in items:
            part = partition_of(workspace_id, item.key, self._partitions)
            parts.setdefault(part, []).append(item.raw)
        return parts

    def _group_for(self, n_items: int, n_bytes: int) -> _Group:
        if self._waiting_bytes + n_bytes > MAX_WAITING_BYTES:
            raise UnavailableError("busy", "Too much is waiting to be written", retry_after_s=RETRY_AFTER_S)
        self._waiting_bytes += n_bytes
        if self._group is not None and not self._group.has_room(n_items, n_bytes):
            self._launch()
        if self._group is None:
            loop = asyncio.get_running_loop()
            self._group = _Group(loop.create_future())
            self._schedule(loop)
        return self._group

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is None and len(self._flights) < MAX_IN_FLIGHT:
            self._timer = loop.call_later(WAIT_S, self._launch)

    def _launch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        group, self._group = self._group, None
        if group is None:
            return
        task = asyncio.get_running_loop().create_task(self._append(group))
        self._flights.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flights.discard(task)
        if self._group is not None:
            self._schedule(asyncio.get_running_loop())

    async def _append(self, group: _Group) -> None:
        try:
            async with asyncio.timeout(APPEND_TIMEOUT_S):
                await self._log.append(group.entries, rejections=group.rejections)
        except AppError as error:
            _fail(group, error)
        except (psycopg.Error, PoolTimeout, OSError, TimeoutError) as error:
            away = UnavailableError("log_away", "The intake log does not answer", retry_after_s=RETRY_AFTER_S)
            away.__cause__ = error
            _fail(group, away)
        else:
            _count(group)
            group.done.set_result(None)
        finally:
            self._waiting_bytes -= group.n_bytes
            if not group.done.done():  # something unforeseen: nobody may wait for ever
                _fail(
                    group, UnavailableError("log_away", "The intake log failed", retry_after_s=RETRY_AFTER_S)
                )


def _fail(group: _Group, error: AppError) -> None:
    group.done.set_exception(error)
    group.done.exception()  # seen: nobody may be left to wait for it


def _count(group: _Group) -> None:
    for door, n in group.accepted.items():
        metrics.EVENTS_ACCEPTED.labels(door).inc(n)
    for rejection in group.rejections:
        metrics.REJECTED.labels(rejection.reason).inc()
