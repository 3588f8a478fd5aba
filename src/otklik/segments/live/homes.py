"""A filter in memory that knows for certain of a home profile that it is new to it. Pure.

A Bloom filter: of homes that it was given it never says that they are new; of one in a hundred thousand
others it does not say so though they are.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

BITS_A_HOME: Final = 24
MAX_BYTES: Final = 32 << 20
"""Eleven million homes; of more it grows blunter."""
_PROBES: Final = 8
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_LOW: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)
_BIT_IN_BYTE: Final = np.uint64(7)
_BYTE: Final = np.uint64(3)


class Homes:
    """`room`: so many homes it is made for."""

    def __init__(self, room: int) -> None:
        self._cells = np.zeros(min(room * BITS_A_HOME // 8 + 1, MAX_BYTES), dtype=np.uint8)
        self._bits = np.uint64(len(self._cells) * 8)
        self._room = room
        self._count = 0

    @property
    def is_full(self) -> bool:
        """Whether it holds more than it was made for, and a larger one would be sharper."""
        return self._count > self._room and len(self._cells) < MAX_BYTES

    def add(self, homes: Collection[int]) -> None:
        """Remember these."""
        ids = np.fromiter(homes, dtype=np.uint64, count=len(homes))
        places = self._places(ids)
        self._count += int(np.count_nonzero(self._are_new(places)))
        np.bitwise_or.at(self._cells, places >> _BYTE, _mask(places))

    def find_new(self, homes: Collection[int]) -> set[int]:
        """Those of which it is certain that they were never added."""
        ids = np.fromiter(homes, dtype=np.uint64, count=len(homes))
        return set(ids[self._are_new(self._places(ids))].tolist())

    def _are_new(self, places: NDArray[np.uint64]) -> NDArray[np.bool_]:
        found = (self._cells[places >> _BYTE] & _mask(places)) != 0
        return np.asarray(~np.logical_and.reduce(found, axis=0))

    def _places(self, ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Numbers of the bits of each home, one row a probe (double hashing)."""
        mixed = ids * _MIX
        mixed ^= mixed >> _HALF
        mixed *= _MIX
        low, high = mixed & _LOW, (mixed >> _HALF) | np.uint64(1)
        probes = np.arange(_PROBES, dtype=np.uint64)[:, None]
        return np.asarray((low + probes * high) % self._bits)


def _mask(places: NDArray[np.uint64]) -> NDArray[np.uint8]:
    return np.left_shift(np.uint8(1), (places & _BIT_IN_BYTE).astype(np.uint8))
