"""A bound on events a second per workspace, so that one noisy sender does not fill the log for all."""

import math
import time

from otklik.kit.errors import ThrottledError

_BURST_S = 2.0


class RateLimit:
    """Token buckets in this process; `per_second` 0 means no bound."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._buckets: dict[int, tuple[float, float]] = {}

    def allow(self, workspace_id: int, n_events: int) -> None:
        """Take `n_events` from the workspace's bucket.

        Raises ThrottledError with the seconds after which they would fit; a batch over the whole bucket
        passes when the bucket is full, and leaves it in debt.
        """
        if not self._per_second:
            return
        burst = self._per_second * _BURST_S
        now = time.monotonic()
        tokens, at = self._buckets.get(workspace_id, (burst, now))
        tokens = min(burst, tokens + (now - at) * self._per_second)
        wanted = min(float(n_events), burst)
        if tokens < wanted:
            self._buckets[workspace_id] = (tokens, now)
            wait_s = max(1, math.ceil((wanted - tokens) / self._per_second))
            raise ThrottledError("too_many_events_a_second", "Too many events a second", retry_after_s=wait_s)
        self._buckets[workspace_id] = (tokens - n_events, now)
