"""Group commit: requests that arrive together share one append to the intake log.

A request waits WAIT_S for company, BUSY_WAIT_S where there is much. While an append is on its way newcomers
gather in the next group, so groups grow with the load; a heavy one does not wait for the one before it.
"""

import asyncio
import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeAlias

import psycopg
from psycopg_pool import PoolTimeout
from xxhash import xxh3_64_intdigest

from otklik.infra import metrics
from otklik.infra.log import MAX_ITEMS, MAX_RAW_BYTES, IntakeLog, LogBody, LoggedRequest, Rejection
from otklik.intake.contracts import Accepted
from otklik.kit.errors import AppError, UnavailableError

WAIT_S: Final = 0.002
BUSY_WAIT_S: Final = 0.005
"""After a group of BUSY_ITEMS: an append costs as much CPU as ten requests, so it shall carry many."""
BUSY_ITEMS: Final = 8
FULL_ITEMS: Final = 64
"""A group of so many single items waits no longer: there is little to gain by more company."""
MAX_IN_FLIGHT: Final = 2
HEAVY_BYTES: Final = 250_000
"""A group of this size is written beside another; smaller ones are cheaper together than apart."""
MAX_WAITING_BYTES: Final = 64_000_000
APPEND_TIMEOUT_S: Final = 15.0
RETRY_AFTER_S: Final = 1
LISTED_A_SECOND: Final = 100


Waiter: TypeAlias = Callable[[AppError | None], None]
"""Told once how its append ended."""


def partition_of(workspace_id: int, key: str, partitions: int) -> int:
    """The log partition of an identifier; the same for ever, as is the number of partitions."""
    return xxh3_64_intdigest(f"{workspace_id}:{key}".encode("utf-8", "replace")) % partitions


@dataclass(slots=True)
class _Group:
    """Requests that will share an append, and whom to tell how it ended."""

    born: float
    entries: dict[int, LogBody] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    waiters: list[Waiter] = field(default_factory=list)
    accepted: dict[str, int] = field(default_factory=dict)
    n_items: int = 0
    n_bytes: int = 0

    def add(self, request: LoggedRequest, part: int, raws: Sequence[bytes]) -> None:
        """Put items of a request into the row of their partition."""
        body = self.entries.get(part)
        if body is None:
            body = self.entries[part] = LogBody([], [])
        index = len(body.requests)
        body.requests.append(request)
        body.items.extend([(index, raw) for raw in raws])

    def wake(self, error: AppError | None) -> None:
        """Tell every request how it ended."""
        for tell in self.waiters:
            tell(error)
        self.waiters.clear()


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
        self._wait_s = WAIT_S

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
        n_bytes = sum([len(item.raw) for item in items])
        group = self._group_for(len(items), n_bytes)
        for part, raws in self._by_partition(request.workspace_id, items).items():
            group.add(request, part, raws)
        group.n_items += len(items)
        group.n_bytes += n_bytes
        group.accepted[request.door] = group.accepted.get(request.door, 0) + len(items)
        if rejections:
            group.rejections.extend(self._listed(request.workspace_id, rejections))
        waiter = asyncio.get_running_loop().create_future()
        group.waiters.append(partial(_settle, waiter))
        await waiter

    def add_one(self, request: LoggedRequest, item: Accepted, tell: Waiter) -> None:
        """Gather one item without a coroutine; `tell` is called when it is on disk, or is not.

        Raises UnavailableError when too much waits already.
        """
        group = self._group_for(1, len(item.raw))
        body = group.entries.get(part := partition_of(request.workspace_id, item.key, self._partitions))
        if body is None:
            body = group.entries[part] = LogBody([], [])
        body.items.append((len(body.requests), item.raw))
        body.requests.append(request)
        group.n_items += 1
        group.n_bytes += len(item.raw)
        group.accepted[request.door] = group.accepted.get(request.door, 0) + 1
        group.waiters.append(tell)
        if group.n_items >= FULL_ITEMS and len(self._flights) < MAX_IN_FLIGHT:
            self._launch()

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
        prefix, partitions = f"{workspace_id}:".encode(), self._partitions
        for item in items:
            part = xxh3_64_intdigest(prefix + item.key.encode("utf-8", "replace")) % partitions
            raws = parts.get(part)
            if raws is None:
                parts[part] = [item.raw]
            else:
                raws.append(item.raw)
        return parts

    def _group_for(self, n_items: int, n_bytes: int) -> _Group:
        if self._waiting_bytes + n_bytes > MAX_WAITING_BYTES:
            raise UnavailableError("busy", "Too much is waiting to be written", retry_after_s=RETRY_AFTER_S)
        self._waiting_bytes += n_bytes
        group = self._group
        if group is not None and (
            group.n_items + n_items > MAX_ITEMS or group.n_bytes + n_bytes > MAX_RAW_BYTES
        ):
            self._launch()
        if self._group is None:
            self._group = _Group(asyncio.get_running_loop().time())
            if not self._flights:
                self._timer = asyncio.get_running_loop().call_later(self._wait_s, self._launch)
        elif self._group.n_bytes > HEAVY_BYTES and self._timer is None and len(self._flights) < MAX_IN_FLIGHT:
            self._timer = asyncio.get_running_loop().call_later(WAIT_S, self._launch)
        return self._group

    def _launch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        group, self._group = self._group, None
        if group is None:
            return
        self._wait_s = BUSY_WAIT_S if len(group.waiters) >= BUSY_ITEMS else WAIT_S
        task = asyncio.get_running_loop().create_task(self._append(group))
        self._flights.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flights.discard(task)
        if self._group is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(self._group.born + self._wait_s, self._launch)

    async def _append(self, group: _Group) -> None:
        away = UnavailableError("log_away", "The intake log does not answer", retry_after_s=RETRY_AFTER_S)
        error: AppError | None = away
        try:
            async with asyncio.timeout(APPEND_TIMEOUT_S):
                await self._log.append(group.entries, rejections=group.rejections)
        except AppError as refusal:
            error = refusal
        except (psycopg.Error, PoolTimeout, OSError, TimeoutError) as failure:
            away.__cause__ = failure
        else:
            error = None
            _count(group)
        finally:  # also after something unforeseen: nobody may wait for ever
            self._waiting_bytes -= group.n_bytes
            group.wake(error)


def _settle(waiter: asyncio.Future[None], error: AppError | None) -> None:
    """End a request's wait; one whose client went away does not listen any more."""
    if waiter.done():
        return
    if error is None:
        waiter.set_result(None)
    else:
        waiter.set_exception(error)


def _count(group: _Group) -> None:
    for door, n in group.accepted.items():
        metrics.EVENTS_ACCEPTED.labels(door).inc(n)
    for rejection in group.rejections:
        metrics.REJECTED.labels(rejection.reason).inc()
