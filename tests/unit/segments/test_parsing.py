import json
import sys
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.segments.strategies import conditions

from otklik.segments.errors import ConditionError
from otklik.segments.language.conditions import Condition, Followed, PropertyIs
from otklik.segments.language.dumping import dump
from otklik.segments.language.limits import MAX_DEPTH, MAX_FAULTS, MAX_NODES
from otklik.segments.language.names import AnyNames, our_event_name
from otklik.segments.language.parsing import parse
from otklik.segments.language.parsing_values import join_path, split_path

E: dict[str, Any] = {"event": "$cart_viewed"}
KEYS = (
    *("all", "any", "not", "event", "property", "op", "value", "where", "times", "within", "last"),
    *("sequence", "message", "status", "as", "of", "measure", "same", "list", "subscribed"),
)
P: dict[str, Any] = {"property": "plan", "op": "eq", "value": "pro"}


class Nothing(AnyNames):
    """Finds no segment, list or channel."""

    def has_segment(self, segment_id: int) -> bool:
        return segment_id < 0

    def has_list(self, list_id: int) -> bool:
        return list_id < 0

    def has_channel(self, channel: str) -> bool:
        return not channel

    def has_history(self, name: str) -> bool:
        return not name


def read(source: object) -> Condition:
    return parse(source, resolve=AnyNames())


def faults(source: object) -> list[tuple[str, str]]:
    with pytest.raises(ConditionError) as caught:
        read(source)
    assert caught.value.status == 422
    return [(fault.path, fault.code) for fault in caught.value.faults]


def prop(op: str, value: object) -> dict[str, object]:
    return {"property": "p", "op": op, "value": value}


def event(**more: object) -> dict[str, object]:
    return {"event": "e", **more}


@given(conditions(max_leaves=10))
def test_what_is_dumped_is_read_the_same(condition: Condition) -> None:
    written = json.loads(json.dumps(dump(condition)))
    assert read(written) == condition


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(KEYS),
                inner,
                max_size=4,
            ),
        ),
        max_leaves=15,
    )
)
def test_nothing_breaks_the_parser(source: object) -> None:
    with suppress(ConditionError):
        condition = read(source)
        assert read(dump(condition)) == condition


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # kinds and groups
        ([], [("", "wrong_type")]),
        (None, [("", "wrong_type")]),
        ({}, [("", "unknown_kind")]),
        ({"al": [P]}, [("", "unknown_kind")]),
        ({"all": []}, [("all", "empty")]),
        ({"any": []}, [("any", "empty")]),
        ({"all": P}, [("all", "wrong_type")]),
        ({"all": [P], "any": [P]}, [("", "clash")]),
        ({"not": None}, [("not", "wrong_type")]),
        ({"all": [P], "name": "x"}, [("name", "unknown_key")]),
        ({"all": [P, {"any": [7]}]}, [("all[1].any[0]", "wrong_type")]),
        # values
        ({"property": "p"}, [("op", "missing")]),
        ({"property": "", "op": "set"}, [("property", "empty")]),
        ({"property": "a..b", "op": "set"}, [("property", "out_of_range")]),
        ({"property": 5, "op": "set"}, [("property", "wrong_type")]),
        (prop("equals", 1), [("op", "unknown_operator")]),
        (prop("set", 1), [("value", "not_here")]),
        ({"property": "p", "op": "eq"}, [("value", "missing")]),
        (prop("eq", None), [("value", "wrong_type")]),
        (prop("eq", ""), [("value", "empty")]),
        (prop("eq", []), [("value", "wrong_type")]),
        (prop("eq", float("nan")), [("value", "out_of_range")]),
        (prop("eq", float("inf")), [("value", "out_of_range")]),
        (prop("eq", 1 << 64), [("value", "out_of_range")]),
        (prop("eq", 10**5000), [("value", "out_of_range")]),
        (prop("gt", True), [("value", "wrong_type")]),
        (prop("gt", "abc"), [("value", "wrong_type")]),
        (prop("gt", 1e300), [("value", "out_of_range")]),
        (prop("contains", 5), [("value", "wrong_type")]),
        (prop("contains", "a\0"), [("value", "bad_text")]),
        (prop("contains", "\ud800"), [("value", "bad_text")]),
        (prop("contains", "x" * 1001), [("value", "too_long")]),
        (prop("matches", "("), [("value", "bad_pattern")]),
        (prop("matches", "(?=a)"), [("value", "bad_pattern")]),
        (prop("matches", r"(a)\1"), [("value", "bad_pattern")]),
        (prop("matches", "((a{100}){100}){100}"), [("value", "bad_pattern")]),
        (prop("in", "a"), [("value", "wrong_type")]),
        (prop("in", []), [("value", "empty")]),
        (
            prop("in", [1, None, "", {}]),
            [("value[1]", "wrong_type"), ("value[2]", "empty"), ("value[3]", "wrong_type")],
        ),
        (prop("has_any", [1] * 1001), [("value", "too_many")]),
        (prop("between", [2, 1]), [("value", "wrong_order")]),
        (prop("between", [1]), [("value", "wrong_type")]),
        (prop("between", [1, "2026-01-01"]), [("value[0]", "bad_date")]),
        (prop("between", ["2026-02-01", "2026-01-01"]), [("value", "wrong_order")]),
        (prop("between", [False, True]), [("value[0]", "wrong_type"), ("value[1]", "wrong_type")]),
        (prop("before", "01.02.2026"), [("value", "bad_date")]),
        (prop("after", 1_700_000_000), [("value", "bad_date")]),
        (prop("after", "2026-02-30"), [("value", "bad_date")]),
        (prop("within_last", "7 days"), [("value", "bad_duration")]),
        (prop("within_next", "-P1D"), [("value", "bad_duration")]),
        (prop("anniversary_within", 7), [("value", "wrong_type")]),
        (prop("for_at_least", "P7D"), [("value", "wrong_type")]),
        (prop("for_at_least", {"value": 1}), [("value.duration", "missing")]),
        (
            prop("for_less_than", {"value": "", "duration": "P"}),
            [("value.value", "empty"), ("value.duration", "bad_duration")],
        ),
        # events
        ({"event": ""}, [("event", "empty")]),
        ({"event": 5}, [("event", "wrong_type")]),
        (event(were=[]), [("were", "unknown_key")]),
        (event(where={}), [("where", "wrong_type")]),
        (event(where=[prop("for_at_least", {"value": 1, "duration": "P1D"})]), [("where[0].op", "not_here")]),
        (event(times=3), [("times", "wrong_type")]),
        (event(times={"op": "gte"}), [("times.value", "missing")]),
        (event(times={"op": "contains", "value": 1}), [("times.op", "not_here")]),
        (event(times={"op": "gte", "value": -1}), [("times.value", "out_of_range")]),
        (event(times={"op": "gte", "value": 1.5}), [("times.value", "wrong_type")]),
        (event(times={"op": "gte", "value": float("nan")}), [("times.value", "wrong_type")]),
        (event(times={"op": "gte", "value": True}), [("times.value", "wrong_type")]),
        (event(times={"op": "gte", "value": "3"}), [("times.value", "wrong_type")]),
        (event(times={"op": "between", "value": [3, 1]}), [("times.value", "wrong_order")]),
        (event(times={"op": "between", "value": 3}), [("times.value", "wrong_type")]),
        (
            event(times={"op": "gte", "value": 1}, measure={"of": "a", "as": "sum", "op": "gt", "value": 1}),
            [("measure", "clash")],
        ),
        (
            event(measure={"of": "a", "as": "median", "op": "gt", "value": 1}),
            [("measure.as", "unknown_value")],
        ),
        (
            event(measure={"of": "a", "as": "sum", "op": "contains", "value": "1"}),
            [("measure.op", "not_here")],
        ),
        (event(measure={"of": "a", "as": "sum", "op": "set"}), [("measure.op", "not_here")]),
        (
            event(measure={"of": "a", "as": "sum", "op": "eq", "value": "x"}),
            [("measure.value", "wrong_type")],
        ),
        (
            event(measure={"of": "a", "as": "max", "op": "between", "value": ["2026-01-01", "2026-01-02"]}),
            [("measure.value", "wrong_type")],
        ),
        (event(measure={"as": "sum", "op": "eq", "value": 1}), [("measure.of", "missing")]),
        (event(within="P7D"), [("within", "wrong_type")]),
        (event(within={}), [("within", "missing")]),
        (event(within={"last": "P7D", "from": "2026-01-01"}), [("within", "clash")]),
        (event(within={"from": "2026-02-01", "to": "2026-01-01"}), [("within", "wrong_order")]),
        (event(within={"from": "yesterday"}), [("within.from", "bad_date")]),
        (event(same=""), [("same", "empty")]),
        # sequences
        ({"sequence": [E]}, [("sequence", "out_of_range")]),
        ({"sequence": [E] * 11}, [("sequence", "out_of_range")]),
        ({"sequence": [E, E], "same": "category"}, [("same", "unknown_key")]),
        (
            {"sequence": [E, {**E, "times": {"op": "gte", "value": 2}}]},
            [("sequence[1].times", "unknown_key")],
        ),
        ({"sequence": [E, {"not": E}]}, [("within", "missing")]),
        ({"sequence": [{"not": E}, E], "within": "P1D"}, [("sequence[0]", "misplaced_absence")]),
        ({"sequence": [E, {"not": E}, {"not": E}], "within": "P1D"}, [("sequence[1]", "misplaced_absence")]),
        (
            {"sequence": [E, {"page": "/"}]},
            [("sequence[1].page", "unknown_key"), ("sequence[1].event", "missing")],
        ),
        ({"sequence": [E, E], "within": {"last": "P1D"}}, [("within", "wrong_type")]),
        # messages and memberships
        ({"message": {"any": True}}, [("status", "missing")]),
        ({"message": {}, "status": "read"}, [("message", "missing")]),
        ({"message": {"any": True, "id": 1}, "status": "read"}, [("message", "clash")]),
        ({"message": {"any": False}, "status": "read"}, [("message.any", "wrong_type")]),
        ({"message": {"id": 1}, "status": "opened"}, [("status", "unknown_value")]),
        ({"segment": "5"}, [("segment", "wrong_type")]),
        ({"segment": 0}, [("segment", "out_of_range")]),
        ({"list": True}, [("list", "wrong_type")]),
        ({"list": 1 << 63}, [("list", "out_of_range")]),
        ({"tag": ""}, [("tag", "empty")]),
        ({"subscribed": "email"}, [("subscribed", "wrong_type")]),
        ({"subscribed": {"channel": "pigeon"}}, [("subscribed.channel", "unknown_channel")]),
        ({"subscribed": {"topic": "x"}}, [("subscribed.channel", "missing")]),
        ({"consent": "everything"}, [("consent", "unknown_value")]),
    ],
)
def test_what_is_wrong_is_named_with_its_place(source: object, expected: list[tuple[str, str]]) -> None:
    assert faults(source) == expected


def test_all_faults_are_found_at_once() -> None:
    source = {
        "all": [{"property": "p", "op": "is"}, {"not": {"event": "", "times": {"op": "gt", "value": -1}}}, 5]
    }
    assert faults(source) == [
        ("all[0].op", "unknown_operator"),
        ("all[1].not.event", "empty"),
        ("all[1].not.times.value", "out_of_range"),
        ("all[2]", "wrong_type"),
    ]


def test_a_fault_says_what_is_wanted_what_came_and_what_may_be_meant() -> None:
    with pytest.raises(ConditionError) as caught:
        parse(
            {"event": "e", "wihtin": {"last": "P7D"}, "times": {"op": "gte", "value": "3"}},
            resolve=AnyNames(),
            at="filter",
        )
    unknown, wrong = caught.value.faults
    assert unknown.path == "filter.wihtin"
    assert "“within” may be meant" in unknown.message
    assert wrong.path == "filter.times.value"
    assert wrong.message == "a whole number is expected, not “3”"
    assert str(caught.value) == "invalid_condition: The condition is wrong"


def test_what_the_resolver_does_not_know_is_a_fault() -> None:
    held = prop("for_at_least", {"value": 1, "duration": "P1D"})
    source = {"all": [{"segment": 5}, {"list": 6}, {"subscribed": {"channel": "email"}}, held, prop("eq", 1)]}
    with pytest.raises(ConditionError) as caught:
        parse(source, resolve=Nothing())
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("all[0].segment", "unknown_segment"),
        ("all[1].list", "unknown_list"),
        ("all[2].subscribed.channel", "unknown_channel"),
        ("all[3].op", "not_here"),
    ]


def nested(levels: int) -> dict[str, Any]:
    source = P
    for _ in range(levels):
        source = {"not": source}
    return source


def test_groups_stand_ten_deep() -> None:
    read(nested(MAX_DEPTH))
    assert faults(nested(MAX_DEPTH + 1)) == [("not" + ".not" * MAX_DEPTH, "too_deep")]


def test_thousands_of_levels_do_not_recurse() -> None:
    assert faults(nested(7_000)) == [("not" + ".not" * MAX_DEPTH, "too_deep")]
    assert faults(nested(10_000)) == [("", "too_big")]
    deep: object = 1
    for _ in range(sys.getrecursionlimit() * 5):
        deep = [deep]
    assert faults({"event": "e", "where": deep})[0][0].startswith("where")
    assert faults(prop("eq", deep)) == [("value", "wrong_type")]


def test_a_hundred_nodes_are_enough() -> None:
    read({"all": [P] * (MAX_NODES - 1)})
    assert faults({"all": [P] * MAX_NODES}) == [(f"all[{MAX_NODES - 1}]", "too_many")]
    assert faults({"all": [{"event": "e", "where": [P] * MAX_NODES}]}) == [("all[0].where[98]", "too_many")]


def test_thousands_of_wrong_keys_are_told_by_a_few() -> None:
    many = {f"key{number}": 1 for number in range(4_000)}
    assert len(faults({"event": "e", **many})) == MAX_FAULTS
    assert faults(many) == [("", "unknown_kind")]


def test_faults_are_listed_up_to_a_bound() -> None:
    assert len(faults({"all": [5] * 99})) == MAX_FAULTS


@pytest.mark.parametrize(
    "source",
    [
        {"all": [P] * 100_000},
        {"tag": "x" * 10_000_000},
        prop("in", ["x" * 100] * 1000),
        {"x" * 70_000: 1},
        prop("eq", 10**200_000),
        {str(key): key for key in range(50_000)},
    ],
    ids=["many", "long text", "long list", "long key", "huge number", "many keys"],
)
def test_a_condition_over_64_kb_is_refused_whole(source: object) -> None:
    assert faults(source) == [("", "too_big")]


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("Order Completed", "$order_completed"),
        ("order completed", "$order_completed"),
        ("Signed Up", "$registered"),
        ("$page_view", "$page_viewed"),
        ("$authorized", "$signed_in"),
        ("$session_start", "$session_started"),
        ("$order_paid", "$order_paid"),
        ("Bought a bicycle", "Bought a bicycle"),
    ],
)
def test_a_doors_own_name_becomes_ours(said: str, ours: str) -> None:
    assert our_event_name(said) == ours
    assert dump(read({"event": said})) == {"event": ours}


@pytest.mark.parametrize(
    ("source", "dumped"),
    [
        (
            {"message": {"topic": "wedding"}, "status": "read", "times": {"op": "eq", "value": 0}},
            {
                "event": "$message_read",
                "where": [{"property": "topic", "op": "eq", "value": "wedding"}],
                "times": {"op": "eq", "value": 0},
            },
        ),
        ({"message": {"any": True}, "status": "clicked"}, {"event": "$message_clicked"}),
        ({"event": "$order_*"}, {"event": "$order_*"}),
        ({"event": "*", "where": []}, {"event": "*"}),
        (event(times={"op": "gte", "value": 3.0}), event(times={"op": "gte", "value": 3})),
        (prop("gt", "1e3"), prop("gt", 1000)),
        (prop("gt", "0.12345678901234567891"), prop("gt", "0.12345678901234567891")),
        (prop("eq", "1e3"), prop("eq", "1e3")),
        ({"property": "p", "op": "set", "value": None}, {"property": "p", "op": "set"}),
        (
            event(within={"from": "2026-01-31", "to": None}),
            event(within={"from": "2026-01-31T00:00:00.000Z"}),
        ),
        (prop("before", "2026-01-31"), prop("before", "2026-01-31")),
        (prop("within_last", "P14D"), prop("within_last", "P2W")),
    ],
)
def test_what_is_read_is_in_one_form(source: object, dumped: object) -> None:
    assert dump(read(source)) == dumped


def test_dots_walk_into_objects_and_may_be_escaped() -> None:
    condition = read({"property": r"utm\.source.a\\", "op": "set"})
    assert isinstance(condition, PropertyIs)
    assert condition.test.path == ("utm.source", "a\\")


@given(st.lists(st.text("a.\\", min_size=1), min_size=1).map(tuple))
def test_a_path_is_joined_and_split(keys: tuple[str, ...]) -> None:
    assert split_path(join_path(keys)) == keys


def test_an_absence_is_the_last_step() -> None:
    condition = read({"sequence": [E, {"not": {"event": "$order_completed"}}], "within": "PT1H"})
    assert isinstance(condition, Followed)
    assert [step.is_absent for step in condition.steps] == [False, True]
