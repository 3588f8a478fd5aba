"""What somebody sends off in a form: values by their kinds, where a page leads, points."""

from typing import Any

import pytest

from otklik.messaging.site.judging import Judged, count_points, judge
from otklik.messaging.site.shaping import shape

OPTIONS = [{"value": "a", "points": 20}, {"value": "b", "points": 6}, {"value": "c", "points": -2}]
CONTENT: dict[str, Any] = {
    "look": "large",
    "pages": [
        {
            "id": "one",
            "next": "two",
            "ways": [
                {"field": "many", "is": ["b"], "to": "three"},
                {"field": "number", "is": ["7"], "to": "two"},
            ],
            "blocks": [
                {"kind": "field", "name": "email", "type": "email", "property": "$email", "required": True},
                {"kind": "field", "name": "phone", "type": "phone"},
                {"kind": "field", "name": "number", "type": "number"},
                {"kind": "field", "name": "date", "type": "date"},
                {"kind": "field", "name": "line", "type": "text"},
                {"kind": "field", "name": "one", "type": "choice", "options": OPTIONS},
                {"kind": "field", "name": "many", "type": "choices", "options": OPTIONS},
                {"kind": "consent", "text": "Yes", "channel": None},
            ],
        },
        {"id": "two", "blocks": [{"kind": "title", "text": "Bye"}]},
        {"id": "three", "blocks": [{"kind": "title", "text": "Bye"}]},
    ],
}
SHOWN = shape(CONTENT, {}, leaves_out=True)


def _judge(
    fields: dict[str, Any], *, shown: dict[str, Any] = SHOWN, before: dict[str, Any] | None = None
) -> Judged:
    return judge(CONTENT, shown, page_id="one", fields=fields, consents=(), before=before or {})


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("email", " a.b@example.com ", "a.b@example.com"),
        ("phone", "8 (999) 123-45-67", "8 (999) 123-45-67"),
        ("number", "12,50", 12.5),
        ("number", 3.0, 3),
        ("date", "2026-02-28", "2026-02-28"),
        ("line", "x\x00y", "xy"),
        ("line", 7, "7"),
        ("one", "b", "b"),
        ("many", "b", ["b"]),
        ("many", ["c", "a", "c"], ["a", "c"]),
    ],
)
def test_an_answer_is_taken_in_its_own_form(name: str, value: object, taken: object) -> None:
    judged = _judge({"email": "a@example.com", name: value})
    assert judged.faults == ()
    assert judged.new[name] == taken


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("email", "", "missing"),
        ("email", "a@b", "email"),
        ("email", "a b@example.com", "email"),
        ("email", f"{'a' * 250}@example.com", "email"),
        ("email", ["a@example.com"], "text"),
        ("phone", "call me", "phone"),
        ("phone", "+7 (9)", "phone"),
        ("number", "NaN", "number"),
        ("number", "1e999", "number"),
        ("number", True, "number"),
        ("number", {"a": 1}, "number"),
        ("date", "28.02.2026", "date"),
        ("date", "2026-02-30", "date"),
        ("line", "x" * 501, "too_long"),
        ("one", "z", "choice"),
        ("many", ["a", ["b"]], "choice"),
        ("many", {"a": 1}, "choice"),
        ("nobody", 1, "unknown_name"),
    ],
)
def test_a_wrong_answer_names_its_field(name: str, value: object, code: str) -> None:
    judged = _judge({name: value}, before={} if value == "" else {"email": "a@example.com"})
    assert [(each.path, each.code) for each in judged.faults] == [(f"fields.{name}", code)]


def test_the_way_is_judged_here_too() -> None:
    assert _judge({"email": "a@example.com"}).next_page == "two"
    assert _judge({"email": "a@example.com", "many": ["a", "b"]}).next_page == "three"
    assert _judge({"email": "a@example.com", "number": 7}).next_page == "two"
    known = shape(CONTENT, {"$email": "a@example.com"}, leaves_out=True)
    assert _judge({}, shown=known).faults == (), "what is known is not asked, and not missed"
    assert _judge({}, before={"email": "a@example.com"}).faults == (), "what was said before counts"


def test_points_are_those_of_the_options_chosen() -> None:
    assert count_points(CONTENT, {"one": "b", "many": ["a", "c"], "line": "a"}) == 6 + 20 - 2
    assert count_points(CONTENT, {}) == 0
