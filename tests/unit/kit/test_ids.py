from hypothesis import given
from hypothesis import strategies as st

from otklik.kit import ids


def test_ids_are_stable() -> None:
    assert ids.derive_person_id(1, "anonymous_id", "a") == 1202552438141533243
    assert ids.derive_person_id(1, "anonymous_id", "a", 1) != ids.derive_person_id(1, "anonymous_id", "a")
    assert ids.derive_person_id(2, "anonymous_id", "a") != ids.derive_person_id(1, "anonymous_id", "a")
    assert ids.derive_person_id(1, "user_id", "a") != ids.derive_person_id(1, "anonymous_id", "a")


def test_parts_do_not_run_together() -> None:
    assert ids.derive_id("ab", "c") != ids.derive_id("a", "bc")
    assert ids.derive_id("1:a") != ids.derive_id("a")


@given(st.lists(st.text() | st.integers()))
def test_ids_fit_63_bits(parts: list[str | int]) -> None:
    assert 0 < ids.derive_id(*parts) < 1 << 63
    assert ids.derive_id(*parts) == ids.derive_id(*parts)
