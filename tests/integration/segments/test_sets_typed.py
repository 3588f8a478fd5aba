"""Values of every type: sets look at them in the quickest way that is right, and mean the same."""

import uuid
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import Servers
from tests.integration.segments.sets_store import SetsStore, Someone
from tests.unit.segments.strategies import NOW_MS

from otklik.profiles.properties import OwnWrite, is_unset
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.language.values import Json
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_members

ZONE = ZoneInfo("Europe/Moscow")
VALUES: tuple[Json, ...] = (
    *(0, 5, 5.0, -0.0, 0.1, 0.30000000000000004, -7.25, 1e-7, 1e15, 1e16, 1e20, 1e22, 123456789.125),
    *(1e9, 999_999_999.25, 0.000001, -12.345678, 12.3456789, -999_999_999_999, 10**12),
    *(2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**63), 1.5e300),
    *(
        "5",
        "5.0",
        "1e3",
        "",
        "x",
        "Ёж",
        'a"b\\c',
        "true",
        "2026-09-01",
        "2026-09-21T14:13:20Z",
        "12:30",
        "1.2.3",
    ),
    *(True, False, None, {}, {"inner": 5}, {"inner": {}}, [], [5, "x"], ["5"], [None], [[1]]),
)
TESTS: tuple[dict[str, Any], ...] = (
    *(
        {"op": op, "value": value}
        for op in ("eq", "ne")
        for value in (5, "5", "x", 0.1, True, 1e20, "2026-09-01")
    ),
    *(
        {"op": op, "value": value}
        for op in ("gt", "lte")
        for value in (0, 0.3, 5, 12.3456785, 9_007_199_254_740_992, 1e16)
    ),
    *({"op": op} for op in ("set", "unset")),
    {"op": "in", "value": [5, "x", 123456789.125, "12:30", 'a"b\\c']},
    {"op": "eq", "value": 'a"b\\c'},
    {"op": "not_in", "value": ["Ёж", "5"]},
    {"op": "between", "value": [0.1, 5]},
    {"op": "contains", "value": "e"},
    {"op": "matches", "value": "^[0-9]+$"},
    {"op": "before", "value": "2026-09-02T00:00:00Z"},
    {"op": "has", "value": 5},
)
MEASURES: tuple[dict[str, Any], ...] = (
    {"as": "sum", "op": "gte", "value": 5},
    {"as": "sum", "op": "eq", "value": 0.3},
    {"as": "sum", "op": "lt", "value": -12.345677},
    {"as": "avg", "op": "gte", "value": 499_999_999.6},
    {"as": "avg", "op": "lt", "value": 1},
    {"as": "max", "op": "gt", "value": 1e15},
    {"as": "min", "op": "unset"},
    {"as": "distinct", "op": "gte", "value": 2},
    {"as": "last", "op": "eq", "value": "x"},
    {"as": "first", "op": "set"},
)


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[SetsStore]:
    opened = SetsStore(servers.clickhouse.url, f"typed_{uuid.uuid4().hex[:16]}")
    yield opened
    opened.close()


def _people() -> list[Someone]:
    """Each did `buy` with one value and the next one, at two homes; and one without any."""
    pairs = zip(VALUES, (*VALUES[1:], 5), strict=True)
    people = [
        Someone(
            (number * 10, number * 10 + 1),
            (
                (0, Event("buy", NOW_MS - 2, 2 * number, {"$a": one, "b": 1})),
                (1, Event("buy", NOW_MS - 1, 2 * number + 1, {"$a": other, "b": 1})),
            ),
        )
        for number, (one, other) in enumerate(pairs, start=1)
    ]
    return [*people, Someone((5,), ((0, Event("buy", NOW_MS - 1, 1, {"b": 1})),))]


def test_a_value_means_the_same_whatever_column_it_is_read_from(store: SetsStore) -> None:
    people = _people()
    store.add(1, people)
    asked = Asked(workspace_id=1, now_ms=NOW_MS, is_present=True, zone=ZONE)
    lately = {"event": "buy", "within": {"last": "P7D"}}
    conditions: list[dict[str, Any]] = [
        *(lately | {"where": [{"property": "$a", **test}]} for test in TESTS),
        *(lately | {"measure": {"of": "$a", **measure}} for measure in MEASURES),
        *(lately | {"same": "$a", "times": {"op": "gte", "value": times}} for times in (1, 2)),
        lately
        | {"where": [{"property": "$a", "op": "gt", "value": 1}, {"property": "b", "op": "eq", "value": 1}]},
    ]
    for source in conditions:
        condition = parse(source, resolve=AnyNames())
        statement = compile_members(condition, asked)
        assert "p.`$a`" in statement.sql
        expected = sorted(
            one.root for one in people if holds(condition, one.history, now_ms=NOW_MS, zone=ZONE)
        )
        assert sorted(row["person"] for row in store.ask(statement, 1)) == expected, source


def _owners() -> list[Someone]:
    """Each has one value as a property, and a home that was merged into his; the last one has none."""
    people = []
    for number, value in enumerate(VALUES, start=1):
        is_given = not is_unset(value)
        write = OwnWrite(NOW_MS - 9, number, 0, "set" if is_given else "delete", value, "", "test", "")
        homes = (number * 10, number * 10 + 1)
        people.append(Someone(homes, ((1, Event("look", NOW_MS - 9, number)),), ((0, write, "plan"),)))
    return [*people, Someone((5,), ((0, Event("look", NOW_MS - 1, 1)),))]


def test_a_present_property_means_the_same_row_by_row(store: SetsStore) -> None:
    people = _owners()
    store.add(2, people)
    asked = Asked(workspace_id=2, now_ms=NOW_MS, is_present=True, zone=ZONE)
    tests = [
        *({"property": "plan", **test} for test in TESTS),
        {"property": "plan.inner", "op": "eq", "value": 5},
    ]
    conditions = [
        *tests,
        *({"not": test} for test in tests),
        {"any": [tests[0], tests[-1], {"not": tests[3]}]},
    ]
    for source in conditions:
        condition = parse(source, resolve=AnyNames())
        expected = sorted(
            one.root for one in people if holds(condition, one.history, now_ms=NOW_MS, zone=ZONE)
        )
        found = store.ask(compile_members(condition, asked), 2)
        assert sorted(row["person"] for row in found) == expected, source
