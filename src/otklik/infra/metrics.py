"""Prometheus metrics of all processes of one installation.

With PROMETHEUS_MULTIPROC_DIR set (the supervisor does) each process writes its own files and `render` adds
them up.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import REGISTRY as OWN_REGISTRY
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_STAGE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

EVENTS_ACCEPTED = Counter("otklik_events_accepted_total", "Events made durable by the doors", ["door"])
EVENTS_STORED = Counter("otklik_events_stored_total", "Events stored and proved in ClickHouse")
DROPPED = Counter("otklik_dropped_total", "Accepted events that the pipeline dropped", ["reason"])
REJECTED = Counter("otklik_rejected_total", "Items that a door refused", ["reason"])
DOOR_REFUSALS = Counter("otklik_door_refusals_total", "Whole requests that a door refused", ["status"])
STAGE_SECONDS = Histogram(
    "otklik_stage_seconds", "Time of one stage for one batch", ["stage"], buckets=_STAGE_BUCKETS
)
STAGE_EVENTS = Counter("otklik_stage_events_total", "Events that went through a stage", ["stage"])
LAG_MS = Gauge(
    "otklik_lag_ms", "Age of the oldest accepted event not stored yet", multiprocess_mode="mostrecent"
)
BACKLOG_BYTES = Gauge(
    "otklik_backlog_bytes", "Size of the intake log not yet taken", multiprocess_mode="mostrecent"
)
RESTARTS = Counter("otklik_task_restarts_total", "Restarts of the worker's tasks", ["task"])
SEGMENTS_LAG_MS = Gauge(
    "otklik_segments_lag_ms",
    "From the arrival of the newest batch that live segments follow to their members",
    multiprocess_mode="mostrecent",
)
SEGMENTS_FOLLOWED = Gauge(
    "otklik_segments_followed", "Segments whose members are kept", multiprocess_mode="mostrecent"
)
SEGMENTS_STEP_SECONDS = Histogram(
    "otklik_segments_step_seconds", "Time of one step of live segments", buckets=_STAGE_BUCKETS
)
SEGMENTS_JUDGED = Counter("otklik_segments_judged_total", "People looked at for live segments", ["why"])
SEGMENTS_REMEMBERED = Gauge(
    "otklik_segments_remembered", "People whom the follower of live segments remembers"
)
SEGMENTS_REMEMBERED_BYTES = Gauge("otklik_segments_remembered_bytes", "About how much memory they take")
SEGMENTS_TRANSITIONS = Counter(
    "otklik_segments_transitions_total", "Times that somebody was told to enter or leave a segment", ["kind"]
)
SEGMENTS_POSTPONED = Counter(
    "otklik_segments_postponed_total", "People not looked at for a minute: segments that turn each other"
)
HTTP_SECONDS = Histogram(
    "otklik_http_seconds", "Time of an API request", ["method", "status"], buckets=_STAGE_BUCKETS
)


@dataclass(frozen=True, slots=True)
class StageCounts:
    """What one stage has done since the start: events, and batches by upper bound of their seconds."""

    events: float
    buckets: Mapping[float, float]


def render() -> bytes:
    """The text of /metrics, over all processes."""
    return generate_latest(_registry())


def read_stages() -> dict[str, StageCounts]:
    """The stages' counters over all processes, in the order in which they first ran."""
    events: dict[str, float] = {}
    buckets: dict[str, dict[float, float]] = {}
    for family in _registry().collect():
        for sample in family.samples:
            stage = sample.labels.get("stage", "")
            if sample.name == "otklik_stage_events_total":
                events[stage] = sample.value
            elif sample.name == "otklik_stage_seconds_bucket":
                buckets.setdefault(stage, {})[float(sample.labels["le"])] = sample.value
    return {stage: StageCounts(events.get(stage, 0.0), found) for stage, found in buckets.items()}


def _registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return OWN_REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # the library is not typed
    return registry


def wipe(folder: Path) -> None:
    """Remove the files of an earlier run; before any process of this one starts."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink()


def forget_process(pid: int) -> None:
    """Drop the gauges of a process that died; its counters stay."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call] # the library is not typed
