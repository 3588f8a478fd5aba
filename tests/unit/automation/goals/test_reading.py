"""Goals as JSON: what is read, and every fault with its place."""

from decimal import Decimal
from typing import Any

import pytest

from otklik.automation.goals.errors import GoalsError
from otklik.automation.goals.reading import read_goals
from otklik.segments.language.names import AnyNames

ORDER: dict[str, Any] = {
    "name": " Order ",
    "event": {"event": "$order_completed", "where": [{"property": "amount", "op": "gt", "value": 5}]},
    "window": "P2D",
    "value": {"kind": "property", "name": "amount"},
    "is_main": True,
}
LEAD: dict[str, Any] = {
    "event": {"event": "lead"},
    "window": "PT1M",
    "value": {"kind": "fixed", "amount": "1500.5"},
    "weight": 0.1,
}


def _faults(goals: object) -> list[tuple[str, str]]:
    with pytest.raises(GoalsError) as raised:
        read_goals(goals, resolve=AnyNames())
    return [(fault.path, fault.code) for fault in raised.value.faults]


def test_goals_are_read_with_ids_that_stay() -> None:
    order, lead = read_goals([ORDER, LEAD], resolve=AnyNames())
    assert (order.id, order.name, order.window_ms, order.is_main) == ("g1", "Order", 172_800_000, True)
    assert (lead.id, lead.value.amount, lead.weight) == ("g2", Decimal("1500.5"), Decimal("0.1"))
    again = read_goals([LEAD, {**ORDER, "id": "g1"}], resolve=AnyNames(), known=["g1", "g2"])
    assert [goal.id for goal in again] == ["g3", "g1"], "a goal without its id is a new one"
    twice = read_goals([{**ORDER, "id": "g1"}, {**LEAD, "id": "g1"}], resolve=AnyNames(), known=["g1"])
    assert [goal.id for goal in twice] == ["g1", "g2"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"window": "P31D"}, ("goals[0].window", "out_of_range")),
        ({"window": "PT59S"}, ("goals[0].window", "out_of_range")),
        ({"window": "P1M"}, ("goals[0].window", "out_of_range")),
        ({"window": "soon"}, ("goals[0].window", "bad_duration")),
        ({"event": {"event": "order*"}}, ("goals[0].event.event", "not_here")),
        ({"event": {"event": "x", "where": [{"op": "eq"}]}}, ("goals[0].event.where[0].property", "missing")),
        ({"value": {"kind": "fixed", "amount": -1}}, ("goals[0].value.amount", "out_of_range")),
        ({"value": {"kind": "fixed", "amount": "much"}}, ("goals[0].value.amount", "wrong_type")),
        ({"value": {"kind": "property"}}, ("goals[0].value.name", "wrong_type")),
        ({"value": {"kind": "prize"}}, ("goals[0].value.kind", "unknown_value")),
        ({"weight": 0}, ("goals[0].weight", "out_of_range")),
        ({"weight": 2}, ("goals[0].weight", "out_of_range")),
        ({"name": 5}, ("goals[0].name", "wrong_type")),
        ({"colour": "red"}, ("goals[0].colour", "unknown_key")),
        ({"is_main": False}, ("goals[0].is_main", "missing")),
    ],
)
def test_every_fault_is_told_with_its_place(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in _faults([{**ORDER, **change}])


def test_a_list_of_goals_has_its_limits() -> None:
    assert _faults({}) == [("goals", "wrong_type")]
    assert _faults([ORDER] * 11) == [("goals", "too_many")]
    assert _faults([ORDER, {**LEAD, "is_main": True}]) == [("goals[1].is_main", "clash")]
    assert read_goals([], resolve=AnyNames()) == ()
