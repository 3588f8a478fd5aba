"""Speed of the pipeline's stages over the last minute, from the counters of all processes."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from otklik.infra.metrics import StageCounts

WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class StageSpeed:
    """One stage: events a second, and how long one batch takes."""

    name: str
    per_s: float
    p50_ms: float
    p95_ms: float


class StageWindow:
    """Remembers what was read in the last minute, so that the next reading can tell a rate."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, Mapping[str, StageCounts]]] = deque()

    def speeds(self, stages: Mapping[str, StageCounts], *, now_s: float | None = None) -> list[StageSpeed]:
        """Each stage since the oldest reading of the last minute; at the first reading, since the start."""
        now = time.monotonic() if now_s is None else now_s
        while len(self._seen) > 1 and now - self._seen[0][0] > WINDOW_S:
            self._seen.popleft()
        since, former = self._seen[0] if self._seen else (now, {})
        self._seen.append((now, stages))
        return [_speed(name, counts, former.get(name), now - since) for name, counts in stages.items()]


def _speed(name: str, counts: StageCounts, former: StageCounts | None, seconds: float) -> StageSpeed:
    events = counts.events - (former.events if former else 0)
    buckets = {le: n - (former.buckets.get(le, 0) if former else 0) for le, n in counts.buckets.items()}
    if not any(buckets.values()):
        buckets = dict(counts.buckets)
    per_s = events / seconds if seconds > 0 and former else 0.0
    return StageSpeed(name, round(per_s, 1), _quantile_ms(buckets, 0.5), _quantile_ms(buckets, 0.95))


def _quantile_ms(buckets: Mapping[float, float], quantile: float) -> float:
    """The quantile of a histogram (cumulative counts by upper bound), linear inside its bucket."""
    total = max(buckets.values(), default=0.0)
    if not total:
        return 0.0
    wanted, lower, below = quantile * total, 0.0, 0.0
    for bound, count in sorted(buckets.items()):
        if count >= wanted:
            upper = lower if bound == float("inf") else bound
            share = (wanted - below) / (count - below) if count > below else 1.0
            return round((lower + (upper - lower) * share) * 1000, 2)
        lower, below = bound, count
    return round(lower * 1000, 2)
