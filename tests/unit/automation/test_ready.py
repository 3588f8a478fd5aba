"""The catalogue of ready scenarios: whole in both languages, letters written rightly."""

import re

import pytest

from otklik.automation.ready.catalogue import NAMES, Language, Ready, list_ready, read_ready
from otklik.automation.ready.composing import compose_letter
from otklik.automation.ready.installing import place_ids
from otklik.messaging.contracts import Channel
from otklik.messaging.design.checking import check_design
from otklik.messaging.design.inspecting import inspect
from otklik.messaging.templates import service as templates

CYRILLIC = re.compile("[А-Яа-яЁё]")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    each = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in each for text in _texts(one)]


def _said(ready: Ready) -> list[str]:
    """Whatever a person or the team reads of it."""
    graph = _texts(dict(ready.graph))
    contents = [text for each in ready.contents.values() for text in _texts(dict(each.content))]
    words = [ready.words.name, ready.words.text, ready.words.hypothesis, ready.goal["name"], ready.stage_name]
    return [*words, *(segment.name for segment in ready.segments), *contents, *graph]


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_is_whole_in_both_languages(name: str) -> None:
    russian, english = read_ready(name, "ru"), read_ready(name, "en")
    assert russian.graph["nodes"].keys() == english.graph["nodes"].keys()
    for key, content in russian.contents.items():
        assert content.content.keys() == english.contents[key].content.keys(), key
    assert [text for text in _said(english) if CYRILLIC.search(text)] == []
    for text in (russian.words.name, russian.words.text, russian.words.hypothesis):
        assert CYRILLIC.search(text)
    assert [
        text for text in (*_said(russian), *_said(english)) if text.startswith("@") or "{site}" in text
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_uses_each_of_its_contents_once_or_more(name: str) -> None:
    ready = read_ready(name, "en")
    named = {node["send"]["content"] for node in ready.graph["nodes"].values() if "send" in node}
    assert named == ready.contents.keys()
    assert (ready.kind == "message") == (list(ready.graph["nodes"]) == ["message"])


def test_names_are_one_each() -> None:
    for language in ("ru", "en"):
        titles = [ready.words.name for ready in list_ready(language)]
        assert len(set(titles)) == len(titles) == len(NAMES)


def test_what_a_scenario_asks_for_is_read_from_it() -> None:
    cart = read_ready("abandoned_cart", "en")
    assert cart.events == ("$cart_viewed", "$order_completed")
    assert cart.properties == ("$email", "$cart_amount")


def test_letters_become_blocks() -> None:
    body = (
        "Hello{% if person.a > 1 %}, **{{ person.name }}**{% endif %} & co\nagain\n\n"
        "Three things:\n- one\n- **two**\n\n"
        "{% for item in event.items limit: 8 %}\n- {{ item.name }}\n{% endfor %}\n\n"
        '[[Go <on>|https://shop.example/?a=1&b={{ event.url | default: "x" }}]]'
    )
    letter = compose_letter(subject="S", preheader="P", body=body, language="en")
    assert (letter["subject"], letter["preheader"]) == ("S", "P")
    _, words, goods, button, foot = letter["design"]["blocks"]
    assert words["html"] == (
        "<p>Hello{% if person.a > 1 %}, <b>{{ person.name }}</b>{% endif %} &amp; co<br>again</p>"
        "<p>Three things:</p><ul><li>one</li><li><b>two</b></li></ul>"
    )
    assert (goods["of"], goods["limit"], goods["name"]) == ("event.items", 8, "name")
    assert button["text"] == "Go <on>"
    assert button["url"] == 'https://shop.example/?a=1&b={{ event.url | default: "x" }}'
    assert foot == {"kind": "footer", "choose": "What to send me", "leave": "Unsubscribe"}
    assert check_design(letter["design"]) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_letters_are_without_blemish(name: str, language: Language) -> None:
    for each in read_ready(name, language, site="https://shop.test").contents.values():
        if each.channel is Channel.EMAIL:
            assert inspect(each.content, is_promotional=True).findings == ()
            assert templates.check_texts(each.content) == ()


def test_keys_of_a_graph_become_ids() -> None:
    graph = {
        "entry": {"triggers": [{"segment": "$sleeping", "on": "entered"}]},
        "nodes": {"a": {"send": {"channel": "email", "content": "first"}}},
    }
    placed = place_ids(graph, contents={"first": 5}, segments={"$sleeping": 9})
    assert placed["entry"]["triggers"] == [{"segment": 9, "on": "entered"}]
    assert placed["nodes"]["a"] == {"send": {"channel": "email", "content_id": 5}}
