"""The people of a workspace whom the follower remembers, so that the store is not asked about each again.

Bounded: whoever was not touched for the longest time is forgotten first, and read anew when he is. Pure.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final

from otklik.segments.live.program import Program
from otklik.segments.live.tracks import NEVER, Run
from otklik.segments.predicate.operators import Clock

MAX_BYTES: Final = 128_000_000
"""Of the remembered people of all workspaces together."""
MAX_EVENTS: Final = 1_000
"""A person with more events that matter is not remembered."""
MAX_HEAVY: Final = 100_000
_PERSON_BYTES: Final = 900
_SLOT_BYTES: Final = 8


class Person:
    """One remembered person.

    He begins without events: `program` must have been asked of the present moment.

    `members`: the segments of the program that he was found in last; `due_ms`: he is written down to be
    looked at by then at the latest; `store_ms`: when the segments that the store is asked about may
    change, 0 = unknown; `wake_ms`: when an answer of his may change by time alone.
    """

    __slots__ = ("bits", "due_ms", "homes", "members", "root", "runs", "size", "store_ms", "wake_ms", "wakes")

    def __init__(self, root: int, homes: tuple[int, ...], program: Program, facts: int) -> None:
        self.root = root
        self.homes = homes
        self.runs: list[Run | None] = [None] * len(program.tracks)
        self.bits = facts << len(program.leaves) | program.eventless
        self.wakes = array("q", [NEVER]) * len(program.leaves)
        self.members: frozenset[int] | None = None
        self.due_ms = NEVER
        self.store_ms = 0
        self.size = 0
        self.wake_ms = NEVER

    def measure(self) -> None:
        """Work out about how many bytes he takes."""
        runs = sum(run.size for run in self.runs if run is not None)
        self.size = _PERSON_BYTES + _SLOT_BYTES * (len(self.runs) + len(self.wakes)) + runs


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
        person.measure()
        self.size += person.size
        self._people[person.root] = person
        self._roots.update(dict.fromkeys(person.homes, person.root))

    def forget(self, home: int) -> None:
        """Forget the person of this home."""
        self._heavy.discard(home)
        root = self._roots.get(home)
        if root is not None:
            self._drop(self._people.pop(root))

    def touch(self, person: Person, more_bytes: int) -> None:
        """He was looked at just now and has grown."""
        person.size += more_bytes
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

    def weave_in(self, person: Person, rows: Iterable[Sequence[int]], *, now_ms: int) -> set[int]:
        """Add events (track, time, place, figure) to a person; the leaves that look at them."""
        changed: set[int] = set()
        tracks, more_bytes = self.program.tracks, 0
        for number, at_ms, pos, figure in rows:
            track, run = tracks[number], person.runs[number]
            if run is None:
                run = person.runs[number] = Run(track)
                more_bytes += run.size
            more_bytes += run.add(at_ms, pos, figure, track=track, now_ms=now_ms)
            changed.update(self.program.leaves_of[number])
        if person.size:
            self.touch(person, more_bytes)
        return changed

    def judge(self, person: Person, leaves: Iterable[int], clock: Clock) -> frozenset[int]:
        """Ask these leaves, and those whose time has come, of a person; the segments he is in now."""
        program, bits, wakes = self.program, person.bits, person.wakes
        program.ask_of(clock)
        asked = set(leaves)
        if person.wake_ms <= clock.now_ms:
            asked.update(number for number, wake_ms in enumerate(wakes) if wake_ms <= clock.now_ms)
        for number in asked:
            holds, wake_ms = program.leaves[number].judge(person.runs)
            wakes[number] = wake_ms
            mask = 1 << number
            bits = bits | mask if holds else bits & ~mask
        if asked:
            person.wake_ms = min(wakes)
        before, person.bits = person.bits, bits
        if person.members is None:
            return program.members(bits)
        return person.members if bits == before else program.change(person.members, before, bits)
