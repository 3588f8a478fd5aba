"""What makes live membership look again at a condition."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.segments import strategies
from tests.unit.segments.cases.histories import pasts

from otklik.segments.language.conditions import Condition
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.live.reasons import Reasons, find_reasons
from otklik.segments.predicate.changes import next_change
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import History, Past

UTC = ZoneInfo("UTC")
NOW_MS = strategies.NOW_MS

inner_conditions = st.dictionaries(st.integers(1, 3), strategies.conditions(max_leaves=2), max_size=2)


def read(source: Any) -> Condition:  # noqa: ANN401 - JSON
    return parse(source, resolve=AnyNames())


def reasons(source: Any, members: dict[int, Condition] | None = None) -> Reasons:  # noqa: ANN401 - JSON
    return find_reasons(read(source), members=members or {}, now_ms=NOW_MS, zone=UTC)


SIMPLE: list[tuple[str, Any, Reasons]] = [
    ("an event", {"event": "bought"}, Reasons(events=frozenset({"bought"}))),
    ("a beginning of names", {"event": "shop_*"}, Reasons(prefixes=frozenset({"shop_"}))),
    ("whatever he did", {"event": "*"}, Reasons(prefixes=frozenset({""}))),
    (
        "a window that runs out",
        {"event": "bought", "within": {"last": "P7D"}},
        Reasons(events=frozenset({"bought"}), is_moving=True),
    ),
    (
        "a window between dates",
        {"event": "bought", "within": {"from": "2026-01-01", "to": "2026-02-01"}},
        Reasons(events=frozenset({"bought"})),
    ),
    (
        "who never did holds of a newcomer",
        {"event": "bought", "times": {"op": "eq", "value": 0}},
        Reasons(events=frozenset({"bought"}), is_open=True),
    ),
    ("a property", {"property": "plan", "op": "eq", "value": "pro"}, Reasons(properties=frozenset({"plan"}))),
    (
        "an unset property holds of a newcomer",
        {"property": "plan", "op": "unset"},
        Reasons(properties=frozenset({"plan"}), is_open=True),
    ),
    (
        "a path looks at the top property",
        {"property": "plan.name", "op": "eq", "value": "pro"},
        Reasons(properties=frozenset({"plan"})),
    ),
    (
        "a date that comes",
        {"property": "birthday", "op": "anniversary_within", "value": "P7D"},
        Reasons(properties=frozenset({"birthday"}), is_moving=True),
    ),
    (
        "a value held",
        {"property": "plan", "op": "for_at_least", "value": {"value": "pro", "duration": "P7D"}},
        Reasons(properties=frozenset({"plan"}), is_moving=True),
    ),
    ("a tag", {"tag": "vip"}, Reasons(marks=frozenset({("tag", "vip")}))),
    ("a list", {"list": 5}, Reasons(marks=frozenset({("list", "5")}))),
    (
        "a topic and its channel",
        {"subscribed": {"channel": "email", "topic": "news"}},
        Reasons(marks=frozenset({("subscription", "email"), ("subscription", "email/news")})),
    ),
    ("a consent", {"consent": "advertising"}, Reasons(marks=frozenset({("consent", "advertising")}))),
    (
        "sessions follow from events",
        {"property": "$sessions_count", "op": "gte", "value": 2},
        Reasons(events=frozenset({"$session_started"}), properties=frozenset({"$sessions_count"})),
    ),
    (
        "the last visit follows from any event",
        {"property": "$last_seen", "op": "within_last", "value": "P1D"},
        Reasons(
            events=frozenset({"$session_started"}),
            properties=frozenset({"$last_seen"}),
            is_any_event=True,
            is_moving=True,
        ),
    ),
    (
        "a source of traffic follows from sessions",
        {"property": "$last_utm_source", "op": "eq", "value": "ad"},
        Reasons(events=frozenset({"$session_started"}), properties=frozenset({"$last_utm_source"})),
    ),
]


@pytest.mark.parametrize(("source", "expected"), [case[1:] for case in SIMPLE], ids=[c[0] for c in SIMPLE])
def test_reasons_of_one_condition(source: Any, expected: Reasons) -> None:  # noqa: ANN401 - JSON
    assert reasons(source) == expected


def test_groups_and_segments_have_the_reasons_of_their_parts() -> None:
    members = {7: read({"tag": "vip"}), 8: read({"segment": 8})}
    found = reasons(
        {"all": [{"not": {"event": "bought"}}, {"any": [{"segment": 7}, {"segment": 8}, {"segment": 9}]}]},
        members,
    )
    assert found == Reasons(events=frozenset({"bought"}), marks=frozenset({("tag", "vip")}))


def test_an_absence_that_is_waited_for_moves() -> None:
    steps = [{"event": "cart"}, {"not": {"event": "order"}}]
    assert reasons({"sequence": steps, "within": "PT1H"}).is_moving
    assert not reasons({"sequence": [{"event": "cart"}, {"event": "order"}], "within": "PT1H"}).is_moving


def test_whatever_he_did_leaves_out_what_was_noted_of_him() -> None:
    everything = reasons({"event": "*"})
    assert everything.has_event("bought")
    assert not everything.has_event("$segment_entered")
    assert reasons({"event": "$segment_entered"}).has_event("$segment_entered")


@st.composite
def foreign(draw: st.DrawFn, found: Reasons) -> Past:
    """A past in which nothing is a reason."""
    past = draw(pasts())
    return Past(
        tuple(event for event in past.events if not found.has_event(event.name)),
        tuple(write for write in past.writes if write.property not in found.properties),
        tuple(write for write in past.facts if write.property not in found.properties),
        tuple(mark for mark in past.marks if (mark.kind.value, mark.key) not in found.marks),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), strategies.conditions(), pasts(), inner_conditions)
def test_what_is_no_reason_changes_no_answer(
    data: st.DataObject, condition: Condition, past: Past, inner: dict[int, Condition]
) -> None:
    found = find_reasons(condition, members=inner, now_ms=NOW_MS, zone=UTC)
    other = data.draw(foreign(found))

    def answer(material: Past) -> bool:
        return holds(condition, History(material), now_ms=NOW_MS, zone=UTC, members=inner)

    if exists(past):
        assert answer(past) == answer(join(past, other))
    elif exists(other):
        assert answer(other) == found.is_open


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.conditions(), pasts(), inner_conditions)
def test_without_that_reason_time_alone_changes_no_answer(
    condition: Condition, past: Past, inner: dict[int, Condition]
) -> None:
    history = History(past).as_of(NOW_MS)
    found = find_reasons(condition, members=inner, now_ms=NOW_MS, zone=UTC)
    change = next_change(condition, history, now_ms=NOW_MS, zone=UTC, members=inner)
    assert found.is_moving or change is None


def exists(past: Past) -> bool:
    moments = [event.ts_ms for event in past.events] + [write.ts_ms for write in past.writes]
    return any(moment_ms <= NOW_MS for moment_ms in moments)


def join(one: Past, other: Past) -> Past:
    return Past(
        one.events + other.events,
        one.writes + other.writes,
        one.facts + other.facts,
        one.marks + other.marks,
    )
