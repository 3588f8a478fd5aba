"""Whether a condition may hold of a person of whom the readings find nothing: then everybody must be read."""

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
from otklik.segments.predicate.counting import count_or_measure
from otklik.segments.predicate.history import History, Past
from otklik.segments.predicate.holding import judge_property
from otklik.segments.sets.asked import Asked

_NOTHING = History(Past())
_Answer = bool | None
"""None: unknown."""


def may_hold_of_nothing(condition: Condition, asked: Asked) -> bool:
    """True when it may hold of somebody without the events, properties and marks that it asks for."""
    return _ask(condition, asked, frozenset()) is not False


def _ask(condition: Condition, asked: Asked, inside: frozenset[int]) -> _Answer:
    answer: _Answer = None
    match condition:
        case All(parts):
            answer = _all([_ask(part, asked, inside) for part in parts])
        case AnyOf(parts):
            answer = _not(_all([_not(_ask(part, asked, inside)) for part in parts]))
        case Not(part):
            answer = _not(_ask(part, asked, inside))
        case InSegment(segment_id):
            answer = _ask_segment(segment_id, asked, inside)
        case InList() | Tagged() | Subscribed() | Consented():
            answer = False
        case PropertyIs(test):
            answer = judge_property(test, _NOTHING, asked.clock).holds
        case Did():
            answer = count_or_measure(condition, _NOTHING, asked.clock).holds
        case Followed():
            answer = False
    return answer


def _ask_segment(segment_id: int, asked: Asked, inside: frozenset[int]) -> _Answer:
    inner = asked.members.get(segment_id)
    if inner is None or segment_id in inside:
        return False
    return _ask(inner, asked, inside | {segment_id})


def _all(answers: list[_Answer]) -> _Answer:
    if False in answers:
        return False
    return None if None in answers else True


def _not(answer: _Answer) -> _Answer:
    return None if answer is None else not answer
