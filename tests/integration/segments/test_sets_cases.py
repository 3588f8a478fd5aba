"""The table of named cases against SQL: all people in one workspace, each condition asked of all of them."""

import uuid
from collections.abc import Iterator

import pytest
from tests.conftest import Servers
from tests.integration.segments.sets_store import SetsStore, Someone
from tests.unit.segments.cases.loading import Case, load_cases

from otklik.profiles.properties import OwnWrite
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event, History, Past, Write
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_members

CASES = load_cases()
WORKSPACE = 7


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[SetsStore]:
    opened = SetsStore(servers.clickhouse.url, f"sets_{uuid.uuid4().hex[:16]}")
    opened.add(WORKSPACE, [_someone(number, case.past) for number, case in enumerate(CASES, start=1)])
    opened.add(WORKSPACE + 1, [_someone(900, CASES[0].past)])
    yield opened
    opened.close()


def _someone(number: int, past: Past) -> Someone:
    """All at one home. The only derived property of the table is the city, which events tell."""
    told = [
        Event("look", fact.ts_ms, fact.pos, {}, {"country": "RU", "city": fact.value}) for fact in past.facts
    ]
    return Someone(
        (number,),
        tuple((0, event) for event in (*past.events, *told)),
        tuple((0, _own(write), write.property) for write in past.writes),
        tuple((0, mark) for mark in past.marks),
    )


def _own(write: Write) -> OwnWrite:
    is_delete = write.value is None or write.value == ""
    op, value = ("delete", None) if is_delete else ("set", write.value)
    return OwnWrite(write.ts_ms, write.pos, 0, op, value, "", "test", "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(store: SetsStore, case: Case) -> None:
    for now_ms, _ in case.at:
        asked = Asked(
            workspace_id=WORKSPACE, now_ms=now_ms, is_present=False, zone=case.zone, members=case.segments
        )
        rows = store.ask(compile_members(case.condition, asked), WORKSPACE)
        expected = {
            number
            for number, other in enumerate(CASES, start=1)
            if holds(
                case.condition, History(other.past), now_ms=now_ms, zone=case.zone, members=case.segments
            )
        }
        found = [row["person"] for row in rows]
        assert len(found) == len(set(found))
        assert {CASES[number - 1].name for number in found} == {CASES[number - 1].name for number in expected}
