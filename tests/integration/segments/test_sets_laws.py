"""Random conditions over random people: SQL answers as the predicate does, of any moment and of now."""

import itertools
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import Servers
from tests.integration.segments.sets_people import people
from tests.integration.segments.sets_store import SetsStore, Someone
from tests.unit.segments.strategies import DAY_MS, NOW_MS, conditions

from otklik.segments.language.conditions import Condition
from otklik.segments.predicate.changes import next_change
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import History
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_answers, compile_members

ZONES = [ZoneInfo(name) for name in ("Europe/Moscow", "Asia/Tokyo", "UTC", "Europe/Berlin")]
FAR_MS = NOW_MS + 500 * DAY_MS
COUNTED = 7
HOMES = "{homes:Array(UInt64)}"
LAW = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    derandomize="OTKLIK_RANDOM" not in os.environ,
    database=None,
)
"""Examples are large on purpose: many people and conditions in one statement; they are not shrunk."""
workspaces = itertools.count(1)

groups = st.lists(people(), min_size=12, max_size=12)
questions = st.lists(conditions(max_leaves=4), min_size=6, max_size=6)
segments = st.dictionaries(st.integers(1, 3), conditions(max_leaves=2), max_size=2)
moments = st.one_of(st.just(NOW_MS), st.integers(NOW_MS - 40 * DAY_MS, NOW_MS + 400 * DAY_MS))


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[SetsStore]:
    opened = SetsStore(servers.clickhouse.url, f"sets_{uuid.uuid4().hex[:16]}")
    yield opened
    opened.close()


@settings(LAW, max_examples=8)
@given(groups, questions, moments, st.sampled_from(ZONES), segments)
def test_sql_answers_as_the_predicate(
    store: SetsStore,
    group: Sequence[Someone],
    asked_for: Sequence[Condition],
    now_ms: int,
    zone: ZoneInfo,
    members: Mapping[int, Condition],
) -> None:
    _compare(store, group, asked_for, now_ms, zone, members)


@pytest.mark.long
@pytest.mark.timeout(14_400)
@settings(LAW, max_examples=1_400)
@given(groups, questions, moments, st.sampled_from(ZONES), segments)
def test_sql_answers_as_the_predicate_for_long(
    store: SetsStore,
    group: Sequence[Someone],
    asked_for: Sequence[Condition],
    now_ms: int,
    zone: ZoneInfo,
    members: Mapping[int, Condition],
) -> None:
    """100 800 conditions of a person, each at two moments: about half an hour of a core."""
    _compare(store, group, asked_for, now_ms, zone, members)


def _compare(
    store: SetsStore,
    group: Sequence[Someone],
    asked_for: Sequence[Condition],
    now_ms: int,
    zone: ZoneInfo,
    members: Mapping[int, Condition],
) -> None:
    """All questions in one statement about all homes; of the present too; and the first as a set.

    A part of the people came with a batch that is counted by name, the others with a later one.
    """
    workspace_id = next(workspaces)
    placed = [one.placed(number) for number, one in enumerate(group, start=1)]
    store.add(workspace_id, placed[:COUNTED], batch=2 * workspace_id)
    store.count_names(2 * workspace_id)
    store.add(workspace_id, placed[COUNTED:], batch=2 * workspace_id + 1)
    for moment_ms, is_present in ((now_ms, False), (FAR_MS, True)):
        asked = Asked(
            workspace_id=workspace_id,
            now_ms=moment_ms,
            is_present=is_present,
            zone=zone,
            members=members,
            homes=HOMES,
        )
        homes = [home for one in placed for home in one.homes]
        rows = store.ask(compile_answers(asked_for, asked, with_wake=True), workspace_id, homes=homes)
        found = {row["person"]: set(row["holds"]) for row in rows}
        wakes = {row["person"]: row["wake"] for row in rows}
        assert len(found) == len(rows)
        for one in placed:
            history = one.history
            if history.as_of(moment_ms).begins_ms is None:
                assert one.root not in found
                continue
            expected = {
                number
                for number, condition in enumerate(asked_for)
                if holds(condition, history, now_ms=moment_ms, zone=zone, members=members)
            }
            wrong = [asked_for[number] for number in expected ^ found[one.root]]
            assert not wrong, (one, wrong, moment_ms)
            _check_wake(wakes[one.root], history.as_of(moment_ms), asked_for, asked)
    for moment_ms, is_present in ((now_ms, False), (FAR_MS, True)):
        whole = Asked(
            workspace_id=workspace_id,
            now_ms=moment_ms,
            is_present=is_present,
            zone=zone,
            members=members,
            operated=frozenset(
                name for one in placed for _, write, name in one.writes if write.op not in {"set", "delete"}
            ),
        )
        for condition in asked_for[: 3 if is_present else 1]:
            rows = store.ask(compile_members(condition, whole), workspace_id)
            assert sorted(row["person"] for row in rows) == [
                one.root
                for one in placed
                if holds(condition, one.history, now_ms=moment_ms, zone=zone, members=members)
            ], (condition, moment_ms)


def _check_wake(wake_ms: int, history: History, asked_for: Sequence[Condition], asked: Asked) -> None:
    """Until the moment given no answer changes."""
    assert wake_ms == 0 or wake_ms > asked.now_ms
    for condition in asked_for:
        change_ms = next_change(
            condition,
            history,
            now_ms=asked.now_ms,
            zone=asked.zone,
            members=asked.members,
            max_tries=1_000,
        )
        assert change_ms is None or 0 < wake_ms <= change_ms, (condition, wake_ms, change_ms)
