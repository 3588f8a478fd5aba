"""What a statement reads, and how its answers follow from it.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias, TypeVar, cast

import msgspec

from otklik.infra.clickhouse import Parameter
from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Condition,
    Consented,
    Did,
    Followed,
    Held,
    InList,
    InSegment,
    Not,
    PropertyIs,
    Subscribed,
    Tagged,
)
from otklik.segments.predicate.history import MarkKind
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Column, People, Reading, join_readings
from otklik.segments.sets.queries_counts import read_existence
from otklik.segments.sets.queries_derived import WHOLE_PROPERTIES
from otklik.segments.sets.queries_events import EventsPlan
from otklik.segments.sets.queries_held import Holding, held_sql
from otklik.segments.sets.queries_marks import Marks, is_not_off, is_on
from otklik.segments.sets.queries_narrowing import narrow
from otklik.segments.sets.queries_orders import WHOLE_ORDER_PROPERTIES
from otklik.segments.sets.queries_present import Present
from otklik.segments.sets.queries_properties import Properties
from otklik.segments.sets.queries_tests import test_sql
from otklik.segments.sets.queries_values import Values

Node = TypeVar("Node")
_WHOLE: Final = WHOLE_PROPERTIES | WHOLE_ORDER_PROPERTIES
_Answer: TypeAlias = Callable[["Plan", Condition], str]


class Plan:
    """The readings of one statement; each leaf is answered once, by the column of its flag."""

    def __init__(self, asked: Asked, *, only: Condition | None = None, with_wake: bool = False) -> None:
        """`only`: nobody else is asked for than those of whom this holds."""
        self.binder = Binder()
        if only is not None:
            asked = msgspec.structs.replace(asked, among=narrow(only, asked, self.binder))
        self.asked = asked
        self.values = Values("r")
        self.writes = Values("u")
        self.events = EventsPlan(asked, self.binder, self.values, with_wake=with_wake)
        self.properties = Properties(asked, self.binder)
        self.present = Present(asked, self.binder)
        self.marks = Marks(asked, self.binder)
        self.holding = Holding(self.properties, self.writes, asked.clock, self.binder, self.events.wakes)
        self._asks_existence = False
        self._flags: dict[str, str] = {}
        self._inside: set[int] = set()

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Every value of the statement."""
        return self.binder.values

    def ask_existence(self) -> None:
        """Read everybody who exists, too."""
        self._asks_existence = True

    def answer(self, condition: Condition) -> str:
        """SQL over flags of a person: 1 where the condition holds of one who exists."""
        return _ANSWERS[type(condition)](self, condition)

    def people(self) -> People:
        """Everybody read, with the flags."""
        readings = [
            *self.events.readings(),
            *self.properties.readings(self.writes),
            *self.present.readings(),
            *self.marks.readings(),
        ]
        if self._asks_existence or not readings:
            readings.append(read_existence(self.asked, self.binder))
        return join_readings(readings, _columns(readings)).stack(
            self.properties.folded(),
            self.properties.values(),
            self.values.read(),
            self.values.decoded(),
            [f"toUInt8({sql}) AS {name}" for sql, name in self._flags.items()],
        )

    def flag(self, sql: str) -> str:
        """The column of a leaf's answer."""
        if sql not in self._flags:
            self._flags[sql] = f"f{len(self._flags)}"
        return self._flags[sql]

    def segment(self, condition: InSegment) -> str:
        """The answer of the segment's own condition; a circle of segments is empty."""
        inner = self.asked.members.get(condition.segment_id)
        if inner is None or condition.segment_id in self._inside:
            return "0"
        self._inside.add(condition.segment_id)
        answer = self.answer(inner)
        self._inside.remove(condition.segment_id)
        return answer


def _columns(readings: Sequence[Reading]) -> list[Column]:
    return [column for reading in readings for column in reading.columns]


def _all(plan: Plan, condition: All) -> str:
    return f"({' AND '.join(plan.answer(part) for part in condition.conditions) or '1'})"


def _any(plan: Plan, condition: AnyOf) -> str:
    return f"({' OR '.join(plan.answer(part) for part in condition.conditions) or '0'})"


def _not(plan: Plan, condition: Not) -> str:
    return f"NOT {plan.answer(condition.condition)}"


def _property(plan: Plan, condition: PropertyIs) -> str:
    test = condition.test
    if isinstance(test.operand, Held):
        return plan.flag(held_sql(test, test.operand, plan.holding))
    derived = plan.events.derived(test.path[0])
    if derived is None and plan.present.is_possible:
        return plan.flag(plan.present.answer(test))
    if derived is not None and len(test.path) == 1 and test.path[0] in _WHOLE:
        value = plan.values.add(*plan.properties.whole_value(test.path[0], derived))
    else:
        raw = plan.properties.value(test.path[0], derived)
        value = plan.values.at(raw, [plan.binder.text(key) for key in test.path[1:]])
    if plan.events.wakes is not None:
        plan.events.wakes.value(value, test.op, test.operand)
    return plan.flag(test_sql(value, test.op, test.operand, plan.asked.clock, plan.binder))


def _did(plan: Plan, condition: Did) -> str:
    return plan.flag(plan.events.did(condition))


def _followed(plan: Plan, condition: Followed) -> str:
    return plan.flag(plan.events.followed(condition))


def _in_list(plan: Plan, condition: InList) -> str:
    return plan.flag(is_on(plan.marks.word(MarkKind.LIST, str(condition.list_id))))


def _tagged(plan: Plan, condition: Tagged) -> str:
    return plan.flag(is_on(plan.marks.word(MarkKind.TAG, condition.tag)))


def _consented(plan: Plan, condition: Consented) -> str:
    return plan.flag(is_on(plan.marks.word(MarkKind.CONSENT, condition.kind)))


def _subscribed(plan: Plan, condition: Subscribed) -> str:
    channel = is_on(plan.marks.word(MarkKind.SUBSCRIPTION, condition.channel))
    if condition.topic is None:
        return plan.flag(channel)
    topic = plan.marks.word(MarkKind.SUBSCRIPTION, f"{condition.channel}/{condition.topic}")
    # Words begin with their places: the greater one was said later.
    word = plan.marks.word(MarkKind.SUBSCRIPTION, condition.channel)
    own = f"({is_on(topic)} AND ({is_not_off(word)} OR {topic} > {word}))"
    return plan.flag(f"({own} OR ({topic} = 0 AND {channel}))")


def _answer(answer: Callable[[Plan, Node], str]) -> _Answer:
    """Each is reached by its own node type only, which a mapping by type cannot say."""
    return cast(_Answer, answer)


_ANSWERS: Final[Mapping[type, _Answer]] = {
    All: _answer(_all),
    AnyOf: _answer(_any),
    Not: _answer(_not),
    PropertyIs: _answer(_property),
    Did: _answer(_did),
    Followed: _answer(_followed),
    InSegment: _answer(Plan.segment),
    InList: _answer(_in_list),
    Tagged: _answer(_tagged),
    Subscribed: _answer(_subscribed),
    Consented: _answer(_consented),
}
