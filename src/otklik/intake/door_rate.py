"""A bound on what one client may send, so that a page gone wild does not fill the log for all.

It holds for the browser door only, per write key and address. Whoever has a secret token or sends from a
server (the long paths of Segment) is somebody's own backend, and a backend bursts. Behind one address a
whole office may sit, so the bound is far above what people do, and a burst of BURST_S seconds passes. Nothing
honest is lost: every library comes back after a 429 with the same messageIds.
"""

import ipaddress
import math
import time
from functools import lru_cache
from typing import Final

from otklik.intake.contracts import DoorKind
from otklik.intake.door_http import Callers
from otklik.kit.errors import ThrottledError

BURST_S: Final = 10.0
MAX_CLIENTS: Final = 50_000
_IPV6_CLIENT: Final = 64
"""Bits of an IPv6 address that a provider gives to one household."""


class RateLimit:
    """Token buckets in this process, one for each write key and address; `per_second` 0 means no bound."""

    def __init__(self, per_second: int, callers: Callers) -> None:
        self._per_second = per_second
        self._callers = callers
        self._buckets: dict[tuple[int, str], tuple[float, float]] = {}

    def allow(self, door: DoorKind, write_key_id: int, address: str, n_events: int) -> None:
        """Take `n_events` from the client's bucket.

        Raises ThrottledError with the seconds after which they would fit; a batch over the whole bucket
        passes when the bucket is full, and leaves it in debt. An address that is a trusted proxy's own names
        nobody (the proxy does not tell for whom it asks), so it has no bound.
        """
        if not self._per_second or door is not DoorKind.BROWSER or self._callers.is_trusted(address):
            return
        burst = self._per_second * BURST_S
        now = time.monotonic()
        client = (write_key_id, client_of(address) if ":" in address else address)
        tokens, at = self._buckets.get(client, (burst, now))
        tokens = min(burst, tokens + (now - at) * self._per_second)
        wanted = min(float(n_events), burst)
        if tokens < wanted:
            wait_s = max(1, math.ceil((wanted - tokens) / self._per_second))
            raise ThrottledError(
                "too_many_events_a_second", "Too many events a second from one address", retry_after_s=wait_s
            )
        if len(self._buckets) >= MAX_CLIENTS:
            self._forget_quiet(now)
        self._buckets[client] = (tokens - n_events, now)

    def _forget_quiet(self, now: float) -> None:
        """Buckets that are full again tell nothing; should all be in use, begin anew rather than grow."""
        self._buckets = {
            client: (tokens, at)
            for client, (tokens, at) in self._buckets.items()
            if tokens + (now - at) * self._per_second < self._per_second * BURST_S
        }
        if len(self._buckets) >= MAX_CLIENTS:
            self._buckets.clear()


@lru_cache(maxsize=8_192)
def client_of(address: str) -> str:
    """Return the network that one client has: for IPv6 its /64, which it may use address by address."""
    try:
        return str(ipaddress.ip_network(f"{address}/{_IPV6_CLIENT}", strict=False))
    except ValueError:
        return address
