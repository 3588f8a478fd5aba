"""Laws of the predicate over random conditions and pasts."""

from itertools import combinations, pairwise
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from tests.unit.segments.cases.histories import STEPS_MS, moments, pasts
from tests.unit.segments.strategies import NOW_MS, comparisons, conditions, durations

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Condition,
    Duration,
    Followed,
    Not,
    Op,
    Selector,
    Step,
)
from otklik.segments.language.durations import DAY_MS, add, subtract
from otklik.segments.predicate.changes import next_change
from otklik.segments.predicate.crossings import _transitions, comes_within, leaves_window
from otklik.segments.predicate.evaluation import Members, decide, holds
from otklik.segments.predicate.history import Event, History, Past
from otklik.segments.predicate.operators import Clock, passes

ZONES = [ZoneInfo(name) for name in ("Europe/Moscow", "Asia/Tokyo", "UTC")]
CHANGING = [
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")
]
ALL_ZONES = [*ZONES, *CHANGING, ZoneInfo("Pacific/Apia")]
MOSCOW = ZONES[0]
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the law."""

zones = st.sampled_from(ZONES)
nows = st.one_of(st.just(NOW_MS), moments(), st.integers(NOW_MS - 40 * DAY_MS, NOW_MS + 400 * DAY_MS))
segments = st.dictionaries(st.integers(1, 3), st.one_of(st.booleans(), conditions(max_leaves=2)), max_size=3)


@LAW
@given(conditions(), pasts(), nows, zones, segments)
def test_what_comes_later_does_not_exist(
    condition: Condition, past: Past, now_ms: int, zone: ZoneInfo, members: Members
) -> None:
    whole, known = History(past), History(_until(past, now_ms))
    answer = decide(condition, whole, now_ms=now_ms, zone=zone, members=members)
    assert answer == decide(condition, known, now_ms=now_ms, zone=zone, members=members)
    assert answer.holds == holds(condition, whole.as_of(now_ms), now_ms=now_ms, zone=zone, members=members)


@settings(LAW, max_examples=50)
@given(conditions(), pasts(), nows, st.randoms(use_true_random=False))
def test_order_of_arrival_plays_no_part(
    condition: Condition, past: Past, now_ms: int, random: Random
) -> None:
    parts = [list(part) for part in (past.events, past.writes, past.facts, past.marks)]
    for part in parts:
        random.shuffle(part)
    shuffled = Past(*map(tuple, parts))  # type: ignore[arg-type] # four lists of four kinds
    assert decide(condition, History(past), now_ms=now_ms, zone=MOSCOW) == decide(
        condition, History(shuffled), now_ms=now_ms, zone=MOSCOW
    )


@settings(LAW, max_examples=50)
@given(conditions(max_leaves=3), conditions(max_leaves=3), pasts(), nows)
def test_groups_mean_what_they_say(one: Condition, other: Condition, past: Past, now_ms: int) -> None:
    history = History(past)

    def answer(condition: Condition) -> bool:
        return holds(condition, history, now_ms=now_ms, zone=MOSCOW)

    begun = [event.ts_ms for event in past.events] + [write.ts_ms for write in past.writes]
    begun += [mark.ts_ms for mark in past.marks]
    exists = any(moment_ms <= now_ms for moment_ms in begun)
    assert answer(All((one, other))) == (answer(one) and answer(other))
    assert answer(AnyOf((one, other))) == (answer(one) or answer(other))
    assert answer(Not(one)) == (exists and not answer(one))
    assert answer(AnyOf((one, Not(one)))) == exists


@LAW
@given(st.data())
def test_partners_are_exact_opposites(data: st.DataObject) -> None:
    partners = {Op.UNSET: Op.SET, Op.NE: Op.EQ, Op.NOT_IN: Op.IN, Op.NOT_CONTAINS: Op.CONTAINS}
    comparison = data.draw(comparisons(is_of_person=False).filter(lambda one: one.op in partners))
    past = data.draw(pasts(size=3))
    clock = Clock(NOW_MS, MOSCOW)
    for write in past.writes:
        answer = passes(write.value, comparison.op, comparison.operand, clock)
        assert answer != passes(write.value, partners[comparison.op], comparison.operand, clock)


@LAW
@given(conditions(max_leaves=3), pasts(), nows, st.sampled_from(ALL_ZONES), segments, st.data())
def test_the_answer_stays_until_the_next_change(
    condition: Condition, past: Past, now_ms: int, zone: ZoneInfo, members: Members, data: st.DataObject
) -> None:
    history = History(past)

    def answer(moment_ms: int) -> bool:
        return holds(condition, history, now_ms=moment_ms, zone=zone, members=members)

    hasty = next_change(condition, history, now_ms=now_ms, zone=zone, members=members, max_tries=1)
    change = next_change(condition, history, now_ms=now_ms, zone=zone, members=members, max_tries=10**6)
    assert change is None or (change > now_ms and answer(change) != answer(now_ms))
    assert hasty == change or (hasty is not None and now_ms < hasty and (change is None or hasty < change))
    last = NOW_MS + 6_000 * DAY_MS if change is None else change - 1
    probes = data.draw(st.lists(st.integers(now_ms, last), max_size=8))
    near = [now_ms + 1, last, *(item.ts_ms + step + 1 for item in past.events for step in STEPS_MS)]
    for moment_ms in [*probes, *(moment for moment in near if now_ms <= moment <= last)]:
        assert answer(moment_ms) == answer(now_ms)


CHANGES = {zone: list(_transitions(NOW_MS - 900 * DAY_MS, NOW_MS, zone)) for zone in CHANGING}


@st.composite
def crossings(draw: st.DrawFn) -> tuple[int, Duration, ZoneInfo]:
    """A moment and a duration: somewhere, or such that an end of the window meets a change of clocks."""
    zone, duration = draw(st.sampled_from(ALL_ZONES)), draw(durations)
    moment_ms = draw(st.integers(NOW_MS - 900 * DAY_MS, NOW_MS + 900 * DAY_MS))
    if zone in CHANGING and draw(st.booleans()):
        near = draw(st.integers(-16, 16)) * 900_000 + draw(st.sampled_from((-1, 0, 1)))
        moment_ms = draw(st.sampled_from(CHANGES[zone])) + near
        duration = Duration(draw(st.integers(1, 13)), draw(st.integers(0, 30)) * 3_600_000)
        move = draw(st.sampled_from((subtract, add, lambda moment, *_: moment)))
        moment_ms = move(moment_ms, duration, zone)
    return moment_ms, duration, zone


@settings(LAW, max_examples=500)
@given(crossings(), st.integers(-40 * DAY_MS, 40 * DAY_MS))
def test_crossings_are_all_crossings(drawn: tuple[int, Duration, ZoneInfo], away: int) -> None:
    moment_ms, duration, zone = drawn

    def is_out(now_ms: int) -> bool:
        return subtract(now_ms, duration, zone) > moment_ms

    def is_near(now_ms: int) -> bool:
        return add(now_ms, duration, zone) >= moment_ms

    for state, found, centre in (
        (is_out, leaves_window(moment_ms, duration, zone), add(moment_ms, duration, zone)),
        (is_near, comes_within(moment_ms, duration, zone), subtract(moment_ms, duration, zone)),
    ):
        edges = [centre - 40 * DAY_MS, *found, centre + 40 * DAY_MS]
        assert list(found) == sorted(found)
        close = [around + quarters * 900_000 for around in edges[1:-1] for quarters in range(-10, 11)]
        days = [around + quarters * 6 * 3_600_000 for around in [centre] for quarters in range(-20, 21)]
        for number, (begins, following) in enumerate(pairwise(edges)):
            expected = number % 2 == 1
            for probe in (begins, following - 1, centre + away, *close, *days):
                if begins <= probe < following:
                    assert state(probe) is expected


small_events = st.lists(st.tuples(st.sampled_from("abx"), st.integers(0, 6)), max_size=9).map(
    lambda drawn: tuple(Event(name, NOW_MS + at * 1_000, place) for place, (name, at) in enumerate(drawn))
)


@settings(LAW, max_examples=300)
@given(
    small_events,
    st.lists(st.sampled_from("ab"), min_size=1, max_size=4),
    st.sampled_from([None, "a", "b", "x"]),
    st.none() | st.integers(0, 5),
    st.integers(0, 8),
)
@example((), ["a"], "x", 1, 3)
def test_a_sequence_is_found_as_by_trying_everything(
    events: tuple[Event, ...], names: list[str], absent: str | None, seconds: int | None, later: int
) -> None:
    assume(absent is None or seconds is not None)
    assume(len(names) > 1 or absent is not None)
    steps = [Step(Selector(name)) for name in names]
    if absent is not None:
        steps.append(Step(Selector(absent), is_absent=True))
    within = None if seconds is None else Duration(milliseconds=seconds * 1_000)
    now_ms = NOW_MS + later * 1_000
    found = holds(Followed(tuple(steps), within), History(Past(events)), now_ms=now_ms, zone=MOSCOW)
    known = sorted((event for event in events if event.ts_ms <= now_ms), key=lambda one: (one.ts_ms, one.pos))
    assert found == _by_trying_everything(known, names, absent, within, now_ms)


def _by_trying_everything(
    events: list[Event], names: list[str], absent: str | None, within: Duration | None, now_ms: int
) -> bool:
    for chain in combinations(events, len(names)):
        deadline = now_ms if within is None else chain[0].ts_ms + within.milliseconds
        if [event.name for event in chain] != names or chain[-1].ts_ms > deadline:
            continue
        if absent is None:
            return True
        place = (chain[-1].ts_ms, chain[-1].pos)
        followers = [
            event
            for event in events
            if event.name == absent and (event.ts_ms, event.pos) > place and event.ts_ms <= deadline
        ]
        if not followers and now_ms > deadline:
            return True
    return False


def _until(past: Past, now_ms: int) -> Past:
    return Past(
        tuple(event for event in past.events if event.ts_ms <= now_ms),
        tuple(write for write in past.writes if write.ts_ms <= now_ms),
        tuple(fact for fact in past.facts if fact.ts_ms <= now_ms),
        tuple(mark for mark in past.marks if mark.ts_ms <= now_ms),
    )
