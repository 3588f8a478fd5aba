"""The text of statements: the guard, values as parameters only, readings left out that cannot matter."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.unit.segments.cases.loading import Case, load_cases

from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import Statement, compile_answers, compile_members

CASES = load_cases()
NOW_MS = 1_790_000_000_000
GUARD = "{workspace_id:UInt32}"
STORES = {"events", "property_now", "property_writes", "mark_writes"}
EVERYTHING = {"events", "property_writes", "mark_writes"}
READS: list[tuple[Any, bool, set[str]]] = [
    ({"event": "buy"}, True, {"events"}),
    ({"event": "buy", "times": {"op": "eq", "value": 0}}, True, EVERYTHING),
    ({"all": [{"event": "buy"}, {"not": {"event": "pay"}}]}, True, {"events"}),
    ({"not": {"event": "buy"}}, True, EVERYTHING),
    ({"property": "plan", "op": "eq", "value": "pro"}, True, {"property_now"}),
    ({"property": "plan", "op": "eq", "value": "pro"}, False, {"property_writes"}),
    ({"property": "plan", "op": "unset"}, True, {"property_now", *EVERYTHING}),
    (
        {"property": "plan", "op": "for_at_least", "value": {"value": "pro", "duration": "P7D"}},
        True,
        {"property_writes"},
    ),
    ({"tag": "vip"}, True, {"mark_writes"}),
    ({"not": {"tag": "vip"}}, True, EVERYTHING),
    ({"all": [{"tag": "vip"}, {"event": "buy"}]}, True, {"mark_writes", "events"}),
    ({"property": "$city", "op": "eq", "value": "Тверь"}, True, {"property_now", "events"}),
    ({"segment": 5}, True, {"events"}),
    ({"segment": 6}, True, EVERYTHING),
]


def asked(*, is_present: bool = True, homes: str | None = None) -> Asked:
    members = {5: parse({"event": "buy"}, resolve=AnyNames())}
    return Asked(
        workspace_id=7,
        now_ms=NOW_MS,
        is_present=is_present,
        zone=ZoneInfo("Europe/Moscow"),
        members=members,
        homes=homes,
    )


def stores_of(statement: Statement) -> set[str]:
    return {store for store in STORES if f"FROM {store} " in statement.sql}


@pytest.mark.parametrize(("source", "is_present", "stores"), READS)
def test_only_what_can_matter_is_read(source: object, stores: set[str], *, is_present: bool) -> None:
    condition = parse(source, resolve=AnyNames())
    statement = compile_members(condition, asked(is_present=is_present))
    assert stores_of(statement) == stores


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_reading_is_of_one_workspace_and_every_value_a_parameter(case: Case) -> None:
    homes = "{homes:Array(UInt64)}"
    for statement in (
        compile_members(case.condition, asked(is_present=False)),
        compile_answers([case.condition], asked(homes=homes), with_wake=True),
    ):
        sql = statement.sql
        readings = sum(sql.count(f"FROM {store} ") for store in STORES)
        assert sql.count(f"WHERE workspace_id = {GUARD}") >= readings
        for value in statement.parameters.values():
            if isinstance(value, str) and not value.isascii():
                assert value not in sql


def test_the_text_of_a_statement() -> None:
    condition = parse({"event": "buy", "within": {"last": "P7D"}}, resolve=AnyNames())
    statement = compile_members(condition, asked())
    assert statement.parameters == {
        "s0": 1,
        "s1": ["buy"],
        "s2": NOW_MS - 7 * 86_400_000,
        "s3": NOW_MS,
    }
    assert (
        "FROM events WHERE workspace_id = {workspace_id:UInt32} AND (name IN {s1:Array(String)})"
        " AND ts >= fromUnixTimestamp64Milli({s2:Int64}, 'UTC')"
        " AND ts <= fromUnixTimestamp64Milli({s3:Int64}, 'UTC')"
    ) in statement.sql
    assert statement.sql.startswith("SELECT root AS person FROM (")


def test_what_is_asked_of_the_first_events_of_a_name_shares_its_columns() -> None:
    conditions = [
        parse(
            {"event": "buy", "times": {"op": "gte", "value": times}, "within": {"last": "P7D"}},
            resolve=AnyNames(),
        )
        for times in (2, 3, 4, 5)
    ]
    statement = compile_answers(conditions, asked(homes="{homes:Array(UInt64)}"), with_wake=True)
    assert statement.sql.count("countIf(") == 1
    assert statement.sql.count("groupArraySortedIf(") == 1


def test_answers_need_homes() -> None:
    with pytest.raises(ValueError, match="homes"):
        compile_answers([], asked())
