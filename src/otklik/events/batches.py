"""What a batch on its way to ClickHouse is, and how batches are numbered."""

from collections.abc import Callable
from typing import Final, TypeAlias

import msgspec

from otklik.events.contracts import BatchSummary

PIPELINE_LANE: Final = 0
API_LANE: Final = 32_767
LANE_SHIFT: Final = 48
SHIPPING_LEASE: Final = 0x6F746B10
"""Advisory lock of the one process that ships batches: the pipeline's."""


class PreparedBatch(msgspec.Struct, frozen=True):
    """A batch on its way: per table the number of rows and their zstd-compressed JSONEachRow."""

    batch: int
    counts: dict[str, int]
    bodies: dict[str, bytes]
    summary: BatchSummary


BatchReader: TypeAlias = Callable[[PreparedBatch], None]
"""Called with every batch of which each row is stored, before the reactors; must neither wait nor raise."""


def batch_id(lane: int, sequence: int) -> int:
    """The number of a batch; it grows within its lane."""
    return lane << LANE_SHIFT | sequence
