"""What is said of letters before they leave: each finding once, in its place; ready letters give none."""

from collections.abc import Callable
from typing import Any

import pytest

from otklik.letters.tracking import read_page
from otklik.messaging.channels.email import EmailChannel
from otklik.messaging.design.examples import show_templates
from otklik.messaging.design.gallery import NAMES, Language, list_templates
from otklik.messaging.design.inspecting import inspect, list_links
from otklik.messaging.design.spam import find_suspects
from otklik.messaging.templates import service as templates

FOOT: dict[str, Any] = {"kind": "footer", "leave": "Leave"}


def letter(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A letter without a blemish, and what is given."""
    text = {"kind": "text", "html": f"<p>{'words and more of them ' * 8}</p>"}
    design = {"blocks": [text, *blocks, FOOT], **more.pop("design", {})}
    return {"subject": "News", "preheader": "Of the week", "design": design, **more}


def found(content: dict[str, Any], *, is_promotional: bool = True) -> list[tuple[str, str]]:
    """(code, path) of the findings."""
    return [(each.code, each.path) for each in inspect(content, is_promotional=is_promotional).findings]


PICTURE: dict[str, Any] = {"kind": "picture", "url": "https://x.ru/a.png", "alt": "A cup"}
HTML: dict[str, Any] = {"subject": "S", "preheader": "p"}
CASES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (letter(), []),
    (letter(preheader=""), [("no_preheader", "preheader")]),
    (letter(subject="S" * 61), [("long_subject", "subject")]),
    (letter({**PICTURE, "alt": " "}), [("no_alt", "design.blocks[1].alt")]),
    (letter({**PICTURE, "url": "http://x.ru/a.png"}), [("insecure", "design.blocks[1].url")]),
    (
        letter({"kind": "columns", "columns": [{"blocks": []}, {"blocks": [{**PICTURE, "alt": ""}]}]}),
        [("no_alt", "design.blocks[1].columns[1].blocks[0].alt")],
    ),
    (
        letter({"kind": "button", "text": "Go", "url": "https://example.com/x"}),
        [("example_link", "design.blocks[1].url")],
    ),
    (letter(design={"theme": {"ink": "#bbbbbb"}}), [("contrast", "design.theme.ink")]),
    (letter({"kind": "heading", "text": "Act now!!!"}), [("spam", "design.blocks[1].text")] * 2),
    (letter(*[{"kind": "html", "html": "<i>x</i>" * 5_000}] * 2), [("nearly_clipped", "html")]),
    (letter(*[{"kind": "html", "html": "<b>x</b>" * 7_000}] * 2), [("clipped", "html")]),
    ({**HTML, "html": "<p>Hi</p>"}, [("no_unsubscribe", "html")]),
    (
        {
            **HTML,
            "html": "<img src='http://x.ru/a.png'><a href='#'>a</a><a href='{{ unsubscribe_url }}'>x</a>",
        },
        [("no_alt", "html"), ("insecure", "html"), ("nowhere", "html"), ("only_pictures", "html")],
    ),
]


@pytest.mark.parametrize(("content", "wanted"), CASES)
def test_findings_have_their_place(content: dict[str, Any], wanted: list[tuple[str, str]]) -> None:
    assert found(content) == wanted


def test_a_letter_of_service_needs_no_way_out() -> None:
    content = {**HTML, "text": "Your code is 123"}
    assert found(content) == [("no_unsubscribe", "html")]
    assert inspect(content, is_promotional=True).findings[0].is_stop
    assert found(content, is_promotional=False) == []


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Гарантированный доход без вложений", ["promise", "money"]),
        ("Успейте! Последний шанс!!!", ["pressure", "pressure", "shout"]),
        ("Click here, absolutely free", ["click", "free"]),
        ("ТОЛЬКО ДЛЯ ВАС СКИДКА", ["shout"]),
        ("Свободно бесплатной доставки нет. Free delivery, guaranteed by us. Срочность", []),
        ('{{ person.x | default: "act now" }}', []),
    ],
)
def test_doubtful_words_come_with_their_reason(text: str, reasons: list[str]) -> None:
    assert sorted(each.reason for each in find_suspects(text)) == sorted(reasons)


def test_links_are_listed_once_personal_ones_as_written() -> None:
    button = {"kind": "button", "text": "Go", "url": "https://x.ru/a?b=1&c=2"}
    personal = {"kind": "button", "text": "Go", "url": "https://x.ru/{{ person.id }}"}
    wanted = ["https://x.ru/a?b=1&c=2", "https://x.ru/{{ person.id }}"]
    assert list_links(letter(button, personal, button)) == wanted
    assert list_links({"text": "See https://x.ru/t."}) == ["https://x.ru/t."]


@pytest.fixture(name="check")
def fixture_check() -> Callable[[dict[str, Any]], list[Any]]:
    """Every fault of a letter, as saving it would tell."""
    nobody: Any = None  # checking asks nothing of the channel
    return lambda content: [
        *EmailChannel.check_content(nobody, content),
        *templates.check_texts(content),
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_ready_letters_are_without_blemish(
    language: Language, check: Callable[[dict[str, Any]], list[Any]]
) -> None:
    for template in list_templates(language, site="https://shop.test"):
        content = dict(template.content)
        assert check(content) == [], template.key
        assert found(content, is_promotional=template.key != "receipt") == [], template.key
    for template, page in show_templates(language, "https://shop.test", "http://otklik.test"):
        assert "{{" not in page, template.key
        assert "{%" not in page, template.key
        assert len(read_page(page).links) >= 1, template.key
        assert len(page) < 40_000, template.key


def test_ready_letters_say_the_same_in_both_languages() -> None:
    russian, english = list_templates("ru"), list_templates("en")
    assert [each.key for each in russian] == [each.key for each in english] == list(NAMES)
    for ours, theirs in zip(russian, english, strict=True):
        kinds = [[block["kind"] for block in each.content["design"]["blocks"]] for each in (ours, theirs)]
        assert kinds[0] == kinds[1]
