from datetime import UTC, datetime, timedelta

from otklik.workspaces.throttling import Limit, Tries, count_try

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = Limit(tries=3, window=timedelta(minutes=10), lock=timedelta(minutes=5))


def _try_times(times: int, now: datetime = NOW) -> tuple[Tries, timedelta | None]:
    known: Tries | None = None
    wait: timedelta | None = None
    for _ in range(times):
        known, wait = count_try(known, limit=LIMIT, now=now)
    assert known is not None
    return known, wait


def test_tries_within_the_limit_pass() -> None:
    assert _try_times(3)[1] is None


def test_one_too_many_locks_for_the_whole_time() -> None:
    known, wait = _try_times(4)
    assert wait == LIMIT.lock
    assert known.locked_until == NOW + LIMIT.lock


def test_a_try_during_the_lock_waits_and_does_not_prolong_it() -> None:
    locked, _ = _try_times(4)
    known, wait = count_try(locked, limit=LIMIT, now=NOW + timedelta(minutes=2))
    assert (known, wait) == (locked, timedelta(minutes=3))


def test_after_the_lock_counting_begins_anew() -> None:
    locked, _ = _try_times(4)
    known, wait = count_try(locked, limit=LIMIT, now=NOW + LIMIT.lock)
    assert (known.failures, wait) == (1, None)


def test_a_window_that_has_passed_is_forgotten() -> None:
    known, _ = _try_times(3)
    known, wait = count_try(known, limit=LIMIT, now=NOW + LIMIT.window)
    assert (known.failures, wait) == (1, None)
