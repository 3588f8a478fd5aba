"""The people of a workspace whom the follower remembers, so that the store is not asked about each again.

Bounded: whoever was not touched for the longest time is forgotten first, and read anew when he is. Pure.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final

from otklik.segments.live.program import Program
from otklik.segments.live.tracks import NEVER
from otklik.segments.live.trails import TRAIL_BYTES, Layout, Row, Run, Trail
from otklik.segments.predicate.operators import Clock

MAX_BYTES: Final = 160_000_000
"""Of the remembered people of all workspaces together."""
MAX_EVENTS: Final = 1_000
"""A person with more events that matter is not remembered."""
MAX_HEAVY: Final = 100_000
_PERSON_BYTES: Final = 600
_SLOT_BYTES: Final = 8


class Person:
    """One remembered person.

    He begins without events: `program` must have been asked of the present moment.

    `members`: the segments of the program that he was found in last, a bit each; `due_ms`: he is written
    down to be looked at by then at the latest; `store_ms`: when the segments that the store is asked about
    may change, 0 = unknown; `wake_ms`: when an answer of his may change by time alone; `size`: about how many
    bytes he takes.
    """

    __slots__ = (
        "bits",
        "due_ms",
        "homes",
        "members",
        "root",
        "size",
        "store_ms",
        "trails",
        "wake_ms",
        "wakes",
    )

    def __init__(self, root: int, homes: tuple[int, ...], program: Program, facts: int) -> None:
        self.root = root
        self.homes = homes
        self.trails: list[Trail | None] = [None] * len(program.layout.plans)
        self.bits = facts << len(program.leaves) | program.eventless
        self.wakes = array("q", [NEVER]) * len(program.leaves)
        self.members: int | None = None
        self.due_ms = NEVER
        self.store_ms = 0
        self.wake_ms = NEVER
        self.size = _PERSON_BYTES + _SLOT_BYTES * (len(self.trails) + len(self.wakes))


class _Runs:
    """What the tracks of a layout see of a person, each made once."""

    __slots__ = ("_layout", "_made", "_trails")

    def __init__(self, layout: Layout, trails: Sequence[Trail | None]) -> None:
        self._layout = layout
        self._trails = trails
        self._made: dict[int, Run | None] = {}

    def __getitem__(self, track: int, /) -> Run | None:
        if track in self._made:
            return self._made[track]
        slot = self._layout.slots[track]
        trail = self._trails[slot.trail]
        made = self._made[track] = None if trail is None else trail.run(slot)
        return made


class Memory:
    """The people of one workspace under one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.size = 0
        self._people: OrderedDict[int, Person] = OrderedDict()
        self._roots: dict[int, int] = {}
        self._heavy: set[int] = set()

    def __len__(self) -> int:
        return len(self._people)

    def find(self, home: int) -> Person | None:
        """The remembered person of this home."""
        root = self._roots.get(home)
        return None if root is None else self._people[root]

    def is_heavy(self, home: int) -> bool:
        """Whether he has too many events to be remembered."""
        return home in self._heavy

    def note_heavy(self, homes: Iterable[int]) -> None:
        """These have too many events."""
        if len(self._heavy) > MAX_HEAVY:
            self._heavy.clear()
        self._heavy.update(homes)

    def keep(self, person: Person) -> None:
        """Remember somebody, in place of whoever had one of his homes."""
        for home in person.homes:
            self.forget(home)
        self.size += person.size
        self._people[person.root] = person
        self._roots.update(dict.fromkeys(person.homes, person.root))

    def forget(self, home: int) -> None:
        """Forget the person of this home."""
        self._heavy.discard(home)
        root = self._roots.get(home)
        if root is not None:
            self._drop(self._people.pop(root))

    def _grow(self, person: Person, more_bytes: int) -> None:
        """He was looked at just now and has grown."""
        person.size += more_bytes
        if self._people.get(person.root) is person:
            self.size += more_bytes
            self._people.move_to_end(person.root)

    def shrink(self, most_bytes: int) -> None:
        """Forget whoever was not touched for the longest time, until no more than this is taken."""
        while self.size > most_bytes and self._people:
            _, person = self._people.popitem(last=False)
            self._drop(person)

    def _drop(self, person: Person) -> None:
        self.size -= person.size
        for home in person.homes:
            del self._roots[home]

    def weave_in(self, person: Person, rows: Iterable[Row], *, now_ms: int) -> set[int]:
        """Add events to a person; the leaves that look at them."""
        changed: set[int] = set()
        plans, more_bytes = self.program.layout.plans, 0
        for row in rows:
            number = row[0]
            plan, trail = plans[number], person.trails[number]
            if trail is None:
                trail = person.trails[number] = Trail()
                more_bytes += TRAIL_BYTES
            more_bytes += trail.add(row, plan=plan, now_ms=now_ms)
            changed |= self.program.changed(number, row[3])
        self._grow(person, more_bytes)
        return changed

    def judge(self, person: Person, leaves: Iterable[int], clock: Clock) -> int:
        """Ask these leaves, and those whose time has come, of a person; the segments he is in now."""
        program, bits, wakes = self.program, person.bits, person.wakes
        program.ask_of(clock)
        asked = set(leaves)
        if person.wake_ms <= clock.now_ms:
            asked.update(number for number, wake_ms in enumerate(wakes) if wake_ms <= clock.now_ms)
        runs = _Runs(program.layout, person.trails)
        for number in asked:
            holds, wake_ms = program.leaves[number].judge(runs)
            wakes[number] = wake_ms
            mask = 1 << number
            bits = bits | mask if holds else bits & ~mask
        if asked:
            person.wake_ms = min(wakes)
        before, person.bits = person.bits, bits
        if person.members is None:
            return program.members(bits)
        return person.members if bits == before else program.change(person.members, before, bits)
