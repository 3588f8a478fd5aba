"""Bounds on what one browser may do, and on how many new browsers one address may bring.

They hold in each web process by itself: they stop a page gone wild, not an army.
"""

import math
import time
from typing import Final

from otklik.chat import errors

MAX_KNOWN: Final = 50_000


class Bound:
    """Buckets of tokens: `burst` at once, `per_second` on and on, for each key."""

    def __init__(self, *, burst: float, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._buckets: dict[int | str, tuple[float, float]] = {}

    def take(self, key: int | str) -> None:
        """Take one. Raises ThrottledError with the seconds to wait."""
        if not self.may_take(key):
            raise errors.too_fast(max(1, math.ceil(1 / self._per_second)))

    def may_take(self, key: int | str) -> bool:
        """Take one if there is one."""
        now = time.monotonic()
        tokens, at = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._per_second)
        if tokens < 1:
            return False
        if len(self._buckets) >= MAX_KNOWN:
            self._forget_full(now)
        self._buckets[key] = (tokens - 1, now)
        return True

    def _forget_full(self, now: float) -> None:
        """Full buckets tell nothing; should all be in use, begin anew rather than grow."""
        self._buckets = {
            key: (tokens, at)
            for key, (tokens, at) in self._buckets.items()
            if tokens + (now - at) * self._per_second < self._burst
        }
        if len(self._buckets) >= MAX_KNOWN:
            self._buckets.clear()


class Bounds:
    """Of one web process."""

    def __init__(self) -> None:
        self.new_devices = Bound(burst=200, per_second=5)
        """By address; behind one a whole office or a mobile network may sit."""
        self.requests = Bound(burst=120, per_second=5)
        """Reading and small writes of a browser."""
        self.messages = Bound(burst=20, per_second=1)
        self.files = Bound(burst=20, per_second=0.5)
        self.signs = Bound(burst=5, per_second=1)
        """Typing; more is left out without a word."""
