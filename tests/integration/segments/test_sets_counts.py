"""Counts over all of the past: what ticks have counted, what came since, what is dated after now."""

import uuid
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import Servers
from tests.integration.segments.sets_store import SetsStore, Someone
from tests.unit.segments.strategies import NOW_MS

from otklik.profiles.properties import OwnWrite
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event, Mark, MarkKind
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_members

ZONE = ZoneInfo("Europe/Moscow")
DAY_MS = 86_400_000
CONDITIONS = [
    {"event": "buy"},
    {"event": "buy", "times": {"op": "eq", "value": 0}},
    {"event": "buy", "times": {"op": "gte", "value": 2}},
    {"not": {"event": "buy"}},
    {"all": [{"event": "look"}, {"not": {"event": "buy"}}]},
    {
        "all": [
            {"event": "look", "within": {"last": "P1D"}},
            {"event": "buy", "times": {"op": "lte", "value": 1}},
        ]
    },
    {"any": [{"event": "look", "within": {"last": "P1D"}}, {"tag": "vip"}]},
    {"all": [{"tag": "vip"}, {"property": "plan", "op": "ne", "value": "pro"}]},
    {"all": [{"event": "look", "within": {"last": "P1D"}}, {"property": "plan", "op": "unset"}]},
    {"all": [{"segment": 1}, {"not": {"property": "plan", "op": "eq", "value": "pro"}}]},
]
SEGMENTS = {1: {"all": [{"event": "look", "within": {"last": "P1D"}}, {"event": "buy"}]}}


def _someone(
    home: int, *events: tuple[int, str, int], plan: str = "", vip: bool = False, homes: int = 1
) -> Someone:
    """Events are (index of the home, name, milliseconds before now)."""
    write = OwnWrite(NOW_MS - 5, 900, 0, "set", plan, "", "test", "")
    return Someone(
        tuple(range(home, home + homes)),
        tuple(
            (at, Event(name, NOW_MS - ago_ms, place, {}))
            for place, (at, name, ago_ms) in enumerate(events, 1)
        ),
        ((homes - 1, write, "plan"),) if plan else (),
        ((homes - 1, Mark(MarkKind.TAG, "vip", NOW_MS - 7, 901, True)),) if vip else (),
    )


COUNTED = [
    _someone(10, (0, "buy", 5)),
    _someone(20, (0, "buy", 5), (1, "buy", 9), (1, "look", 3), homes=2, vip=True),
    _someone(30, (0, "buy", -5)),  # not yet
    _someone(40, (0, "look", 2 * DAY_MS), (0, "buy", -5), plan="pro"),
    _someone(50, (0, "look", DAY_MS), plan="pro", vip=True),
    _someone(60, vip=True),  # a mark is somebody
    _someone(70, plan="free", vip=True),
]
LATE = [
    _someone(110, (0, "buy", 5), (0, "buy", 4)),
    _someone(120, (0, "look", 5), (1, "look", 3), homes=2),
    _someone(130, (0, "look", -1), (0, "buy", -5)),
    _someone(140, plan="pro"),
    _someone(150, (0, "look", 0), (0, "buy", 1), (0, "buy", 0), plan="free"),
]


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[SetsStore]:
    opened = SetsStore(servers.clickhouse.url, f"counts_{uuid.uuid4().hex[:16]}")
    yield opened
    opened.close()


def test_counts_are_right_before_within_and_after_a_tick(store: SetsStore) -> None:
    members = {number: parse(source, resolve=AnyNames()) for number, source in SEGMENTS.items()}
    asked = Asked(workspace_id=1, now_ms=NOW_MS, is_present=True, zone=ZONE, members=members)

    def check(people: list[Someone], when: str) -> None:
        for source in CONDITIONS:
            condition = parse(source, resolve=AnyNames())
            rows = store.ask(compile_members(condition, asked), 1)
            expected = [
                one.root
                for one in people
                if one.history.as_of(NOW_MS).begins_ms is not None
                and holds(condition, one.history, now_ms=NOW_MS, zone=ZONE, members=members)
            ]
            assert sorted(row["person"] for row in rows) == expected, (when, source)

    store.add(1, COUNTED, batch=1)
    check(COUNTED, "before the first tick")
    store.count_names(1)
    check(COUNTED, "all counted")
    store.add(1, LATE, batch=2)
    check(COUNTED + LATE, "more has come")
    store.count_names(2)
    check(COUNTED + LATE, "counted too")


def test_marks_of_before_the_update_make_people(store: SetsStore) -> None:
    asked = Asked(workspace_id=2, now_ms=NOW_MS, is_present=True, zone=ZONE)
    statement = compile_members(parse({"not": {"event": "buy"}}, resolve=AnyNames()), asked)
    store.count_names(9)
    store.add(2, [_someone(60, vip=True)], batch=9)  # ticks did not look at marks
    assert store.ask(statement, 2) == []
    store.migrate_again("0006_marks_exist.sql")
    assert store.ask(statement, 2) == [{"person": 60}]
