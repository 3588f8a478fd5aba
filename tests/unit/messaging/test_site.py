"""Popups and forms: what may stand where, and what one person is shown of it."""

from copy import deepcopy
from typing import Any

import pytest

from otklik.messaging.site.checking import check_chat, check_form, check_popup
from otklik.messaging.site.shaping import asks_nothing, shape

POPUP: dict[str, Any] = {
    "look": "small",
    "place": "top_left",
    "theme": {"accent": "#2f6feb", "radius": 8, "font": "page"},
    "closes": True,
    "pages": [
        {
            "id": "a",
            "next": "b",
            "ways": [{"field": "size", "is": ["xl"], "to": "c"}],
            "blocks": [
                {"kind": "title", "text": "Hi {{ person.first_name }}"},
                {"kind": "picture", "url": "/pictures/1.png", "alt": "A cake"},
                {"kind": "field", "name": "email", "type": "email", "property": "$email", "required": True},
                {
                    "kind": "field",
                    "name": "size",
                    "type": "choice",
                    "options": [{"value": "xl", "points": 3}, {"value": "m"}],
                },
                {"kind": "consent", "text": "I agree", "channel": "email", "required": True},
                {"kind": "button", "text": "Send", "does": "submit"},
            ],
        },
        {"id": "b", "blocks": [{"kind": "code", "text": "{{ person.code }}"}]},
        {"id": "c", "blocks": [{"kind": "timer", "seconds": 60}, {"kind": "answer", "hint": "?"}]},
    ],
}


def _with(path: list[str | int], value: object) -> dict[str, Any]:
    content = deepcopy(POPUP)
    place: Any = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return content


def test_a_right_one_has_no_faults() -> None:
    assert check_popup(POPUP) == []
    assert check_form(POPUP) == []
    assert check_popup({**POPUP, "look": "embedded", "place": {"selector": "#promo"}}) == []
    assert check_chat({"text": "Hi", "from": 3, "when": "visit", "is_silent": True}) == []


@pytest.mark.parametrize(
    ("path", "value", "fault", "code"),
    [
        (["look"], "huge", "look", "choice"),
        (["place"], "middle", "place", "choice"),
        (["extra"], 1, "extra", "unknown_field"),
        (["theme", "accent"], "red", "theme.accent", "colour"),
        (["theme", "radius"], True, "theme.radius", "number"),
        (["closes"], "yes", "closes", "flag"),
        (["pages"], [], "pages", "missing"),
        (["pages"], {}, "pages", "list"),
        (["pages", 0], 7, "pages[0]", "object"),
        (["pages", 0, "next"], "z", "pages[0].next", "unknown_page"),
        (["pages", 0, "next"], "a", "pages[0].next", "unknown_page"),
        (["pages", 0, "ways", 0, "to"], "z", "pages[0].ways[0].to", "unknown_page"),
        (["pages", 0, "ways", 0, "field"], "z", "pages[0].ways[0].field", "unknown_name"),
        (["pages", 0, "blocks", 0, "kind"], "html", "pages[0].blocks[0].kind", "choice"),
        (["pages", 0, "blocks", 0, "kind"], ["title"], "pages[0].blocks[0].kind", "choice"),
        (["pages", 0, "blocks", 0, "text"], " ", "pages[0].blocks[0].text", "missing"),
        (["pages", 0, "blocks", 0, "text"], "x" * 201, "pages[0].blocks[0].text", "too_long"),
        (["pages", 0, "blocks", 1, "url"], "javascript:alert(1)", "pages[0].blocks[1].url", "address"),
        (["pages", 0, "blocks", 1, "url"], "//evil.example", "pages[0].blocks[1].url", "address"),
        (["pages", 0, "blocks", 1, "url"], "data:text/html,x", "pages[0].blocks[1].url", "address"),
        (["pages", 0, "blocks", 1, "url"], "java\tscript:x", "pages[0].blocks[1].url", "address"),
        (["pages", 0, "blocks", 2, "type"], "password", "pages[0].blocks[2].type", "choice"),
        (["pages", 0, "blocks", 2, "property"], "$score", "pages[0].blocks[2].property", "computed"),
        (["pages", 0, "blocks", 2, "name"], "size", "pages[0].blocks[3].name", "same"),
        (["pages", 0, "blocks", 3, "options"], [], "pages[0].blocks[3].options", "missing"),
        (
            ["pages", 0, "blocks", 3, "options", 1, "value"],
            "xl",
            "pages[0].blocks[3].options[1].value",
            "same",
        ),
        (["pages", 0, "blocks", 5, "does"], "link", "pages[0].blocks[5].url", "missing"),
        (["pages", 2, "blocks", 0, "seconds"], None, "pages[2].blocks[0].until", "missing"),
    ],
)
def test_a_fault_names_its_place(path: list[str | int], value: object, fault: str, code: str) -> None:
    assert [(each.path, each.code) for each in check_popup(_with(path, value))] == [(fault, code)]


def test_two_pages_have_two_ids() -> None:
    content = {**POPUP, "pages": [*POPUP["pages"], POPUP["pages"][1]]}
    assert [(each.path, each.code) for each in check_popup(content)] == [("pages[3].id", "same")]


def test_a_form_asks_something() -> None:
    silent = {"look": "large", "pages": [{"id": "a", "blocks": [{"kind": "title", "text": "Hi"}]}]}
    assert [each.code for each in check_form(silent)] == ["nothing_asked"]
    assert [each.path for each in check_chat({"text": "", "when": "later"})] == ["text", "when"]


def test_what_is_known_is_not_asked() -> None:
    content = deepcopy(POPUP)
    content["pages"][0]["blocks"] = content["pages"][0]["blocks"][:3]
    content["pages"][0]["ways"] = []
    content["pages"].append({"id": "d", "next": "a", "blocks": [{"kind": "title", "text": "First"}]})
    shown = shape(content, {"$email": "a@example.com"}, leaves_out=True)
    assert [page["id"] for page in shown["pages"]] == ["b", "c", "d"]
    assert shown["pages"][2]["next"] == "b", "what led to a page without questions leads past it"
    assert asks_nothing(content, shown)
    assert shown["pages"][2]["blocks"][0]["at"] == "pages[3].blocks[0]", "the place in what was written"
    whole = shape(content, {"$email": ""}, leaves_out=True)
    assert not asks_nothing(content, whole)
    assert len(whole["pages"][0]["blocks"]) == 3
    assert len(shape(content, {"$email": "a@example.com"}, leaves_out=False)["pages"]) == 4


def test_a_link_that_became_bad_is_taken_out() -> None:
    content = _with(
        ["pages", 0, "blocks", 5], {"kind": "button", "text": "x", "does": "link", "url": "{{ event.u }}"}
    )
    assert check_popup(content) == []
    content["pages"][0]["blocks"][5]["url"] = "javascript:alert(1)"  # as it was filled in
    shown = shape(content, {}, leaves_out=False)
    assert "url" not in shown["pages"][0]["blocks"][5]


def test_pages_without_questions_in_a_circle_lead_nowhere() -> None:
    field = {"kind": "field", "name": "e", "type": "email", "property": "$email"}
    pages = [
        {"id": "s", "next": "a", "blocks": [{"kind": "title", "text": "Hi"}]},
        {"id": "a", "next": "b", "blocks": [field]},
        {"id": "b", "next": "a", "blocks": [{**field, "name": "f"}]},
    ]
    shown = shape({"look": "large", "pages": pages}, {"$email": "a@example.com"}, leaves_out=True)
    assert [(page["id"], page["next"]) for page in shown["pages"]] == [("s", None)]
