from otklik.infra.metrics import StageCounts
from otklik.status.stages import StageWindow

INFINITY = float("inf")


def counts(events: float, *buckets: float) -> dict[str, StageCounts]:
    return {"decode": StageCounts(events, dict(zip((0.01, 0.1, INFINITY), buckets, strict=True)))}


def test_rate_is_taken_over_the_last_minute() -> None:
    window = StageWindow()
    first = window.speeds(counts(1_000, 10, 10, 10), now_s=100)
    assert first[0].per_s == 0
    second = window.speeds(counts(1_300, 10, 14, 14), now_s=110)
    assert second[0].per_s == 30
    assert 10 < second[0].p50_ms < 100  # only the new batches count
    late = window.speeds(counts(1_300, 10, 14, 14), now_s=300)
    assert late[0].per_s == 0


def test_quantiles_of_what_was_never_measured_are_zero() -> None:
    assert StageWindow().speeds(counts(0, 0, 0, 0), now_s=1)[0].p95_ms == 0


def test_beyond_the_last_bound_the_bound_is_told() -> None:
    assert StageWindow().speeds(counts(5, 0, 0, 4), now_s=1)[0].p95_ms == 100
