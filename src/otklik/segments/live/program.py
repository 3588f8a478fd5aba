"""The segments of a workspace that are answered from memory: their leaves, and the logic over them. Pure.

From memory are answered conditions on what a person did by a name (how often, sums, sequences), on written
properties without dates that move, and on marks. All else is asked of the store.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Condition,
    Did,
    Followed,
    InSegment,
    Last,
    MeasureKind,
    Not,
    PropertyIs,
    Selector,
    Window,
)
from otklik.segments.language.names import FROM_EVENTS
from otklik.segments.live.leaves import Chain, Count, Leaf, Runs, Total
from otklik.segments.live.reasons import moves
from otklik.segments.live.tracks import Track, reach_of
from otklik.segments.live.trails import Layout, bits_of
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event, History, Past
from otklik.segments.predicate.operators import Clock

Logic = Callable[[int], bool]
"""From bits, one a leaf, to the answer."""
Thing = TypeVar("Thing")
MAX_MASKS: Final = 10_000
"""Of which it is remembered which leaves they change."""


class Program:
    """`segments`: those that it answers, by id; `facts`: the leaves that only the store can tell.

    Bits of a person: first those of `leaves`, then those of `facts`.
    """

    def __init__(
        self, conditions: Mapping[int, Condition], *, members: Mapping[int, Condition], zone: ZoneInfo
    ) -> None:
        builder = _Builder(members)
        logics = {id_: builder.read(id_, condition) for id_, condition in conditions.items()}
        self.meaning = find_meaning(conditions, members, zone)
        self.segments = tuple(logics)
        self.leaves = builder.make_leaves()
        self.layout = Layout(builder.tracks)
        self.facts = tuple(builder.facts)
        self._logics = [logic(len(self.leaves)) for logic in logics.values()]
        self._users = self._find_users(builder)
        self._leaves_of = self._find_leaves()
        self._changed: dict[tuple[int, int], frozenset[int]] = {}
        self._clock: Clock | None = None
        self.eventless = 0
        """Bits of a person who has no event and no fact."""
        self._of_eventless = 0

    def ask_of(self, clock: Clock) -> None:
        """From now on leaves are asked of this moment."""
        if clock == self._clock:
            return
        self._clock = clock
        runs: Runs = [None] * len(self.layout.tracks)
        eventless = 0
        for number, leaf in enumerate(self.leaves):
            leaf.ask_of(clock)
            eventless |= leaf.judge(runs)[0] << number
        self.eventless = eventless
        self._of_eventless = sum(logic(eventless) << number for number, logic in enumerate(self._logics))

    def facts_of_newcomer(self, clock: Clock) -> int:
        """Bits of the facts of somebody who was there, and of whom nothing else is known."""
        newcomer = History(Past(events=(Event("", clock.now_ms, 0),)))
        return sum(
            holds(fact, newcomer, now_ms=clock.now_ms, zone=clock.zone) << number
            for number, fact in enumerate(self.facts)
        )

    def changed(self, trail: int, mask: int) -> frozenset[int]:
        """The leaves that look at an event of a trail which these tracks take."""
        found = self._changed.get((trail, mask))
        if found is None:
            if len(self._changed) >= MAX_MASKS:
                self._changed.clear()
            theirs = (self._leaves_of[trail, number] for number in bits_of(mask))
            found = self._changed[trail, mask] = frozenset().union(*theirs)
        return found

    def members(self, bits: int) -> int:
        """The segments that hold of a person of these bits, a bit each in the order of `segments`."""
        return self.change(self._of_eventless, self.eventless, bits)

    def change(self, members: int, before: int, bits: int) -> int:
        """`members`, which held of the bits `before`, for these bits."""
        looked = 0
        for number in bits_of(before ^ bits):
            looked |= self._users[number]
        for number in bits_of(looked):
            if self._logics[number](bits):
                members |= 1 << number
            else:
                members &= ~(1 << number)
        return members

    def name(self, members: int) -> frozenset[int]:
        """The ids of these segments."""
        return frozenset(self.segments[number] for number in bits_of(members))

    def _find_leaves(self) -> dict[tuple[int, int], set[int]]:
        """By trail and number in it the leaves that look at the track."""
        found: dict[tuple[int, int], set[int]] = {}
        for track, slot in enumerate(self.layout.slots):
            theirs = {number for number, leaf in enumerate(self.leaves) if track in leaf.tracks}
            found[slot.trail, slot.number] = theirs
        return found

    def _find_users(self, builder: "_Builder") -> list[int]:
        """By bit of a person the segments that look at it, as bits."""
        users = [0] * (len(self.leaves) + len(self.facts))
        for segment, (leaves, facts) in enumerate(builder.used.values()):
            for number in (*leaves, *(len(self.leaves) + fact for fact in facts)):
                users[number] |= 1 << segment
        return users


def find_meaning(
    conditions: Mapping[int, Condition], members: Mapping[int, Condition], zone: ZoneInfo
) -> tuple[str, ...]:
    """What a program depends on: two of one meaning answer the same."""
    return zone.key, repr(sorted(conditions)), repr(sorted(members.items()))


def is_quick(
    condition: Condition, members: Mapping[int, Condition], inside: frozenset[int] = frozenset()
) -> bool:
    """Whether a program can answer the condition."""
    match condition:
        case All(parts) | AnyOf(parts):
            return all(is_quick(part, members, inside) for part in parts)
        case Not(part):
            return is_quick(part, members, inside)
        case InSegment(id_):
            inner = members.get(id_)
            return inner is None or id_ in inside or is_quick(inner, members, inside | {id_})
        case _:
            return _is_quick_leaf(condition)


def _is_quick_leaf(leaf: Condition) -> bool:
    match leaf:
        case Did(selector, _, measure, same, _):
            is_added = measure is None or measure.kind is MeasureKind.SUM
            return same is None and is_added and _is_lasting(selector)
        case Followed(steps):
            return all(_is_lasting(step.selector) for step in steps)
        case PropertyIs(test):
            return test.path[0] not in FROM_EVENTS and not moves(test)
        case _:
            return True


def _is_lasting(selector: Selector) -> bool:
    """Whether an event that fits once always does, and one name is asked for."""
    return not selector.is_prefix and not any(map(moves, selector.where))


class _Builder:
    """Gathers leaves and tracks, equal ones once: equal as they are written, for true is not 1."""

    def __init__(self, members: Mapping[int, Condition]) -> None:
        self._members = members
        self._asked = _Numbered[Did | Followed]()
        self._facts = _Numbered[Condition]()
        self._keys = _Numbered[tuple[Selector, tuple[str, ...] | None]]()
        self.tracks: list[Track] = []
        self.used: dict[int, tuple[set[int], set[int]]] = {}
        self._present: tuple[set[int], set[int]] = (set(), set())

    def read(self, segment_id: int, condition: Condition) -> Callable[[int], Logic]:
        """The logic of a segment; notes the leaves and facts that it looks at."""
        self._present = self.used[segment_id] = (set(), set())
        return self._logic(condition, frozenset())

    @property
    def facts(self) -> Sequence[Condition]:
        """The leaves that only the store can tell."""
        return self._facts.items

    def _logic(self, condition: Condition, inside: frozenset[int]) -> Callable[[int], Logic]:
        match condition:
            case All(parts):
                return _group([self._logic(part, inside) for part in parts], all)
            case AnyOf(parts):
                return _group([self._logic(part, inside) for part in parts], any)
            case Not(part):
                return _negated(self._logic(part, inside))
            case InSegment(id_):
                inner = self._members.get(id_)
                if inner is None or id_ in inside:
                    return _nobody
                return self._logic(inner, inside | {id_})
            case _:
                return self._leaf_logic(condition)

    def _leaf_logic(self, leaf: Condition) -> Callable[[int], Logic]:
        if isinstance(leaf, Did | Followed):
            number = self._asked.number(leaf)
            self._present[0].add(number)
            return _bit(number)
        number = self._facts.number(leaf)
        self._present[1].add(number)
        return _bit_of_fact(number)

    def make_leaves(self) -> tuple[Leaf, ...]:
        """The leaves by their numbers; notes their tracks."""
        return tuple(self._leaf(condition) for condition in self._asked.items)

    def _leaf(self, condition: Did | Followed) -> Leaf:
        if isinstance(condition, Followed):
            reach_ms = _reach(condition.during)
            steps = [Track(step.selector, reach_ms=reach_ms, has_places=True) for step in condition.steps]
            return Chain(condition, [self._track(step) for step in steps])
        is_ever = condition.within is None
        of = condition.measure.of if condition.measure else None
        reach_ms = 0 if is_ever else _reach(condition.within)
        number = self._track(Track(condition.selector, of, reach_ms, is_counted=is_ever))
        if condition.measure is not None:
            return Total(condition, condition.measure, number)
        return Count(condition, number)

    def _track(self, track: Track) -> int:
        number = self._keys.number((track.selector, track.of))
        if number == len(self.tracks):
            self.tracks.append(track)
        else:
            self.tracks[number] = self.tracks[number].joined(track)
        return number


class _Numbered(Generic[Thing]):
    """Things by the order in which they came."""

    def __init__(self) -> None:
        self.items: list[Thing] = []
        self._numbers: dict[str, int] = {}

    def number(self, thing: Thing) -> int:
        """Its number, a new one for a new thing."""
        number = self._numbers.setdefault(repr(thing), len(self.items))
        if number == len(self.items):
            self.items.append(thing)
        return number


def _reach(window: Window | None) -> int | None:
    return reach_of(window.duration) if isinstance(window, Last) else None


def _group(
    parts: Sequence[Callable[[int], Logic]], join: Callable[[Iterable[bool]], bool]
) -> Callable[[int], Logic]:
    def make(leaves: int) -> Logic:
        made = [part(leaves) for part in parts]
        return lambda bits: join(logic(bits) for logic in made)

    return make


def _negated(part: Callable[[int], Logic]) -> Callable[[int], Logic]:
    def make(leaves: int) -> Logic:
        made = part(leaves)
        return lambda bits: not made(bits)

    return make


def _bit(number: int) -> Callable[[int], Logic]:
    mask = 1 << number
    return lambda _: lambda bits: bits & mask != 0


def _bit_of_fact(number: int) -> Callable[[int], Logic]:
    def make(leaves: int) -> Logic:
        mask = 1 << (leaves + number)
        return lambda bits: bits & mask != 0

    return make


def _nobody(leaves: int) -> Logic:
    del leaves
    return lambda _: False
