"""What is known of one person, ordered in time, so that any moment of the past can be looked at as it was.

Everything is ordered by (event time, place in the intake log): of equal times the later in the log comes
after and wins. Order of arrival plays no part, so a late event or write is woven in at its time.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import Protocol, TypeVar

import msgspec

from otklik.events.contracts import NOT_HIS
from otklik.segments.language.values import Json, is_set


class Event(msgspec.Struct, frozen=True):
    """An event; `fields` are the stored ones beside its properties (url, country, city, browser …)."""

    name: str
    ts_ms: int
    pos: int
    properties: Mapping[str, Json] = {}
    fields: Mapping[str, Json] = {}


class Write(msgspec.Struct, frozen=True):
    """What a property became at a moment, operations already done; None and "" unset it."""

    property: str
    ts_ms: int
    pos: int
    value: Json = None


class MarkKind(StrEnum):
    """What a person can carry beside properties."""

    LIST = "list"
    TAG = "tag"
    SUBSCRIPTION = "subscription"
    CONSENT = "consent"


class Mark(msgspec.Struct, frozen=True):
    """A mark put on or taken off at a moment.

    `key`: the list's number, the tag, the consent's kind, or the channel, with `/topic` for one topic of it.
    """

    kind: MarkKind
    key: str
    ts_ms: int
    pos: int
    is_on: bool = True


class Past(msgspec.Struct, frozen=True):
    """The material of a history, in any order.

    `facts` are derived properties ($sessions_count, $revenue …) with the moments they became so; a value that
    the site wrote itself wins over them. A caller who knows only today's facts gives them with one moment.
    """

    events: tuple[Event, ...] = ()
    writes: tuple[Write, ...] = ()
    facts: tuple[Write, ...] = ()
    marks: tuple[Mark, ...] = ()


class _Dated(Protocol):
    @property
    def ts_ms(self) -> int: ...

    @property
    def pos(self) -> int: ...


Dated = TypeVar("Dated", bound=_Dated)


class Events(msgspec.Struct, frozen=True):
    """Events in order, with their times beside them for looking up."""

    items: Sequence[Event]
    times: Sequence[int]

    def inside(self, from_ms: int | None, to_ms: int | None) -> Sequence[Event]:
        """Those of [from, to], both ends included; None is open."""
        if from_ms is None and to_ms is None:
            return self.items
        low = 0 if from_ms is None else bisect_right(self.times, from_ms - 1)
        high = len(self.items) if to_ms is None else bisect_right(self.times, to_ms)
        return self.items[low:high]


class History:
    """A person's past. Immutable; `as_of` gives the same person at an earlier moment."""

    __slots__ = ("_facts", "_marks", "_moments", "_named", "_writes", "events")

    def __init__(self, past: Past) -> None:
        self.events = _in_order(past.events)
        self._writes = _by_property(past.writes)
        self._facts = _by_property(past.facts)
        self._marks: dict[tuple[MarkKind, str], list[Mark]] = {}
        for mark in _in_order(past.marks):
            self._marks.setdefault((mark.kind, mark.key), []).append(mark)
        self._named: dict[tuple[str, bool], Events] = {}
        self._moments = sorted(_moments(past.events, past.writes, past.facts, past.marks))

    @property
    def begins_ms(self) -> int | None:
        """When the person came to be: his first event, property write or mark; None = he does not exist."""
        firsts = [writes[0].ts_ms for writes in self._writes.values()]
        firsts += [marks[0].ts_ms for marks in self._marks.values()]
        if self.events:
            firsts.append(self.events[0].ts_ms)
        return min(firsts, default=None)

    def as_of(self, moment_ms: int) -> "History":
        """Exactly what has an event time of at most `moment_ms`, whenever it arrived."""
        if not self._moments or self._moments[-1] <= moment_ms:
            return self
        return History(
            Past(
                tuple(event for event in self.events if event.ts_ms <= moment_ms),
                _until(chain.from_iterable(self._writes.values()), moment_ms),
                _until(chain.from_iterable(self._facts.values()), moment_ms),
                _until(chain.from_iterable(self._marks.values()), moment_ms),
            )
        )

    def moments_after(self, moment_ms: int) -> Sequence[int]:
        """The times later than `moment_ms` at which something is recorded, rising."""
        return self._moments[bisect_right(self._moments, moment_ms) :]

    def named(self, name: str, *, is_prefix: bool) -> Events:
        """Events of that name, or whose names begin so, in order; the prefix "" is what the person did."""
        key = (name, is_prefix)
        found = self._named.get(key)
        if found is None:
            items = [event for event in self.events if _is_named(event.name, name, is_prefix=is_prefix)]
            found = self._named[key] = Events(items, [event.ts_ms for event in items])
        return found

    def value(self, name: str) -> Json:
        """The effective value of a property, None when unset: the written one, else the derived one."""
        for writes in (self._writes.get(name), self._facts.get(name)):
            if writes and is_set(writes[-1].value):
                return writes[-1].value
        return None

    def timeline(self, name: str) -> Sequence[Write]:
        """Each write and derived change of a property in order, with the effective value it left."""
        written, derived = self._writes.get(name, []), self._facts.get(name, [])
        if not derived:
            return written
        own: Json = None
        fact: Json = None
        sides = [(write, True) for write in written] + [(write, False) for write in derived]
        line: list[Write] = []
        for write, is_own in sorted(sides, key=lambda side: (side[0].ts_ms, side[0].pos)):
            own, fact = (write.value, fact) if is_own else (own, write.value)
            line.append(msgspec.structs.replace(write, value=own if is_set(own) else fact))
        return line

    def is_marked(self, kind: MarkKind, key: str) -> bool | None:
        """Whether the person carries the mark; None when nothing was ever said of it."""
        marks = self._marks.get((kind, key))
        return marks[-1].is_on if marks else None

    def word(self, kind: MarkKind, key: str) -> Mark | None:
        """The last word about a mark, None when nothing was ever said of it."""
        marks = self._marks.get((kind, key))
        return marks[-1] if marks else None

    def marked_since(self, kind: MarkKind, key: str) -> int | None:
        """The time of the last word about a mark."""
        marks = self._marks.get((kind, key))
        return marks[-1].ts_ms if marks else None


def _is_named(event: str, name: str, *, is_prefix: bool) -> bool:
    if not is_prefix:
        return event == name
    return event.startswith(name) if name else event not in NOT_HIS


def _in_order(items: Iterable[Dated]) -> list[Dated]:
    return sorted(items, key=lambda item: (item.ts_ms, item.pos))


def _moments(*sorts: Iterable[_Dated]) -> set[int]:
    return {item.ts_ms for items in sorts for item in items}


def _by_property(writes: Iterable[Write]) -> dict[str, list[Write]]:
    found: dict[str, list[Write]] = {}
    for write in _in_order(writes):
        found.setdefault(write.property, []).append(write)
    return found


def _until(items: Iterable[Dated], moment_ms: int) -> tuple[Dated, ...]:
    return tuple(item for item in items if item.ts_ms <= moment_ms)
