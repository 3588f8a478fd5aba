"""A score by parts is the score by a plain sum over the events, at any moment."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.profiles.contracts import COMPUTED, USER_ID
from otklik.segments.computed.changing import Standing, sum_up
from otklik.segments.computed.defaults import suggest
from otklik.segments.computed.definitions import PROPERTIES, Kind, Rule, Scoring, Stage, Stages, read
from otklik.segments.computed.groups import CELLS, GROUPS, group_of
from otklik.segments.computed.parsing import read_parts
from otklik.segments.computed.preview import group_scores
from otklik.segments.computed.values import Scale, list_properties, make_scale, rounded
from otklik.segments.loading import KnownNames
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event, History, Past

DAY_MS = 86_400_000
NOW_MS = 1_790_000_000_000
ZONE = ZoneInfo("Europe/Moscow")
NAMES = ("a", "b")


@dataclass(frozen=True)
class Happened:
    """An event so many milliseconds before now."""

    name: str
    age_ms: int


AGES = st.one_of(
    st.integers(0, 30 * DAY_MS),
    st.builds(lambda days, edge: max(days * DAY_MS + edge, 0), st.integers(0, 30), st.integers(-1, 1)),
)
EVENTS = st.lists(st.builds(Happened, st.sampled_from(NAMES), AGES), max_size=12)


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """Rules with names of their own, of a few days, each with every way to lose points."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        span = f"P{draw(st.integers(1, 9))}D"
        fading = draw(st.sampled_from(["", "lasts", "halves_every"]))
        points = draw(st.integers(-20, 20).filter(bool))
        found.append(
            Rule(
                id=f"r{number}",
                points=points,
                event=draw(st.sampled_from(NAMES)),
                at_most=draw(st.integers(1, 5)),
                lasts=span if fading == "lasts" else None,
                halves_every=span if fading == "halves_every" else None,
            )
        )
    return found


def score_by_sum(definition: Scoring, events: list[Happened]) -> int | None:
    """As the page on scoring says it: the latest events of each rule, each by its age."""
    total, is_any = Decimal(0), False
    for rule in definition.rules:
        ages = sorted(event.age_ms for event in events if event.name == rule.event)[: rule.at_most]
        for age in ages:
            worth = _worth(rule, age)
            total += rule.points * worth
            is_any |= worth > 0
    if not is_any:
        return None
    points = int(abs(total).quantize(Decimal(1), ROUND_HALF_UP)) * (1 if total >= 0 else -1)
    if definition.highest is not None:
        points = min(points, definition.highest)
    return points if definition.lowest is None else max(points, definition.lowest)


def _worth(rule: Rule, age_ms: int) -> Decimal:
    span = rule.lasts or rule.halves_every
    if span is None:
        return Decimal(1)
    span_ms = int(span[1:-1]) * DAY_MS
    if rule.lasts:
        return Decimal(age_ms <= span_ms)
    past = 0 if age_ms == 0 else (age_ms - 1) // span_ms
    return Decimal(0) if past > 3 else Decimal(1) / 2**past


def score_by_parts(definition: Scoring, events: list[Happened]) -> Any:  # noqa: ANN401 - JSON
    parts = read_parts(definition, names=KnownNames())
    scale = make_scale(Kind.SCORE, {n: each.part.gives for n, each in enumerate(parts)}, definition)
    history = History(
        Past(tuple(Event(event.name, NOW_MS - event.age_ms, n, {}, {}) for n, event in enumerate(events)))
    )
    held = [n for n, each in enumerate(parts) if holds(each.condition, history, now_ms=NOW_MS, zone=ZONE)]
    return scale.value(held, had=False)


@given(rules(), EVENTS, st.none() | st.integers(-10, 5), st.none() | st.integers(5, 30))
def test_a_score_by_parts_is_the_plain_sum(
    found: list[Rule], events: list[Happened], lowest: int | None, highest: int | None
) -> None:
    definition = Scoring(rules=found, lowest=lowest, highest=highest)
    assert score_by_parts(definition, events) == score_by_sum(definition, events)


def test_equal_conditions_are_one_part() -> None:
    same = [Rule(id=name, points=3, event="a", at_most=2) for name in ("x", "y")]
    parts = read_parts(Scoring(rules=same), names=KnownNames())
    assert [each.part.gives for each in parts] == [{"x": 24, "y": 24}, {"x": 24, "y": 24}]
    stages = Stages([Stage(key="one", name="1"), Stage(key="two", name="2")])
    assert [each.part.gives for each in read_parts(stages, names=KnownNames())] == [{"one": 0, "two": 1}]


def test_a_half_is_rounded_away_from_nought() -> None:
    assert [rounded(eighths) for eighths in (-12, -4, -3, 0, 3, 4, 11, 12)] == [-2, -1, 0, 0, 0, 1, 1, 2]


def test_levels_are_reached_once_each() -> None:
    definition = read(
        Kind.SCORE, {**suggest(Kind.SCORE), "levels": [{"name": "a", "at": 10}, {"name": "b", "at": 20}]}
    )
    scale = make_scale(Kind.SCORE, {}, definition)
    told = [
        [level.name for level in scale.reached(*pair)] for pair in ((None, 20), (10, 20), (20, 25), (25, 3))
    ]
    assert told == [["a", "b"], ["b"], [], []]
    found = [scale.level(score) for score in (None, 9, 10, 99)]
    assert [level.name if level else None for level in found] == [None, None, "a", "b"]


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_suggested_can_be_read(kind: Kind) -> None:
    assert read_parts(read(kind, suggest(kind)), names=KnownNames())


def test_stages_and_cells_follow_from_parts() -> None:
    stages = Scale(Kind.STAGE, {1: {"visitor": 0}, 2: {"lead": 1}, 3: {"buyer": 2}})
    assert [stages.value(held, had=True) for held in ([], [1], [3, 1], [1, 2])] == [
        None,
        "visitor",
        "buyer",
        "lead",
    ]
    rfm = Scale(Kind.RFM, {1: {"buyer": 1}, 2: {"recency": 1}, 3: {"frequency": 1}, 4: {"money": 1}})
    assert [rfm.value(held, had=True) for held in ([2, 3], [1], [1, 2, 4])] == [None, "111", "212"]
    assert list_properties(Kind.RFM, "333") == [("$rfm", "333"), ("$rfm_group", "champions")]
    assert list_properties(Kind.RFM, None) == [("$rfm", None), ("$rfm_group", None)]


def test_every_cell_has_a_group_and_every_group_a_cell() -> None:
    assert len(CELLS) == 27
    assert {group_of(cell) for cell in CELLS} == set(GROUPS)
    named = {"333": "champions", "311": "new", "111": "lost", "133": "cant_lose", "222": "need_attention"}
    assert {cell: group_of(cell) for cell in named} == named


@given(st.dictionaries(st.integers(-2_000, 5_000), st.integers(1, 9), max_size=40))
def test_groups_of_scores_hold_everybody_once(counts: dict[int, int]) -> None:
    groups = group_scores(counts)
    assert len(groups) <= 25
    assert sum(group.people for group in groups) == sum(counts.values())
    for before, after in pairwise(groups):
        assert after.from_ == before.to + 1
    assert all(any(group.from_ <= score <= group.to for group in groups) for score in counts)


def test_everything_that_is_computed_is_kept_from_other_hands() -> None:
    assert {name for names in PROPERTIES.values() for name in names} == COMPUTED - {USER_ID}


def test_whoever_is_looked_at_twice_in_a_step_comes_from_the_first_to_the_last() -> None:
    seen = [
        Standing(1, [1], [[5]], [5, 6], is_quiet=True),
        Standing(2, [2], [], [5]),
        Standing(1, [1, 3], [[5, 6], [7]], [6], is_silent=True),
    ]
    assert sum_up(seen) == [Standing(1, [1, 3], [[5]], [6]), seen[1]]
