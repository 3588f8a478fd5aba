"""The table of named cases against the predicate; SQL is held to the same table."""

import pytest
from tests.unit.segments.cases.loading import Case, load_cases

from otklik.segments.predicate.changes import next_change
from otklik.segments.predicate.evaluation import decide, holds

CASES = load_cases()


def test_the_table_is_rich_and_its_names_are_unique() -> None:
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    def answer(now_ms: int) -> bool:
        return holds(case.condition, case.history, now_ms=now_ms, zone=case.zone, members=case.segments)

    assert [answer(now_ms) for now_ms, _ in case.at] == [expected for _, expected in case.at]


@pytest.mark.parametrize("case", [case for case in CASES if case.matched], ids=lambda case: case.name)
def test_matched_value(case: Case) -> None:
    outcome = decide(
        case.condition, case.history, now_ms=case.at[-1][0], zone=case.zone, members=case.segments
    )
    last_true = [now_ms for now_ms, expected in case.at if expected][-1]
    outcome = decide(case.condition, case.history, now_ms=last_true, zone=case.zone, members=case.segments)
    assert outcome.matched == case.matched


@pytest.mark.parametrize("case", [case for case in CASES if case.next], ids=lambda case: case.name)
def test_next_change(case: Case) -> None:
    found = [
        (
            now_ms,
            next_change(case.condition, case.history, now_ms=now_ms, zone=case.zone, members=case.segments),
        )
        for now_ms, _ in case.next
    ]
    assert found == list(case.next)
