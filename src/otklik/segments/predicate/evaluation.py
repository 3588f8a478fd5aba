"""The condition language over one person in memory: triggers, explanations, rehearsal, and SQL's oracle.

Everything is asked of a moment `now`: what has a later event time does not exist, so `now` in the past is
"as of". A person exists from his first event, property write or mark; before it no condition holds of him,
`not`, `unset` and zero counts included. Rules: docs/reference/conditions.md.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Condition,
    Consented,
    Did,
    Followed,
    InList,
    InSegment,
    Not,
    PropertyIs,
    Subscribed,
    Tagged,
)
from otklik.segments.language.values import Json
from otklik.segments.predicate.counting import count_or_measure
from otklik.segments.predicate.finding import Finding
from otklik.segments.predicate.history import History, Mark, MarkKind
from otklik.segments.predicate.holding import judge_property
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.sequences import follow

Members: TypeAlias = Mapping[int, Condition | bool]
"""By segment: its condition, asked of the same moment; or, where membership is known, the answer itself.
Nobody is in a segment that is not here."""

NO_SEGMENTS: Final[Members] = {}


class Outcome(msgspec.Struct, frozen=True):
    """An answer, and the values that `same` found (path → value) where it holds."""

    holds: bool
    matched: Mapping[str, Json]


class Evaluation:
    """One person at one moment; answers any node. Segments are asked once each; a circle of them is empty."""

    __slots__ = ("_segments", "clock", "history", "members")

    def __init__(self, history: History, clock: Clock, members: Members) -> None:
        self.clock = clock
        self.history = history.as_of(clock.now_ms)
        self.members = members
        self._segments: dict[int, Finding] = {}

    def exists(self) -> bool:
        """True when the person had come to be by then."""
        return self.history.begins_ms is not None

    def find(self, condition: Condition) -> Finding:
        """The answer of one node of a person who exists, with what decided it."""
        return _FINDERS[type(condition)](self, condition)

    def in_segment(self, condition: InSegment) -> Finding:
        """The answer of the segment's own condition."""
        known = self._segments.get(condition.segment_id)
        if known is None:
            self._segments[condition.segment_id] = Finding(holds=False)
            inner = self.members.get(condition.segment_id, False)
            known = Finding(inner) if isinstance(inner, bool) else self.find(inner)
            known = self._segments[condition.segment_id] = Finding(known.holds)
        return known


def holds(
    condition: Condition, history: History, *, now_ms: int, zone: ZoneInfo, members: Members = NO_SEGMENTS
) -> bool:
    """True when the condition holds of the person at `now_ms`; `zone`: the workspace's."""
    evaluation = Evaluation(history, Clock(now_ms, zone), members)
    return evaluation.exists() and evaluation.find(condition).holds


def decide(
    condition: Condition, history: History, *, now_ms: int, zone: ZoneInfo, members: Members = NO_SEGMENTS
) -> Outcome:
    """As `holds`, with the values found by `same`: of an `any` those of the first part that holds."""
    evaluation = Evaluation(history, Clock(now_ms, zone), members)
    if not evaluation.exists():
        return Outcome(holds=False, matched={})
    found = evaluation.find(condition)
    return Outcome(found.holds, dict(reversed(found.matched)) if found.holds else {})


def _all(evaluation: Evaluation, condition: All) -> Finding:
    matched: tuple[tuple[str, Json], ...] = ()
    for part in condition.conditions:
        found = evaluation.find(part)
        if not found.holds:
            return Finding(holds=False)
        matched += found.matched
    return Finding(holds=True, matched=matched)


def _any(evaluation: Evaluation, condition: AnyOf) -> Finding:
    for part in condition.conditions:
        found = evaluation.find(part)
        if found.holds:
            return Finding(holds=True, matched=found.matched)
    return Finding(holds=False)


def _not(evaluation: Evaluation, condition: Not) -> Finding:
    return Finding(not evaluation.find(condition.condition).holds)


def _property(evaluation: Evaluation, condition: PropertyIs) -> Finding:
    return judge_property(condition.test, evaluation.history, evaluation.clock)


def _did(evaluation: Evaluation, condition: Did) -> Finding:
    return count_or_measure(condition, evaluation.history, evaluation.clock)


def _followed(evaluation: Evaluation, condition: Followed) -> Finding:
    return follow(condition, evaluation.history, evaluation.clock)


def _in_list(evaluation: Evaluation, condition: InList) -> Finding:
    return _marked(evaluation.history, MarkKind.LIST, str(condition.list_id))


def _tagged(evaluation: Evaluation, condition: Tagged) -> Finding:
    return _marked(evaluation.history, MarkKind.TAG, condition.tag)


def _consented(evaluation: Evaluation, condition: Consented) -> Finding:
    return _marked(evaluation.history, MarkKind.CONSENT, condition.kind)


def _subscribed(evaluation: Evaluation, condition: Subscribed) -> Finding:
    """The channel must be on; a topic's own word goes before it, unless the channel was left after it."""
    history = evaluation.history
    channel = _marked(history, MarkKind.SUBSCRIPTION, condition.channel)
    if condition.topic is None:
        return channel
    topic = history.word(MarkKind.SUBSCRIPTION, f"{condition.channel}/{condition.topic}")
    left = history.word(MarkKind.SUBSCRIPTION, condition.channel)
    if topic is None or (topic.is_on and left and not left.is_on and _place(left) > _place(topic)):
        return channel
    return Finding(topic.is_on, since_ms=topic.ts_ms)


def _place(mark: Mark) -> tuple[int, int]:
    return mark.ts_ms, mark.pos


def _marked(history: History, kind: MarkKind, key: str) -> Finding:
    return Finding(history.is_marked(kind, key) is True, since_ms=history.marked_since(kind, key))


Node = TypeVar("Node")
Finder: TypeAlias = Callable[[Evaluation, Condition], Finding]


def _finder(find: Callable[[Evaluation, Node], Finding]) -> Finder:
    """Each finder is reached by its own node type only, which a mapping by type cannot say."""
    return cast(Finder, find)


_FINDERS: Final[Mapping[type, Finder]] = {
    All: _finder(_all),
    AnyOf: _finder(_any),
    Not: _finder(_not),
    PropertyIs: _finder(_property),
    Did: _finder(_did),
    Followed: _finder(_followed),
    InSegment: _finder(Evaluation.in_segment),
    InList: _finder(_in_list),
    Tagged: _finder(_tagged),
    Subscribed: _finder(_subscribed),
    Consented: _finder(_consented),
}
