"""The law of property writes: order of arrival, duplicates and merges never matter."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from otklik.profiles.contracts import Json, Operation, PropertyWrite
from otklik.profiles.properties import (
    MAX_WRITES,
    Card,
    OwnWrite,
    Writes,
    apply,
    as_number,
    fold,
    fold_card,
    is_covered,
    is_same,
    is_unset,
    own_write,
    weave,
)

VALUES = st.one_of(
    st.none(),
    st.just(""),
    st.integers(-5, 5),
    st.sampled_from(["a", "b", "7", "1.5", " 3", True, 0.1, 0.2]),
    st.lists(st.integers(0, 3), max_size=3),
)


@st.composite
def property_writes(draw: st.DrawFn, homes: int = 3, size: int = 12) -> list[tuple[int, PropertyWrite]]:
    """Writes of several homes, in log order: positions are unique, event times are not."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(1, homes),
                st.sampled_from(list(Operation)),
                st.sampled_from(["$email", "plan"]),
                VALUES,
                st.integers(1, 6),
            ),
            max_size=size,
        )
    )
    return [
        (home, PropertyWrite(1, home, op.value, name, value, ts, position << 12, 0, "s", "", f"m{position}"))
        for position, (home, op, name, value, ts) in enumerate(drawn, 1)
    ]


def collect(writes: Sequence[tuple[int, PropertyWrite]]) -> dict[int, Writes]:
    homes: dict[int, Writes] = {}
    for home, write in writes:
        own = homes.setdefault(home, {})
        woven = weave(own.get(write.property, ()), own_write(write))
        if woven is not None:
            own[write.property] = woven
    return homes


def test_what_a_later_set_hides_is_covered_and_a_copy_is_not() -> None:
    kept = [own_write(PropertyWrite(1, 1, "set", "plan", "pro", 5, 2 << 12, 0, "s", "", "m2"))]
    late = own_write(PropertyWrite(1, 1, "set", "plan", "free", 3, 7 << 12, 0, "s", "", "m7"))
    copy = own_write(PropertyWrite(1, 1, "set", "plan", "pro", 3, 8 << 12, 0, "s", "", "m2"))
    newer = own_write(PropertyWrite(1, 1, "set", "plan", "free", 6, 9 << 12, 0, "s", "", "m9"))
    assert is_covered(kept, late)
    assert weave(kept, late) is None
    assert not any(is_covered(kept, write) for write in (kept[0], copy, newer))
    assert not is_covered([], late)


def oracle(writes: Sequence[tuple[int, PropertyWrite]]) -> dict[str, Any]:
    """All writes, one after another in (event time, log position)."""
    state: dict[str, Any] = {}
    for _, write in sorted(writes, key=lambda pair: (pair[1].ts_ms, pair[1].position)):
        state[write.property] = apply(own_write(write), state.get(write.property))
    return {name: value for name, value in state.items() if not is_unset(value)}


def same_card(left: Card, right: dict[str, Any]) -> bool:
    return left.properties.keys() == right.keys() and all(
        is_same(left.properties[name], value) for name, value in right.items()
    )


@given(property_writes(), st.data())
def test_any_order_and_duplication_gives_the_card_of_the_ordered_history(
    writes: list[tuple[int, PropertyWrite]], data: st.DataObject
) -> None:
    copies = data.draw(st.lists(st.sampled_from(writes), max_size=5)) if writes else []
    shuffled = data.draw(st.permutations(writes + copies))

    homes = collect(shuffled)

    assert same_card(fold_card(homes.values()), oracle(writes))
    assert homes == collect(writes)


@given(property_writes(), st.data())
def test_a_card_does_not_depend_on_the_order_of_merges(
    writes: list[tuple[int, PropertyWrite]], data: st.DataObject
) -> None:
    homes = collect(writes)
    shuffled = data.draw(st.permutations(list(homes.values())))

    left, right = fold_card(homes.values()), fold_card(shuffled)
    assert same_card(left, right.properties)
    assert left.stamps == right.stamps


@given(property_writes())
def test_own_writes_do_not_change_by_a_merge_so_that_undo_is_exact(
    writes: list[tuple[int, PropertyWrite]],
) -> None:
    homes = collect(writes)
    before = {home: fold_card([own]) for home, own in homes.items()}
    fold_card(homes.values())

    assert {home: fold_card([own]) for home, own in homes.items()} == before


def write(op: str, value: Json, at: int, *, message_id: str = "", sub: int = 0) -> OwnWrite:
    return OwnWrite(at, at << 12, sub, op, value, message_id, "s", "")


def value_of(*writes: OwnWrite) -> Json:
    kept: list[OwnWrite] = []
    for each in writes:
        kept = weave(kept, each) or kept
    effective = fold([kept])
    return effective.value if effective else None


def test_the_earliest_set_once_wins_also_when_it_comes_later() -> None:
    assert value_of(write("set_once", "b", 5), write("set_once", "a", 3)) == "a"


def test_set_once_never_overrides_a_set() -> None:
    assert value_of(write("set", "x", 5), write("set_once", "a", 3)) == "x"
    assert value_of(write("set", "x", 5), write("set_once", "a", 7)) == "x"
    assert value_of(write("set", "x", 5), write("delete", None, 6), write("set_once", "a", 7)) == "a"


def test_a_late_write_of_an_earlier_time_changes_nothing() -> None:
    assert value_of(write("set", "new", 5), write("set", "old", 3)) == "new"


def test_the_later_in_the_log_wins_a_tie_of_times() -> None:
    first, second = OwnWrite(5, 1, 0, "set", "a", "", "", ""), OwnWrite(5, 2, 0, "set", "b", "", "", "")
    assert value_of(second, first) == "b"


def test_null_and_empty_text_unset() -> None:
    for nothing in (None, ""):
        given_write = PropertyWrite(1, 1, "set", "p", nothing, 7, 7, 0, "", "", "")
        assert value_of(write("set", "x", 5), own_write(given_write)) is None


def test_add_counts_once_per_message() -> None:
    once = write("add", 2, 5, message_id="m")
    retry = OwnWrite(6, 99 << 12, 0, "add", 2, "m", "s", "")
    assert value_of(once, retry, once) == 2
    assert value_of(retry, once) == 2


def test_two_operations_of_one_message_both_count() -> None:
    assert value_of(write("add", 2, 5, message_id="m"), write("add", 3, 5, message_id="m", sub=1)) == 5


def test_sums_are_exact_decimals() -> None:
    assert value_of(write("add", 0.1, 1), write("add", 0.2, 2)) == 0.3
    assert value_of(write("set", "1e3", 1), write("add", 1, 2)) == 1001


def test_what_does_not_fit_changes_nothing() -> None:
    assert value_of(write("set", "ten", 1), write("add", 1, 2)) == "ten"
    assert value_of(write("add", "many", 2)) is None
    assert value_of(write("set", 5, 1), write("exclude", 5, 2)) == 5
    assert value_of(write("set", (1 << 62) + 1, 1), write("add", 1 << 62, 2)) == (1 << 62) + 1


def test_lists_grow_shrink_and_stay_bounded() -> None:
    assert value_of(write("append", "a", 1), write("append", "a", 2)) == ["a", "a"]
    assert value_of(write("union", ["a", "b"], 1), write("union", ["b", "c"], 2)) == ["a", "b", "c"]
    assert value_of(write("set", ["a", "b"], 1), write("exclude", "a", 2)) == ["b"]
    assert value_of(write("set", "a", 1), write("append", "b", 2)) == ["a", "b"]
    assert value_of(write("set", [1], 1), write("union", [True], 2)) == [1, True]
    assert value_of(write("set", list(range(1_000)), 1), write("append", "last", 2))[-1] == "last"
    assert len(value_of(write("set", list(range(1_000)), 1), write("append", "last", 2))) == 1_000


def test_numbers_follow_the_grammar_of_json() -> None:
    assert as_number("5.0") == 5
    assert as_number(" 5") is None
    assert as_number("05") is None
    assert as_number(True) is None
    assert as_number(None) is None


@given(st.permutations(range(1, 301)))
def test_many_additions_fold_and_still_sum_up(order: list[int]) -> None:
    kept: list[OwnWrite] = []
    for at in order:
        kept = weave(kept, write("add", at, at)) or kept
    assert len(kept) <= MAX_WRITES
    effective = fold([kept])
    assert effective is not None
    assert effective.value == sum(range(1, 301))


@given(
    st.lists(st.sampled_from(["add", "append", "union", "exclude", "set_once"]), min_size=65, max_size=300)
)
def test_a_history_in_order_folds_to_the_same_value(operations: list[str]) -> None:
    writes = [write(op, at % 4, at) for at, op in enumerate(operations, 1)]
    state: Any = None
    for each in writes:
        state = apply(each, state)
    kept: list[OwnWrite] = []
    for each in writes:
        kept = weave(kept, each) or kept
        assert len(kept) <= MAX_WRITES
    effective = fold([kept])
    assert is_same(effective.value if effective else None, None if is_unset(state) else state)
