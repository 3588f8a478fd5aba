import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.intake.pipeline.duplicates import LANES, WINDOW_HOURS, MessageFilter, hash_message

HASHES = st.integers(0, 2**64 - 1)


def array(values: list[int]) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint64]]":
    return np.array(values, dtype=np.uint64)


@given(st.lists(st.tuples(HASHES, st.integers(0, WINDOW_HOURS - 1)), max_size=50))
def test_what_was_seen_within_the_window_is_always_suspected(seen: list[tuple[int, int]]) -> None:
    known = MessageFilter(1 << 12)
    for value, hour in sorted(seen, key=lambda pair: pair[1]):
        known.add(array([value]), hour)
    if seen:
        assert known.find_suspects(array([value for value, _ in seen])).all()


def test_new_ids_are_rarely_suspected() -> None:
    known = MessageFilter(1 << 20)
    random = np.random.default_rng(1)
    old = random.integers(0, 2**64, 20_000, dtype=np.uint64)
    new = random.integers(0, 2**64, 20_000, dtype=np.uint64)
    known.add(old, 1)
    assert known.find_suspects(old).all()
    assert known.find_suspects(new).mean() < 0.02


def test_hours_gone_by_are_forgotten() -> None:
    known = MessageFilter(1 << 12)
    known.add(array([1]), 0)
    for hour in range(1, WINDOW_HOURS + LANES + 1):
        known.add(array([hour + 10]), hour)
    assert not known.find_suspects(array([1])).any()


def test_beyond_its_memory_it_forgets_nothing() -> None:
    known = MessageFilter(1 << 12)
    random = np.random.default_rng(1)
    ids = random.integers(0, 2**64, 50_000, dtype=np.uint64)
    for part in np.array_split(ids, 100):
        known.add(part, 5)
    assert known.find_suspects(ids).all()


@pytest.mark.parametrize("name", ["{}", "c-{}", "{:08}", "{:09}", "{:016}", "order-{:010}-{:08}"])
def test_ids_that_are_alike_in_several_workspaces_are_not_the_same(name: str) -> None:
    hashes = {
        hash_message(workspace, name.format(number, number))
        for workspace in range(64)
        for number in range(2_000)
    }
    assert len(hashes) == 64 * 2_000
