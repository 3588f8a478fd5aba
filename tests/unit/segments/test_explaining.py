"""Why a person is in a segment or not: each node with the value that decided."""

from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.segments.cases.histories import pasts
from tests.unit.segments.cases.loading import NAMES, Case, load_cases, moment
from tests.unit.segments.strategies import NOW_MS, conditions

from otklik.segments.language.conditions import Condition
from otklik.segments.language.parsing import parse
from otklik.segments.language.values import Json
from otklik.segments.predicate.evaluation import Members, holds
from otklik.segments.predicate.explaining import Explanation, explain
from otklik.segments.predicate.history import Event, History, Mark, MarkKind, Past, Write

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = "2026-03-10T12:00:00Z"
PAST = Past(
    events=(
        Event("$cart_viewed", moment("2026-03-08T10:00:00Z"), 1, {"amount": 25000}),
        Event("$order_completed", moment("2026-03-08T10:30:00Z"), 2, {"amount": "100.5", "category": "a"}),
        Event("$order_completed", moment("2026-02-01T10:00:00Z"), 3, {"amount": 200, "category": "a"}),
    ),
    writes=(
        Write("city", moment("2026-03-01T12:00:00Z"), 4, "Тверь"),
        Write("status", moment("2026-03-05T12:00:00Z"), 5, "new"),
    ),
    marks=(Mark(MarkKind.TAG, "vip", moment("2026-03-02T00:00:00Z"), 6),),
)


def read(source: Json) -> Condition:
    return parse(source, resolve=NAMES)


def why(source: Json, *, now: str = NOW, members: Members | None = None) -> Explanation:
    return explain(read(source), History(PAST), now_ms=moment(now), zone=MOSCOW, members=members or {})


def test_a_property_shows_its_value() -> None:
    found = why({"property": "city", "op": "eq", "value": "Псков"})
    assert (found.kind, found.holds, found.found) == ("property", False, "Тверь")


def test_a_count_shows_how_many_and_the_window() -> None:
    found = why({"event": "$order_completed", "times": {"op": "gte", "value": 2}, "within": {"last": "P7D"}})
    assert (found.kind, found.holds, found.found, found.count) == ("event", False, 1, 1)
    assert (found.begins, found.ends) == ("2026-03-03T12:00:00.000Z", "2026-03-10T12:00:00.000Z")


def test_a_measure_shows_its_figure_as_a_plain_number() -> None:
    found = why(
        {"event": "$order_completed", "measure": {"of": "amount", "as": "sum", "op": "gt", "value": 300}}
    )
    assert (found.holds, found.found, found.count) == (True, 300.5, 2)


def test_one_value_shows_which() -> None:
    found = why({"event": "$order_completed", "same": "category", "times": {"op": "gte", "value": 2}})
    assert (found.holds, found.count, found.matched) == (True, 2, {"category": "a"})


def test_one_value_that_is_not_often_enough_shows_the_best() -> None:
    found = why({"event": "$order_completed", "same": "category", "times": {"op": "gte", "value": 3}})
    assert (found.holds, found.count, found.matched) == (False, 2, {"category": "a"})


def test_a_held_value_shows_since_when_and_when_it_is_full() -> None:
    held = {"value": "new", "duration": "P7D"}
    found = why({"property": "status", "op": "for_at_least", "value": held})
    assert (found.holds, found.found) == (False, "new")
    assert (found.since, found.ends) == ("2026-03-05T12:00:00.000Z", "2026-03-12T12:00:00.000Z")


SEQUENCE = [{"event": "$cart_viewed"}, {"not": {"event": "$order_completed"}}]


@pytest.mark.parametrize(
    ("source", "now", "step", "failing"),
    [
        ({"sequence": [{"event": "x"}, {"event": "$cart_viewed"}]}, NOW, 0, "missing"),
        ({"sequence": [{"event": "$order_completed"}, {"event": "x"}]}, NOW, 1, "missing"),
        ({"sequence": SEQUENCE, "within": "PT1H"}, NOW, 1, "followed"),
        ({"sequence": SEQUENCE, "within": "PT1H"}, "2026-03-08T10:29:00Z", 1, "waiting"),
        ({"sequence": SEQUENCE, "within": "PT10M"}, NOW, None, None),
    ],
)
def test_a_sequence_shows_its_first_failing_step(
    source: Json, now: str, step: int | None, failing: str | None
) -> None:
    found = why(source, now=now)
    assert (found.holds, found.step, found.failing) == (failing is None, step, failing)


def test_a_tag_shows_since_when() -> None:
    found = why({"tag": "vip"})
    assert (found.holds, found.since) == (True, "2026-03-02T00:00:00.000Z")


def test_a_group_shows_every_part_and_where_it_stands() -> None:
    found = why(
        {"all": [{"tag": "none"}, {"any": [{"tag": "vip"}, {"not": {"event": "$cart_viewed"}}]}, {"list": 5}]}
    )
    assert [(part.path, part.holds) for part in found.parts] == [
        ("all[0]", False),
        ("all[1]", True),
        ("all[2]", False),
    ]
    inner = found.parts[1].parts
    assert [(part.path, part.kind, part.holds) for part in inner] == [
        ("all[1].any[0]", "tag", True),
        ("all[1].any[1]", "not", False),
    ]
    assert [(part.path, part.kind, part.holds) for part in inner[1].parts] == [
        ("all[1].any[1].not", "event", True)
    ]


def test_another_segment_shows_its_own_parts() -> None:
    found = why({"not": {"segment": 7}}, members={7: read({"all": [{"tag": "vip"}]})})
    assert not found.holds
    assert found.parts[0].parts[0].parts == (
        Explanation("all[0]", "tag", holds=True, since="2026-03-02T00:00:00.000Z"),
    )


def test_a_circle_of_segments_ends() -> None:
    found = why({"segment": 7}, members={7: read({"segment": 8}), 8: read({"segment": 7})})
    assert not found.holds


def test_who_does_not_exist_yet_is_absent() -> None:
    found = why({"not": {"tag": "x"}}, now="2020-01-01T00:00:00Z")
    assert found == Explanation("", "not", holds=False, failing="absent")


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.name)
def test_the_answer_is_the_predicates(case: Case) -> None:
    for now_ms, expected in case.at:
        found = explain(case.condition, case.history, now_ms=now_ms, zone=case.zone, members=case.segments)
        assert found.holds is expected


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions(), pasts())
def test_any_explanation_is_plain_data_and_true(condition: Condition, past: Past) -> None:
    history = History(past)
    found = explain(condition, history, now_ms=NOW_MS, zone=MOSCOW)
    assert msgspec.json.decode(msgspec.json.encode(found))["holds"] is found.holds
    assert found.holds == holds(condition, history, now_ms=NOW_MS, zone=MOSCOW)
