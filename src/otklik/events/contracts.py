"""What the event store gives to other rooms: plain structs, no I/O."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

import msgspec


class WorkspaceSummary(msgspec.Struct, frozen=True):
    """What a batch brought to one workspace: stored events (bots apart) and whose they are.

    `items` are the accepted items among its rows (no derived events; bots' too). `persons` are the home
    profiles of new events and property writes and the roots they led to; `merged` are roots that gave way.
    Each id stands once.
    """

    events: int
    persons: tuple[int, ...]
    merged: tuple[int, ...] = ()
    items: int = 0


class BatchSummary(msgspec.Struct, frozen=True):
    """What followers of the event store learn of a shipped batch.

    `batch` = lane << 48 | sequence; `received_ms` is the arrival of its oldest event (0: made by the API).
    """

    batch: int
    workspaces: dict[int, WorkspaceSummary]
    received_ms: int = 0


Reactor: TypeAlias = Callable[[Sequence[BatchSummary]], Awaitable[None]]
"""Called after batches have been shipped, in order; at least once each, so it must be idempotent."""
