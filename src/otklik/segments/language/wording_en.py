"""Conditions in English."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from otklik.segments.language.conditions import (
    Consented,
    Duration,
    InList,
    InSegment,
    MeasureKind,
    Op,
    Tagged,
)
from otklik.segments.language.wording_base import EventWords, Member, Wording, spans
from otklik.segments.language.wording_en_names import CHANNELS, EVENTS, PROPERTIES

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONSENTS: Final = {"processing": "data processing", "advertising": "advertising", "tracking": "tracking"}
_TWICE: Final = {1: "once", 2: "twice"}


class English(Wording):
    """“viewed the cart in the last 7 days and did not place an order”."""

    events: ClassVar[Mapping[str, EventWords]] = EVENTS
    properties: ClassVar[Mapping[str, str]] = PROPERTIES
    channels: ClassVar[Mapping[str, str]] = CHANNELS
    both: ClassVar[str] = " and "
    either: ClassVar[str] = " or "
    it_is_false: ClassVar[str] = "it is not true that"
    measures: ClassVar[Mapping[MeasureKind, str]] = {
        MeasureKind.SUM: "the sum of",
        MeasureKind.AVG: "the average of",
        MeasureKind.MIN: "the smallest",
        MeasureKind.MAX: "the largest",
        MeasureKind.FIRST: "the first",
        MeasureKind.LAST: "the last",
        MeasureKind.DISTINCT: "the number of different values of",
    }
    operators: ClassVar[Mapping[Op, str]] = {
        Op.EQ: "is {}",
        Op.NE: "is not {}",
        Op.IN: "is one of ({})",
        Op.NOT_IN: "is none of ({})",
        Op.CONTAINS: "contains {}",
        Op.NOT_CONTAINS: "does not contain {}",
        Op.STARTS_WITH: "starts with {}",
        Op.ENDS_WITH: "ends with {}",
        Op.MATCHES: "matches the expression {}",
        Op.GT: "is more than {}",
        Op.GTE: "is at least {}",
        Op.LT: "is less than {}",
        Op.LTE: "is at most {}",
        Op.BETWEEN: "is between {} and {}",
        Op.HAS: "includes {}",
        Op.HAS_ANY: "includes any of ({})",
        Op.HAS_ALL: "includes all of ({})",
        Op.BEFORE: "is before {}",
        Op.AFTER: "is after {}",
        Op.WITHIN_LAST: "is {}",
        Op.WITHIN_NEXT: "is {}",
    }

    def quoted(self, text: str) -> str:
        """“Quotes”."""
        return f"“{text}”"

    def number(self, number: float | Decimal) -> str:
        """`20,000.5`."""
        return f"{Decimal(repr(number)) if isinstance(number, float) else number:,}".replace("-", "−")

    def day(self, day: date) -> str:
        """31 Jan 2026."""
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def yes_or_no(self, *, is_yes: bool) -> str:
        """“yes” or “no”."""
        return "“yes”" if is_yes else "“no”"

    def more(self, count: int) -> str:
        """The rest of a long list."""
        return f"and {self.number(count)} more"

    def with_message(self, text: str, title: str) -> str:
        """“read a message” becomes “read the message “Title””."""
        return f"{text.removesuffix('a message')}the message {title}"

    def own_event(self, title: str, *, is_done: bool) -> str:
        """An event of the site: its title is any words, so it stands in quotes."""
        return f"did {title}" if is_done else f"did not do {title}"

    def some_event(self, prefix: str, *, is_done: bool) -> str:
        """Events by the beginning of their names."""
        if not prefix:
            return "were active" if is_done else "were not active"
        title = self.quoted(f"{prefix}…")
        return f"did any across the events {title}" if is_done else f"did none across the events {title}"

    def count(self, op: Op, numbers: Sequence[int]) -> str:
        """“at least 3 times”, “exactly twice”, “less than 3 times (or never)”."""
        if op is Op.BETWEEN:
            return f"{self.number(numbers[0])} to {self.number(numbers[1])} times"
        words = {
            Op.EQ: "exactly",
            Op.NE: "any number of times but not",
            Op.GT: "more than",
            Op.GTE: "at least",
            Op.LT: "less than",
            Op.LTE: "at most",
        }
        never = " (or never)" if op in {Op.LT, Op.LTE} else ""
        return f"{words[op]} {_TWICE.get(numbers[0]) or f'{self.number(numbers[0])} times'}{never}"

    def same(self, label: str) -> str:
        """For one value of a property."""
        return f"with the same {label}"

    def last(self, duration: Duration) -> str:
        """“in the last 7 days”, “in the last hour”."""
        return f"in the last {_side(duration, self)}"

    def next(self, duration: Duration) -> str:
        """“in the next 7 days”."""
        return f"in the next {_side(duration, self)}"

    def length(self, duration: Duration) -> str:
        """“7 days”, “1 hour 30 minutes”."""
        return " ".join(_counted(number, unit, self) for number, unit in spans(duration))

    def between(self, since: str | None, until: str | None) -> str:
        """“from 1 Jan 2026 until 31 Jan 2026 00:00”."""
        if since is None:
            return f"until {until}"
        return f"from {since} until {until}" if until is not None else f"since {since}"

    def is_set(self, label: str, *, is_set: bool) -> str:
        """“email is known”."""
        return f"{label} is known" if is_set else f"{label} is not known"

    def anniversary(self, label: str, duration: Duration) -> str:
        """The day of the year comes soon."""
        return f"{label} (anniversary) is {self.next(duration)}"

    def held(self, label: str, value: str, duration: Duration, *, is_long: bool) -> str:
        """For how long the value has been this."""
        return (
            f"{label} has been {value} for {'at least' if is_long else 'less than'} {self.length(duration)}"
        )

    def figure(self, measure: str, label: str, title: str, rest: str) -> str:
        """A measure over events."""
        return f"{measure} {label} across the events {title}" + (f" {rest}" if rest else "")

    def figure_is_there(self, figure: str, *, is_there: bool) -> str:
        """There is such a figure, or none."""
        return f"{figure} {'is' if is_there else 'is not'} known"

    def sequence(self, steps: Sequence[str], within: str | None, during: str | None) -> str:
        """“first …, then …, all within 1 day”."""
        text = f"first {', then '.join(steps)}"
        text += f", all within {within}" if within is not None else ""
        return text + (f", beginning {during}" if during is not None else "")

    def absence(self, steps: Sequence[str], missing: str, within: str, during: str | None) -> str:
        """“viewed the cart and within 1 hour of it did not place an order”."""
        is_one = len(steps) == 1
        text = steps[0] if is_one else f"first {', then '.join(steps)},"
        text = f"{text} and within {within} of {'it' if is_one else 'the first step'} {missing}"
        return text + (f", beginning {during}" if during is not None else "")

    def member(self, member: Member, *, is_in: bool) -> str:
        """Segments, lists, tags, subscriptions, consents."""
        are = "are" if is_in else "are not"
        if isinstance(member, InSegment):
            title = self.names.segments.get(member.segment_id, f"#{member.segment_id}")
            return f"{are} in the segment {self.quoted(title)}"
        if isinstance(member, InList):
            title = self.names.lists.get(member.list_id, f"#{member.list_id}")
            return f"{are} on the list {self.quoted(title)}"
        if isinstance(member, Tagged):
            return f"{are} tagged {self.quoted(self.names.tags.get(member.tag, member.tag))}"
        if isinstance(member, Consented):
            kind = _CONSENTS.get(member.kind, self.quoted(member.kind))
            return f"{'have agreed' if is_in else 'have not agreed'} to {kind}"
        channel = self.quoted(self.channels.get(member.channel, member.channel))
        topic = f", topic {self.quoted(member.topic)}" if member.topic else ""
        return f"{are} subscribed to {channel}{topic}"


def _side(duration: Duration, words: English) -> str:
    parts = spans(duration)
    if len(parts) == 1 and parts[0][0] == 1:
        return "24 hours" if parts[0][1] == "day" else parts[0][1]
    return " ".join(_counted(number, unit, words) for number, unit in parts)


def _counted(number: int | Decimal, unit: str, words: English) -> str:
    return f"{words.number(number)} {unit if number == 1 else f'{unit}s'}"
