"""Times each step of a batch and counts its events, for /metrics and the status page."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from otklik.infra import metrics


@contextmanager
def timed(stage: str, events: int) -> Iterator[None]:
    """Count the block as `stage` of a batch of `events`; one that fails is not counted."""
    started = time.perf_counter()
    yield
    metrics.STAGE_SECONDS.labels(stage).observe(time.perf_counter() - started)
    metrics.STAGE_EVENTS.labels(stage).inc(events)
