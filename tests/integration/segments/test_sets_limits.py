"""The largest conditions that the language allows: the store answers, or says that it is too much."""

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import Servers
from tests.integration.segments.sets_store import SetsStore, Someone
from tests.unit.segments.strategies import NOW_MS

from otklik.infra.clickhouse import ClickHouseError
from otklik.segments.asking import GIVEN_UP
from otklik.segments.language.limits import MAX_NODES, MAX_SOURCE_BYTES
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.language.values import Json
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import Statement, compile_answers, compile_members

ZONE = ZoneInfo("Europe/Moscow")
SOMEONE = Someone(
    (1,),
    tuple((0, Event(f"deed {number}", NOW_MS - number, number, {"a": number})) for number in range(1, 60)),
)


def _deed(number: int, **more: Json) -> dict[str, Any]:
    return {"event": f"deed {number}", **more}


def _nested(leaf: dict[str, Any], depth: int) -> dict[str, Any]:
    for level in range(depth):
        leaf = {"not": {"not": leaf}} if level % 4 == 3 else {("all", "any")[level % 2]: [leaf]}
    return leaf


MANY_DEEDS = {"any": [_deed(number, within={"last": "P7D"}) for number in range(99)]}
MANY_TESTS = {
    "all": [
        _deed(
            number,
            where=[
                {"property": "a", "op": "gte", "value": number},
                {"property": f"b{number}", "op": "unset"},
            ],
        )
        for number in range(33)
    ]
}
MANY_PROPERTIES = {
    "any": [{"property": f"p{number}.inner", "op": "gt", "value": number} for number in range(40)]
}
MANY_SEQUENCES = {
    "any": [
        {
            "sequence": [*(_deed(start + step) for step in range(9)), {"not": _deed(60)}],
            "within": "P1M",
            "during": {"last": "P1Y"},
        }
        for start in range(0, 81, 10)
    ]
}
MANY_SAMES = {"any": [_deed(number, same="a", times={"op": "gte", "value": 2}) for number in range(99)]}
LONG_LISTS = {
    "any": [
        {"property": "code", "op": "in", "value": [f"{start}-{item:05}" for item in range(900)]}
        for start in range(6)
    ]
}
DEEP = _nested({"any": [_deed(number) for number in range(20)]}, 6)
LARGEST = {
    "deeds": MANY_DEEDS,
    "tests": MANY_TESTS,
    "properties": MANY_PROPERTIES,
    "sequences": MANY_SEQUENCES,
    "sames": MANY_SAMES,
    "lists": LONG_LISTS,
    "deep": DEEP,
}


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[SetsStore]:
    opened = SetsStore(servers.clickhouse.url, f"limits_{uuid.uuid4().hex[:16]}")
    opened.add(1, [SOMEONE])
    yield opened
    opened.close()


def _asked(*, is_present: bool, homes: str | None = None) -> Asked:
    return Asked(
        workspace_id=1,
        now_ms=NOW_MS,
        is_present=is_present,
        zone=ZONE,
        homes=homes,
        operated=None if is_present else frozenset(),
    )


def _ask(store: SetsStore, statement: Statement, homes: Sequence[int] = ()) -> list[dict[str, Any]] | None:
    """The answer; None when the store gave up as it should."""
    try:
        return store.ask(statement, 1, homes=homes)
    except ClickHouseError as error:
        if error.code in GIVEN_UP:
            return None
        raise


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_conditions_are_answered(store: SetsStore, name: str) -> None:
    source = LARGEST[name]
    assert len(json.dumps(source)) < MAX_SOURCE_BYTES
    condition = parse(source, resolve=AnyNames())
    expected = holds(condition, SOMEONE.history, now_ms=NOW_MS, zone=ZONE, members={})
    for is_present in (True, False):
        rows = _ask(store, compile_members(condition, _asked(is_present=is_present)))
        assert rows is None or bool(rows) == expected, (name, is_present)


def test_a_hundred_segments_of_twenty_conditions_are_one_statement(store: SetsStore) -> None:
    segments = [
        parse(
            {
                "any": [
                    _deed(
                        (number + place) % 60,
                        **({"within": {"last": f"PT{number + 1}M"}} if place % 2 else {}),
                    )
                    for place in range(MAX_NODES // 5 - 1)
                ]
            },
            resolve=AnyNames(),
        )
        for number in range(100)
    ]
    statement = compile_answers(
        segments, _asked(is_present=True, homes="{homes:Array(UInt64)}"), with_wake=True
    )
    rows = _ask(store, statement, homes=[1])
    if rows is not None:
        assert rows[0]["holds"] == [
            number
            for number, segment in enumerate(segments)
            if holds(segment, SOMEONE.history, now_ms=NOW_MS, zone=ZONE, members={})
        ]
