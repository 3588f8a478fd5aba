"""A filter in memory that knows for certain which message ids are new; what it suspects is looked up.

A Bloom filter in bit slices: cell i holds one bit for each of 32 lanes, and one look at six cells answers
for all lanes at once. A lane takes the ids of one hour, or as many as keep it sharp; the lanes of hours gone
by are wiped and used again. When every lane is in use the current one only grows blunter: more is looked up,
nothing is lost.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

WINDOW_HOURS: Final = 25
LANES: Final = 32
PROBES: Final = 6
BITS_AN_ID: Final = 10
_CELL_BYTES: Final = 4

Hashes = NDArray[np.uint64]


def hash_message(workspace_id: int, message_id: str) -> int:
    """What is remembered of a message; a change would let yesterday's repeats through.

    The workspace stands in the hashed text: as a seed it only flips bits of an id of up to 16 bytes, so that
    `c-0` of one workspace was `c-3` of another and counted as its repeat.
    """
    return xxh3_64_intdigest(workspace_id.to_bytes(8, "little") + message_id.encode())


class MessageFilter:
    """Message hashes of the last day in `memory_bytes` (rounded down to a power of two)."""

    def __init__(self, memory_bytes: int) -> None:
        cells = 1 << max(10, (memory_bytes // _CELL_BYTES).bit_length() - 1)
        self._cells = np.zeros(cells, dtype=np.uint32)
        self._mask = np.uint64(cells - 1)
        self._lane_ids = cells // BITS_AN_ID
        self._hours: list[int | None] = [None] * LANES
        self._counts = [0] * LANES
        self._lane = 0

    def find_suspects(self, hashes: Hashes) -> NDArray[np.bool_]:
        """For each hash: False means surely new."""
        found = np.bitwise_and.reduce(self._cells[self._places(hashes)], axis=0)
        return np.asarray(found != 0)

    def add(self, hashes: Hashes, hour: int) -> None:
        """Remember hashes that arrived in `hour` (hours since 1970)."""
        lane = self._choose_lane(hour)
        places = self._places(hashes)
        self._cells[places] |= np.uint32(1 << lane)
        self._counts[lane] += len(hashes)

    def _places(self, hashes: Hashes) -> NDArray[np.int64]:
        """Cells of each hash, one row a probe (double hashing)."""
        low, high = hashes & np.uint64(0xFFFFFFFF), (hashes >> np.uint64(32)) | np.uint64(1)
        probes = np.arange(PROBES, dtype=np.uint64)[:, None]
        return ((low + probes * high) & self._mask).astype(np.int64)

    def _choose_lane(self, hour: int) -> int:
        current = self._hours[self._lane]
        if current is not None and hour <= current and self._counts[self._lane] < self._lane_ids:
            return self._lane
        free = self._find_free(hour)
        if free is not None:
            self._wipe(free)
            self._lane = free
            self._hours[free] = hour
        else:
            self._hours[self._lane] = max(hour, current or hour)
        return self._lane

    def _find_free(self, hour: int) -> int | None:
        for lane, taken in enumerate(self._hours):
            if taken is None or taken < hour - WINDOW_HOURS:
                return lane
        return None

    def _wipe(self, lane: int) -> None:
        if self._counts[lane]:
            self._cells &= np.uint32(0xFFFFFFFF ^ (1 << lane))
            self._counts[lane] = 0
