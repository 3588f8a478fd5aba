"""How a condition is put together in words; the languages fill in the words (`wording_ru`, `wording_en`).

The people are “they” (“viewed the cart”, “смотрели корзину”), so that nobody's gender has to be guessed.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from otklik.segments.language.conditions import (
    Comparison,
    Consented,
    DatePoint,
    Did,
    Duration,
    Followed,
    Held,
    InList,
    InSegment,
    Last,
    Measure,
    MeasureKind,
    Op,
    Operand,
    Scalar,
    Selector,
    Subscribed,
    Tagged,
    Times,
    Window,
)
from otklik.segments.language.durations import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    MONTHS_A_YEAR,
    SECOND_MS,
    local_reading,
)
from otklik.segments.language.parsing_values import join_path
from otklik.segments.language.values import as_moment

Member = InSegment | InList | Tagged | Subscribed | Consented

_LISTED: Final = 5
_DAY_CHARS: Final = 10


@dataclass(frozen=True, slots=True)
class Names:
    """Titles that the workspace gave: of events, properties, tags by name, else by id; all may lack."""

    events: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[int, str] = field(default_factory=dict)
    lists: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[int, str] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class EventWords:
    """A standard event: its title, “they did”, “they did not”."""

    title: str
    did: str
    did_not: str


class Wording(ABC):
    """One language; `names` are the titles it uses."""

    events: ClassVar[Mapping[str, EventWords]]
    properties: ClassVar[Mapping[str, str]]
    channels: ClassVar[Mapping[str, str]]
    measures: ClassVar[Mapping[MeasureKind, str]]
    operators: ClassVar[Mapping[Op, str]]
    """By operator, the words after the property; `{}` is the value."""
    both: ClassVar[str]
    either: ClassVar[str]
    it_is_false: ClassVar[str]

    def __init__(self, names: Names) -> None:
        self.names = names

    # -- what each language says its own way ---------------------------------------------------------------

    @abstractmethod
    def quoted(self, text: str) -> str:
        """`text` in the language's quotation marks."""

    @abstractmethod
    def number(self, number: float | Decimal) -> str:
        """A number with the language's marks."""

    @abstractmethod
    def day(self, day: date) -> str:
        """A date."""

    @abstractmethod
    def yes_or_no(self, *, is_yes: bool) -> str:
        """A truth value."""

    @abstractmethod
    def more(self, count: int) -> str:
        """“and `count` more” at the end of a list."""

    @abstractmethod
    def own_event(self, title: str, *, is_done: bool) -> str:
        """They did, or did not do, an event of the site."""

    @abstractmethod
    def some_event(self, prefix: str, *, is_done: bool) -> str:
        """They did, or did not do, any event whose name begins so; "" is all they do."""

    @abstractmethod
    def count(self, op: Op, numbers: Sequence[int]) -> str:
        """How many times; never nought times alone."""

    @abstractmethod
    def same(self, label: str) -> str:
        """With one value of the property."""

    @abstractmethod
    def last(self, duration: Duration) -> str:
        """In the last so long."""

    @abstractmethod
    def next(self, duration: Duration) -> str:
        """In the next so long."""

    @abstractmethod
    def length(self, duration: Duration) -> str:
        """So long, after “at least”, “within”."""

    @abstractmethod
    def between(self, since: str | None, until: str | None) -> str:
        """From one moment to another; one may lack."""

    @abstractmethod
    def is_set(self, label: str, *, is_set: bool) -> str:
        """The property is given, or is not."""

    @abstractmethod
    def anniversary(self, label: str, duration: Duration) -> str:
        """The date's anniversary comes within so long."""

    @abstractmethod
    def held(self, label: str, value: str, duration: Duration, *, is_long: bool) -> str:
        """The value has been this for so long, or for less."""

    @abstractmethod
    def figure(self, measure: str, label: str, title: str, rest: str) -> str:
        """“sum of … over the events …”."""

    @abstractmethod
    def figure_is_there(self, figure: str, *, is_there: bool) -> str:
        """The figure is something, or nothing."""

    @abstractmethod
    def sequence(self, steps: Sequence[str], within: str | None, during: str | None) -> str:
        """They did one thing, then another."""

    @abstractmethod
    def absence(self, steps: Sequence[str], missing: str, within: str, during: str | None) -> str:
        """They did these, and then within so long did not do this."""

    @abstractmethod
    def member(self, member: Member, *, is_in: bool) -> str:
        """They belong, carry, are subscribed, have agreed; or not."""

    def with_message(self, text: str, title: str) -> str:
        """What they did with a message, and which."""
        return f"{text} {title}"

    # -- what is put together the same way in all ------------------------------------------------------------

    def did(self, did: Did, *, is_negated: bool = False) -> str:
        """Events, as often as they are wanted."""
        if did.measure is not None:
            return self._measured(did, did.measure)
        op, numbers = _simple(did.times, is_negated=is_negated)
        is_done = op is not None
        often = self.count(op, numbers) if op is not None and (op, numbers) != _ONCE else ""
        same = self.same(self.label(did.same)) if did.same is not None else ""
        return _joined(self.doing(did.selector, is_done=is_done), often, same, self._window(did.within))

    def doing(self, selector: Selector, *, is_done: bool) -> str:
        """They did, or did not do, such an event."""
        where, title = list(selector.where), self.names.events.get(selector.name)
        known = self.events.get(selector.name)
        if selector.is_prefix:
            text = self.some_event(selector.name, is_done=is_done)
        elif known is None or title is not None:
            text = self.own_event(self.quoted(title or selector.name), is_done=is_done)
        else:
            text = known.did if is_done else known.did_not
            text = self._about_message(text, selector.name, where)
        return _joined(text, self._where(where))

    def test(self, test: Comparison) -> str:
        """A property against its operator."""
        if self._names_message(test):
            return (
                f"{self.label(test.path)} {self.operators[Op.EQ].format(self._message_title(test.operand))}"
            )
        return self._compared(self.label(test.path), test.op, test.operand)

    def label(self, path: tuple[str, ...]) -> str:
        """What a property is called."""
        name = join_path(path)
        title = self.names.properties.get(name)
        return self.quoted(title) if title else self.properties.get(name) or self.quoted(name)

    def followed(self, followed: Followed) -> str:
        """Steps one after the other."""
        steps = [self.doing(step.selector, is_done=not step.is_absent) for step in followed.steps]
        within = self.length(followed.within) if followed.within is not None else None
        during = self._window(followed.during) or None
        if followed.steps[-1].is_absent and within is not None:
            return self.absence(steps[:-1], steps[-1], within, during)
        return self.sequence(steps, within, during)

    def value(self, operand: Scalar | DatePoint) -> str:
        """One value as it is shown."""
        if isinstance(operand, bool):
            return self.yes_or_no(is_yes=operand)
        if isinstance(operand, DatePoint):
            return self._written_date(operand)
        return self.quoted(operand) if isinstance(operand, str) else self.number(operand)

    def moment(self, moment_ms: int, *, is_end: bool) -> str:
        """A moment in the workspace's zone; midnight is told only of an end, where it matters."""
        local = local_reading(moment_ms, self.names.zone)
        is_midnight = local.time() == datetime.min.time()
        return (
            self.day(local.date())
            if is_midnight and not is_end
            else f"{self.day(local.date())} {_clock(local)}"
        )

    def _about_message(self, text: str, name: str, where: list[Comparison]) -> str:
        """`text` with the message it is about, which then need not stand in `where`."""
        for test in where:
            if name.startswith("$message_") and self._names_message(test):
                where.remove(test)
                return self.with_message(text, self._message_title(test.operand))
        return text

    def _names_message(self, test: Comparison) -> bool:
        return test.path == ("message_id",) and test.op is Op.EQ and test.operand in self.names.messages

    def _message_title(self, operand: Operand) -> str:
        return self.quoted(self.names.messages[operand]) if isinstance(operand, int) else ""

    def _where(self, where: Sequence[Comparison]) -> str:
        return f"({', '.join(self.test(test) for test in where)})" if where else ""

    def _window(self, window: Window | None) -> str:
        if window is None:
            return ""
        if isinstance(window, Last):
            return self.last(window.duration)
        since = self.moment(window.from_ms, is_end=False) if window.from_ms is not None else None
        until = self.moment(window.to_ms, is_end=True) if window.to_ms is not None else None
        return self.between(since, until)

    def _measured(self, did: Did, measure: Measure) -> str:
        name = did.selector.name
        known, given = self.events.get(name), self.names.events.get(name)
        title = self.quoted(
            given or (known.title if known else f"{name}{'…' if did.selector.is_prefix else ''}")
        )
        same = self.same(self.label(did.same)) if did.same is not None else ""
        rest = _joined(self._where(did.selector.where), same, self._window(did.within))
        text = self.figure(self.measures[measure.kind], self.label(measure.of), title, rest)
        if measure.op in {Op.SET, Op.UNSET}:
            return self.figure_is_there(text, is_there=measure.op is Op.SET)
        return self._compared(text, measure.op, measure.operand)

    def _compared(self, label: str, op: Op, operand: Operand) -> str:
        if op in {Op.SET, Op.UNSET}:
            return self.is_set(label, is_set=op is Op.SET)
        if isinstance(operand, Held):
            return self.held(
                label, self.value(operand.value), operand.duration, is_long=op is Op.FOR_AT_LEAST
            )
        if isinstance(operand, Duration):
            if op is Op.ANNIVERSARY_WITHIN:
                return self.anniversary(label, operand)
            ahead = self.next(operand) if op is Op.WITHIN_NEXT else self.last(operand)
            return f"{label} {self.operators[op].format(ahead)}"
        if isinstance(operand, tuple):
            return f"{label} {self.operators[op].format(*self._values(op, operand))}"
        return f"{label} {self.operators[op].format(self.value(operand))}" if operand is not None else label

    def _values(self, op: Op, operand: tuple[Scalar, ...] | tuple[DatePoint, DatePoint]) -> list[str]:
        shown = [self.value(one) for one in operand[: _LISTED + 1]]
        if op is Op.BETWEEN:
            return shown
        if len(operand) > _LISTED + 1:
            shown[_LISTED:] = [self.more(len(operand) - _LISTED)]
        return [", ".join(shown)]

    def _written_date(self, point: DatePoint) -> str:
        text = self.day(date.fromisoformat(point.text[:_DAY_CHARS]))
        if len(point.text) == _DAY_CHARS or as_moment(point.text) is None:
            return text
        return self.moment(point.ms, is_end=True)


_ONCE: Final = (Op.GTE, (1,))
_OPPOSITE_COUNT: Final[Mapping[Op, Op]] = {
    Op.GTE: Op.LT,
    Op.LT: Op.GTE,
    Op.GT: Op.LTE,
    Op.LTE: Op.GT,
    Op.EQ: Op.NE,
    Op.NE: Op.EQ,
}


def can_be_negated(did: Did) -> bool:
    """Whether “not” can go into the number of times."""
    return did.measure is None and did.same is None and (did.times is None or did.times.op in _OPPOSITE_COUNT)


def _simple(times: Times | None, *, is_negated: bool) -> tuple[Op | None, tuple[int, ...]]:
    """The count in its plainest form: (None, ()) is never, _ONCE is at least once."""
    op, numbers = (times.op, times.numbers) if times is not None else _ONCE
    if is_negated:
        op = _OPPOSITE_COUNT[op]
    if (op, numbers) in {(Op.EQ, (0,)), (Op.LT, (1,)), (Op.LTE, (0,))}:
        return None, ()
    if (op, numbers) in {(Op.GT, (0,)), (Op.NE, (0,))}:
        return _ONCE
    return op, numbers


def spans(duration: Duration) -> list[tuple[int | Decimal, str]]:
    """A duration as counts of year, month, day, hour, minute, second; nought is 0 seconds."""
    years, months = divmod(duration.months, MONTHS_A_YEAR)
    days, rest = divmod(duration.milliseconds, DAY_MS)
    hours, rest = divmod(rest, HOUR_MS)
    minutes, rest = divmod(rest, MINUTE_MS)
    whole, part = divmod(rest, SECOND_MS)
    seconds = whole if not part else (Decimal(rest) / SECOND_MS).normalize()
    found: list[tuple[int | Decimal, str]] = [
        (years, "year"),
        (months, "month"),
        (days, "day"),
        (hours, "hour"),
        (minutes, "minute"),
        (seconds, "second"),
    ]
    return [one for one in found if one[0]] or [(0, "second")]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _clock(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
