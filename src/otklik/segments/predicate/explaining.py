"""Why a person is in a segment, or not: every node of its condition with its answer and what decided it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.kit.clock import LARGEST_MS, format_ms
from otklik.segments.language.conditions import All, AnyOf, Condition, InSegment, Not
from otklik.segments.language.parsing_reading import item, under
from otklik.segments.language.values import Json
from otklik.segments.predicate.evaluation import NO_SEGMENTS, Evaluation, Members
from otklik.segments.predicate.finding import Failing
from otklik.segments.predicate.history import History
from otklik.segments.predicate.operators import Clock

_EARLIEST_MS: Final = -62_135_596_800_000  # 0001-01-01, the first moment that can be written


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One node and its answer, as plain data.

    `path`: where the node stands in the condition as JSON (`all[1].not`; inside a segment it begins anew);
    `kind`: its JSON key. `found`: the value or figure that was compared (null = unset), `count`: how many
    events fit (with `same`: those of the value in `matched`; if no value fits, of the most frequent one).
    `begins`, `ends`: the window; of a value held, when it came and when its time is full. `since`: when the
    value came, the mark was set, the sequence's best start was. `step`: the number, from 0, of the first
    step that fails, `failing`: why. Times are RFC 3339. Every part is answered, needed or not.
    """

    path: str
    kind: str
    holds: bool
    found: Json = None
    count: int | None = None
    begins: str | None = None
    ends: str | None = None
    since: str | None = None
    matched: Mapping[str, Json] | None = None
    step: int | None = None
    failing: str | None = None
    parts: tuple["Explanation", ...] = ()


class _Place(msgspec.Struct, frozen=True):
    path: str = ""
    inside: frozenset[int] = frozenset()

    def within(self, path: str) -> "_Place":
        return _Place(path, self.inside)


def explain(
    condition: Condition, history: History, *, now_ms: int, zone: ZoneInfo, members: Members = NO_SEGMENTS
) -> Explanation:
    """Answer every node of the condition for the person at `now_ms`; the root's answer is `holds`'s.

    Of a person who did not exist yet there is the root only, failing because he was "absent".
    """
    evaluation = Evaluation(history, Clock(now_ms, zone), members)
    if not evaluation.exists():
        return Explanation("", _kind(condition), holds=False, failing=Failing.ABSENT.value)
    return _explain(evaluation, condition, _Place())


def _explain(evaluation: Evaluation, condition: Condition, place: _Place) -> Explanation:
    found = evaluation.find(condition)
    return Explanation(
        path=place.path,
        kind=_kind(condition),
        holds=found.holds,
        found=_plain(found.found),
        count=found.count,
        begins=_written(found.bounds.from_ms),
        ends=_written(found.bounds.to_ms),
        since=_written(found.since_ms),
        matched=dict(found.matched) or None,
        step=found.step,
        failing=None if found.failing is None else found.failing.value,
        parts=_parts(evaluation, condition, place),
    )


def _parts(evaluation: Evaluation, condition: Condition, place: _Place) -> tuple[Explanation, ...]:
    if isinstance(condition, All | AnyOf):
        key = under(place.path, _kind(condition))
        return tuple(
            _explain(evaluation, part, place.within(item(key, number)))
            for number, part in enumerate(condition.conditions)
        )
    if isinstance(condition, Not):
        return (_explain(evaluation, condition.condition, place.within(under(place.path, "not"))),)
    return _of_segment(evaluation, condition, place) if isinstance(condition, InSegment) else ()


def _of_segment(evaluation: Evaluation, condition: InSegment, place: _Place) -> tuple[Explanation, ...]:
    inner = evaluation.members.get(condition.segment_id, False)
    if isinstance(inner, bool) or condition.segment_id in place.inside:
        return ()
    return (_explain(evaluation, inner, _Place("", place.inside | {condition.segment_id})),)


def _kind(condition: Condition) -> str:
    """The JSON key of the node, which is its struct's tag."""
    return str(condition.__struct_config__.tag)


def _plain(value: Json) -> Json:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _written(moment_ms: int | None) -> str | None:
    return None if moment_ms is None else format_ms(min(max(moment_ms, _EARLIEST_MS), LARGEST_MS))
