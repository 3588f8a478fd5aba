"""The filter of homes is never wrong about whom it was given."""

from hypothesis import given
from hypothesis import strategies as st

from otklik.segments.live.homes import Homes

ids = st.sets(st.integers(0, (1 << 64) - 1))


@given(st.lists(ids, max_size=5), ids)
def test_who_was_added_is_never_new(added: list[set[int]], others: set[int]) -> None:
    homes = Homes(10)
    known: set[int] = set()
    for some in added:
        assert homes.find_new(some).isdisjoint(known)
        homes.add(some)
        known |= some
    assert homes.find_new(known) == set()
    assert homes.find_new(others).isdisjoint(known)


def test_nearly_all_others_are_new_until_it_is_full() -> None:
    homes = Homes(10_000)
    homes.add(range(10_000))
    assert not homes.is_full
    others = range(1 << 40, (1 << 40) + 100_000)
    assert len(homes.find_new(others)) > len(others) - 20
    homes.add(range(10_000, 11_000))
    assert homes.is_full
