"""Answers from memory: carries what is remembered of people on by what came, and reads who is not remembered.

A person's memory holds exactly the batches that the follower has reached: new events are woven in by their
batches, and whoever is read anew is read up to them. Whatever is no event (a property, a mark, a merge) makes
a person forgotten, and read anew.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec
import structlog

from otklik.infra import metrics
from otklik.infra.engines import Engines
from otklik.segments.language.conditions import All
from otklik.segments.live import queries_remembered
from otklik.segments.live.memory import MAX_BYTES, MAX_EVENTS, Memory, Person
from otklik.segments.live.program import Program
from otklik.segments.live.queries_remembered import Found
from otklik.segments.live.queries_touched import Stretch
from otklik.segments.live.recalling import Reader, Reading, ReadPerson
from otklik.segments.live.touched import Touched
from otklik.segments.live.tracks import NEVER
from otklik.segments.live.trails import Row
from otklik.segments.live.transitions import Verdict
from otklik.segments.live.watched import Watched
from otklik.segments.predicate.operators import Clock

log = structlog.get_logger(__name__)

BREATH: Final = 500
"""So many people are judged before others of the process have their turn."""
_EXISTS: Final = All(())


class Step(msgspec.Struct, frozen=True):
    """What a step asks of memory.

    `found`: what programs look at of the batches that were heard; `stretches`: the others; `after`: the last
    batch of each lane that is reached with it; `due`: whose time has come; `unknown`: strangers who were
    never looked at; `newcomers`: of whom `found` has all there is.
    """

    touched: Touched
    found: Sequence[Found]
    stretches: Sequence[Stretch]
    after: Mapping[int, int]
    due: set[int]
    now_ms: int
    unknown: AbstractSet[int] = frozenset()
    newcomers: AbstractSet[int] = frozenset()


class Remembered(msgspec.Struct):
    """What memory said.

    `verdicts`: on those of whom something must be written; `timed`: the roots whose dues these settle;
    `heavy`: homes of people whom the store must be asked about; `missing`: homes of whom nothing can be said
    now; `store_due`: due homes of whom segments must be asked that memory does not know; `cold`: homes that
    are not remembered, `reading` them.
    """

    verdicts: list[Verdict] = []
    timed: set[int] = set()
    heavy: set[int] = set()
    missing: set[int] = set()
    store_due: set[int] = set()
    cold: AbstractSet[int] = frozenset()
    reading: Reading | None = None


class Remembering:
    """The memories of all workspaces."""

    def __init__(
        self, engines: Engines, *, most_bytes: int = MAX_BYTES, most_events: int = MAX_EVENTS
    ) -> None:
        self._engines = engines
        self._most_bytes = most_bytes
        self._most_events = most_events
        self._memories: dict[int, Memory] = {}
        self._readings: list[Reading] = []

    def forget(self) -> None:
        """Forget everybody."""
        self._memories.clear()
        for reading in self._readings:
            reading.stop()
        self._readings.clear()

    def keep_only(self, workspaces: Iterable[int]) -> None:
        """Forget the people of all other workspaces."""
        for workspace_id in self._memories.keys() - set(workspaces):
            del self._memories[workspace_id]

    def is_known(self, workspace_id: int, home: int) -> bool:
        """Whether the person of this home is remembered."""
        memory = self._memories.get(workspace_id)
        return memory is not None and memory.find(home) is not None

    def forget_homes(self, workspace_id: int, homes: Iterable[int]) -> None:
        """Read these anew when they are next touched."""
        if (memory := self._memories.get(workspace_id)) is not None:
            for home in homes:
                memory.forget(home)

    def join_store(self, workspace_id: int, verdicts: Sequence[Verdict], *, is_timed: bool) -> list[Verdict]:
        """Note when the segments that memory does not know may change; the verdicts with when its own may.

        A due holds one moment, so whoever settles it must name the earliest of both.
        """
        memory = self._memories.get(workspace_id)
        if memory is None:
            return [*verdicts]
        return [_join(verdict, memory.find(verdict.root), is_timed) for verdict in verdicts]

    async def ask(self, watched: Watched, step: Step) -> Remembered:
        """What memory says of those whom the step concerns; whoever it does not know is being read.

        After a failure `forget` ends the reading.
        """
        if not watched.quick:
            return Remembered(store_due=set(step.due))
        memory = self._memory_of(watched)
        touched, found = step.touched, Remembered()
        for home in touched.moved | touched.rewritten:
            memory.forget(home)
        concerned = _list_concerned(watched, step)
        found.heavy = {home for home in concerned if memory.is_heavy(home)}
        cold = {home for home in concerned - found.heavy if memory.find(home) is None}
        new, cold = cold & step.newcomers, cold - step.newcomers
        if cold:  # the store plans and reads while we judge
            found.cold, found.reading = cold, self._begin_reading(watched, step, cold)
        await self._carry_on(watched, memory, step, found)
        await self._meet(watched, memory, step, new, found)
        self._shrink()
        return found

    def _begin_reading(self, watched: Watched, step: Step, homes: AbstractSet[int]) -> Reading:
        reader = Reader(self._engines, watched, after=step.after, now_ms=step.now_ms, most=self._most_events)
        reading = Reading(reader, sorted(homes))
        self._readings.append(reading)
        return reading

    async def read_on(self, watched: Watched, step: Step, asked: Remembered) -> Remembered:
        """What there is to say of those who had to be read, and all whom the store must be asked about."""
        found = Remembered(heavy=asked.heavy, store_due=asked.store_due)
        reading = asked.reading
        if reading is None:
            return found
        if watched.slow_by_time:
            found.store_due |= asked.cold & step.due
        memory = self._memory_of(watched)
        async for people in reading.portions():
            await self._take_all(watched, memory, step, people, found)
        self._readings.remove(reading)
        found.missing |= reading.reader.missing
        found.heavy |= reading.reader.heavy
        memory.note_heavy(reading.reader.heavy)
        self._shrink()
        return found

    def _memory_of(self, watched: Watched) -> Memory:
        memory = self._memories.get(watched.workspace_id)
        if memory is None or memory.program is not watched.program:
            memory = self._memories[watched.workspace_id] = Memory(watched.program)
        return memory

    def _shrink(self) -> None:
        total = sum(memory.size for memory in self._memories.values())
        metrics.SEGMENTS_REMEMBERED.set(sum(map(len, self._memories.values())))
        metrics.SEGMENTS_REMEMBERED_BYTES.set(total)
        if total > self._most_bytes:
            for memory in self._memories.values():
                memory.shrink(memory.size * self._most_bytes // total)

    async def _carry_on(self, watched: Watched, memory: Memory, step: Step, found: Remembered) -> None:
        """Weave new events into those who are remembered; judge them and those whose time has come."""
        changed: dict[int, set[int]] = {}
        clock = Clock(step.now_ms, watched.zone)
        for home, row in await self._list_new(watched, memory, step):
            person = memory.find(home)
            if person is not None:
                leaves = memory.weave_in(person, row, now_ms=step.now_ms)
                changed.setdefault(person.root, set()).update(leaves)
        due: dict[int, Person] = {}
        for home in step.due:
            person = memory.find(home)
            if person is not None:
                due[person.root] = person
                if watched.slow_by_time and person.store_ms <= step.now_ms:
                    found.store_due.add(home)
        people = [*due.values(), *(memory.find(root) for root in changed.keys() - due.keys())]
        for number, person in enumerate(people):
            if person is not None:
                leaves = changed.get(person.root, set())
                self._judge(memory, person, leaves, clock, found, is_due=person.root in due)
            if number % BREATH == 0:
                await asyncio.sleep(0)

    async def _meet(
        self, watched: Watched, memory: Memory, step: Step, homes: AbstractSet[int], found: Remembered
    ) -> None:
        """Remember newcomers by what the step brought of them, and judge them."""
        if not homes:
            return
        brought: dict[int, list[Sequence[Row]]] = {home: [] for home in homes}
        for home, rows in step.found:
            if home in homes:
                brought[home].append(rows)
        heavy = {home for home, events in brought.items() if len(events) > self._most_events}
        found.heavy |= heavy
        memory.note_heavy(heavy)
        facts = memory.program.facts_of_newcomer(Clock(step.now_ms, watched.zone))
        people = [
            ReadPerson(home, (home,), facts, [row for rows in events for row in rows])
            for home, events in brought.items()
            if home not in heavy
        ]
        await self._take_all(watched, memory, step, people, found)

    async def _list_new(self, watched: Watched, memory: Memory, step: Step) -> Sequence[Found]:
        if not step.stretches or not memory.program.layout.tracks or not len(memory):
            return step.found
        asked = await queries_remembered.list_new(
            self._engines.clickhouse,
            workspace_id=watched.workspace_id,
            layout=memory.program.layout,
            zone=watched.zone,
            stretches=step.stretches,
        )
        return [*step.found, *asked]

    def _judge(
        self,
        memory: Memory,
        person: Person,
        leaves: Iterable[int],
        clock: Clock,
        found: Remembered,
        *,
        is_due: bool,
    ) -> None:
        """Judge one person; a verdict when something must be written."""
        before = person.members
        members = memory.judge(person, leaves, clock)
        wake_ms = min(person.wake_ms, person.store_ms if person.store_ms > clock.now_ms else NEVER)
        person.members = members
        if not is_due and members == before and wake_ms >= person.due_ms:
            return
        is_timed = is_due and not found.store_due.intersection(person.homes)
        person.due_ms = wake_ms if is_timed else min(person.due_ms, wake_ms)
        found.verdicts.append(_verdict(person, memory.program, wake_ms))
        if is_timed:
            found.timed.add(person.root)

    async def _take_all(
        self,
        watched: Watched,
        memory: Memory,
        step: Step,
        people: Sequence[ReadPerson],
        found: Remembered,
    ) -> None:
        """Remember those who were read, and judge all of them."""
        for number, read in enumerate(people):
            self._take(watched, memory, step, read, found)
            if number % BREATH == 0:
                await asyncio.sleep(0)

    def _take(
        self, watched: Watched, memory: Memory, step: Step, read: ReadPerson, found: Remembered
    ) -> None:
        """Remember a person who was read, and judge him."""
        if read.facts is None:
            found.verdicts.append(Verdict(root=read.root, homes=read.homes, exists=False))
            if found.store_due.isdisjoint(read.homes):
                found.timed.add(read.root)
            return
        clock = Clock(step.now_ms, watched.zone)
        memory.program.ask_of(clock)
        person = Person(read.root, read.homes, memory.program, read.facts)
        if not watched.slow_by_time:
            person.store_ms = NEVER
        leaves = memory.weave_in(person, read.rows, now_ms=step.now_ms)
        memory.keep(person)
        is_due = not step.due.isdisjoint(read.homes)
        self._judge(memory, person, leaves, clock, found, is_due=is_due)


def _list_concerned(watched: Watched, step: Step) -> set[int]:
    touched = step.touched
    by_reason = {home for home, ids in touched.reasons.items() if not watched.quick.isdisjoint(ids)}
    return (by_reason | touched.moved | step.due | step.unknown) - touched.undone


def _verdict(person: Person, program: Program, wake_ms: int) -> Verdict:
    return Verdict(
        root=person.root,
        homes=person.homes,
        holds=program.name(person.members or 0),
        wake_ms=0 if wake_ms == NEVER else wake_ms,
    )


def _join(verdict: Verdict, person: Person | None, is_timed: bool) -> Verdict:  # noqa: FBT001 - of one caller
    if person is None:
        return verdict
    wake_ms = verdict.wake_ms or NEVER
    person.store_ms = wake_ms if is_timed else min(person.store_ms, wake_ms)
    wake_ms = min(wake_ms, person.wake_ms)
    person.due_ms = wake_ms if is_timed else min(person.due_ms, wake_ms)
    return msgspec.structs.replace(verdict, wake_ms=0 if wake_ms == NEVER else wake_ms)
