import json
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema_rs import Draft202012Validator, meta
from tests.unit.segments.strategies import conditions

from otklik.segments.language.conditions import Condition
from otklik.segments.language.dumping import dump
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.language.schema import condition_parts, condition_schema

SCHEMA = condition_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


def test_it_is_a_schema() -> None:
    assert meta.is_valid(SCHEMA)


def test_its_references_may_lie_elsewhere() -> None:
    text = json.dumps(condition_parts("#/components/schemas/"))
    assert "#/$defs/" not in text
    named = set(condition_parts(""))
    assert all(name.startswith("Condition") for name in named)


@given(conditions(max_leaves=8))
def test_every_condition_fits_it(condition: Condition) -> None:
    VALIDATOR.validate(dump(condition))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_conditions_of_the_cases_fit_it(path: Path) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["cases"]
    for case in found["cases"]:
        parse(case["if"], resolve=AnyNames())
        VALIDATOR.validate(case["if"])


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"all": []},
        {"all": [], "any": []},
        {"property": "p", "op": "equals", "value": 1},
        {"property": "p", "op": "eq"},
        {"property": "p", "op": "gt", "value": "abc"},
        {"property": "p", "op": "within_last", "value": "7 days"},
        {"event": "e", "times": {"op": "gte", "value": -1}},
        {"event": "e", "times": {"op": "gte", "value": 1.5}},
        {
            "event": "e",
            "where": [{"property": "p", "op": "for_at_least", "value": {"value": 1, "duration": "P1D"}}],
        },
        {
            "event": "e",
            "times": {"op": "gte", "value": 1},
            "measure": {"of": "a", "as": "sum", "op": "gt", "value": 1},
        },
        {"event": "e", "within": {}},
        {"event": "e", "within": {"last": "P7D", "from": "2026-01-01"}},
        {"sequence": [{"event": "e"}]},
        {"message": {"any": True, "id": 1}, "status": "read"},
        {"consent": "everything"},
    ],
)
def test_what_the_parser_refuses_by_shape_does_not_fit(source: object) -> None:
    assert not VALIDATOR.is_valid(source)
