"""What is remembered of people says what the predicate says, and wakes in time."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.segments.cases.histories import pasts
from tests.unit.segments.strategies import DAY_MS, NOW_MS, conditions

from otklik.segments.language.conditions import (
    Comparison,
    Condition,
    Did,
    Duration,
    Last,
    Op,
    PropertyIs,
    Selector,
    Times,
)
from otklik.segments.language.values import SUM_PLACES, as_number, cut
from otklik.segments.live.memory import Memory, Person
from otklik.segments.live.program import Program, is_quick
from otklik.segments.live.tracks import NEVER
from otklik.segments.live.trails import Layout, Row
from otklik.segments.predicate.changes import next_change
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event, History, Past, Write
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import event_value, fits

ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Moscow", "Europe/Berlin", "America/New_York")]
SEGMENT = 7
Members = dict[int, Condition]

inner_conditions = st.dictionaries(st.integers(1, 3), conditions(max_leaves=2), max_size=2)
advances = st.sampled_from((0, 1, 1_000, 3_600_000, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 400 * DAY_MS))


def rows_of(events: Iterable[Event], layout: Layout, clock: Clock) -> list[Row]:
    """What the store says of the events."""
    found: list[Row] = []
    for event in events:
        taken: list[tuple[int, int]] = []
        for number, track in enumerate(layout.tracks):
            if event.name != track.selector.name or not fits(event, track.selector, clock):
                continue
            value = as_number(event_value(event, track.of)) if track.of else None
            if track.of is None:
                taken.append((number, 0))
            elif value is not None:
                taken.append((number, int(cut(value, SUM_PLACES).scaleb(SUM_PLACES))))
        found += layout.make_rows(taken, at_ms=event.ts_ms, pos=event.pos)
    return found


def remember(program: Program, past: Past, clock: Clock, members: Members) -> tuple[Memory, Person]:
    """Somebody who has been read: no event of his yet, all that only the store can tell."""
    memory, history = Memory(program), History(past)
    program.ask_of(clock)
    facts = [
        holds(fact, history, now_ms=clock.now_ms, zone=clock.zone, members=members) for fact in program.facts
    ]
    person = Person(1, (1,), program, sum(1 << number for number, is_so in enumerate(facts) if is_so))
    memory.keep(person)
    return memory, person


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(
    st.data(),
    st.lists(conditions(max_leaves=4), min_size=1, max_size=4),
    pasts(),
    inner_conditions,
    st.sampled_from(ZONES),
)
def test_memory_says_what_the_predicate_says(
    data: st.DataObject, asked: list[Condition], past: Past, inner: Members, zone: ZoneInfo
) -> None:
    """Whatever comes in whatever order while time goes on; and it wakes before any answer changes."""
    assume(all(is_quick(condition, inner) for condition in asked))
    segments = dict(enumerate(asked, SEGMENT))
    program = Program(segments, members=inner, zone=zone)
    now_ms = data.draw(st.sampled_from((NOW_MS - 40 * DAY_MS, NOW_MS - 1, NOW_MS)))
    # Properties and marks make a person be read anew, so nothing of them lies ahead.
    begun = (Write("\x00", 0, 0, 1), *(write for write in past.writes if write.ts_ms <= now_ms))
    marks = tuple(mark for mark in past.marks if mark.ts_ms <= now_ms)
    facts = tuple(fact for fact in past.facts if fact.ts_ms <= now_ms)
    clock = Clock(now_ms, zone)
    memory, person = remember(program, Past((), begun, facts, marks), clock, inner)
    waiting, arrived = data.draw(st.permutations(past.events)), list[Event]()
    while True:
        count = data.draw(st.integers(0, len(waiting)))
        arrived, new, waiting = arrived + list(waiting[:count]), waiting[:count], waiting[count:]
        changed = memory.weave_in(person, rows_of(new, program.layout, clock), now_ms=clock.now_ms)
        person.members = memory.judge(person, changed, clock)
        history = History(Past(tuple(arrived), begun, facts, marks))
        assert program.name(person.members) == {
            segment
            for segment, condition in segments.items()
            if holds(condition, history, now_ms=clock.now_ms, zone=zone, members=inner)
        }
        assert person.wake_ms > clock.now_ms
        for segment, condition in segments.items():
            is_in = segment in program.name(person.members)
            _check_wake(person.wake_ms, condition, history, clock, inner, is_in=is_in)
        if not waiting:
            return
        clock = Clock(clock.now_ms + data.draw(advances), zone)


def _check_wake(
    wake_ms: int, condition: Condition, history: History, clock: Clock, inner: Members, *, is_in: bool
) -> None:
    change = next_change(condition, history, now_ms=clock.now_ms, zone=clock.zone, members=inner)
    if change is not None and wake_ms > change:
        assert holds(condition, history, now_ms=change, zone=clock.zone, members=inner) == is_in


def test_old_events_are_only_counted() -> None:
    ever = Did(Selector("looked"), times=Times(Op.GTE, (100,)))
    lately = Did(Selector("looked"), times=Times(Op.GTE, (3,)), within=Last(Duration(milliseconds=DAY_MS)))
    program = Program({1: ever, 2: lately}, members={}, zone=ZONES[0])
    memory, person = remember(program, Past(), Clock(NOW_MS, ZONES[0]), {})
    for hour in range(200):
        now_ms = NOW_MS + hour * 3_600_000
        changed = memory.weave_in(person, [(0, now_ms, hour, 1, ())], now_ms=now_ms)
        person.members = memory.judge(person, changed, Clock(now_ms, ZONES[0]))
        assert program.name(person.members) == {id_ for id_, first in ((1, 99), (2, 2)) if hour >= first}
    (trail,) = person.trails
    assert trail is not None
    run = trail.run(program.layout.slots[0])
    assert run is not None
    assert len(run.times) <= 48
    assert len(run.times) + run.older == 200
    later = Clock(NOW_MS + 300 * 3_600_000, ZONES[0])
    assert program.name(memory.judge(person, (), later)) == {1}, "time alone ends the one"
    assert person.wake_ms == NEVER


def test_true_and_one_are_not_one_leaf() -> None:
    sources = [Comparison(("vip",), Op.EQ, value) for value in (True, 1, "1")]
    conditions_ = {number: PropertyIs(source) for number, source in enumerate(sources)}
    program = Program(conditions_, members={}, zone=ZONES[0])
    assert len(program.facts) == 3


def test_whoever_was_not_touched_longest_is_forgotten_first() -> None:
    program = Program({1: Did(Selector("looked"))}, members={}, zone=ZONES[0])
    memory = Memory(program)
    people = [Person(root, (root, root + 100), program, 0) for root in range(1, 5)]
    for person in people:
        memory.keep(person)
    memory.weave_in(people[0], [(0, NOW_MS, 1, 1, ())], now_ms=NOW_MS)
    memory.shrink(sum(person.size for person in (people[0], people[3])))
    assert [root for root in range(1, 5) if memory.find(root)] == [1, 4]
    assert memory.size == people[0].size + people[3].size
    memory.forget(101)
    assert memory.find(1) is None
    assert memory.find(4) is people[3]
    memory.keep(Person(9, (9, 4), program, 0))
    assert memory.find(104) is None, "who has one of his homes is nobody now"
    assert len(memory) == 1
