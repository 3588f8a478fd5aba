"""Letters made of blocks: what is drawn, what is refused, and that nothing in a text changes the drawing."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.messaging.design.checking import check_design, check_saved
from otklik.messaging.design.compiling import compile_design, lay_out
from otklik.messaging.design.theme import Dark, Theme, contrast, readable
from otklik.messaging.mail.composing import has_way_to_leave
from otklik.messaging.templates import service as templates

VARIABLES: dict[str, Any] = {
    "person": {"first_name": "<Анна>", "orders": 3, "site": "javascript:alert(1)"},
    "event": {
        "url": 'https://shop.ru/?a=1&b="2',
        "items": [
            {"name": "Чай <зелёный>", "price": 1200, "quantity": 2, "picture": "https://s.ru/1.png"},
            {"name": "Чашка", "price": 350.5, "url": "https://s.ru/cup"},
        ],
    },
    "workspace": {"name": "Shop", "url": "http://otklik.test"},
    "unsubscribe_url": "https://unsubscribe.invalid/",
}
DRAWN: list[tuple[dict[str, Any], list[str]]] = [
    ({"kind": "heading", "text": "Hi, {{ person.first_name }} & co"}, [">Hi, &lt;Анна&gt; &amp; co</h2>"]),
    ({"kind": "heading", "text": "H", "size": 1, "align": "center"}, ["<h1 ", "text-align:center"]),
    ({"kind": "text", "html": "<p>a <b>b</b></p>"}, ['<p style="margin:0">a <b>b</b></p>']),
    (
        {"kind": "text", "html": '<p><a href="{{ event.url }}">go</a></p><p>end</p>'},
        ['href="https://shop.ru/?a=1&amp;b=&#34;2"', '<p style="margin:0">end</p>'],
    ),
    (
        {"kind": "picture", "url": "/pictures/7/ab.png", "alt": 'A "b" <c>'},
        ['src="http://otklik.test/pictures/7/ab.png"', 'alt="A &quot;b&quot; &lt;c&gt;"'],
    ),
    (
        {"kind": "picture", "url": "https://x.ru/{{ person.orders }}.png", "alt": "", "href": "https://x.ru"},
        ['src="https://x.ru/3.png"', 'href="https://x.ru"'],
    ),
    ({"kind": "button", "text": "Go >", "url": "https://x.ru/?a&b"}, [">Go &gt;</a>", "?a&amp;b"]),
    ({"kind": "button", "text": "Go", "url": "https://x.ru", "look": "plain"}, ["o-plain", "transparent"]),
    ({"kind": "divider"}, ["o-line"]),
    ({"kind": "spacer", "height": 44}, ["height:44px"]),
    (
        {"kind": "social", "links": [{"network": "vk", "url": "https://vk.com/x"}]},
        ['href="https://vk.com/x"', ">VK</a>"],
    ),
    (
        {
            "kind": "goods",
            "of": "event.items",
            "name": "name",
            "price": "price",
            "quantity": "quantity",
            "picture": "picture",
            "link": "url",
        },
        ["Чай &lt;зелёный&gt;", "× 2", "1\u00a0200\u00a0₽", "350,50\u00a0₽", 'href="https://s.ru/cup"'],
    ),
    ({"kind": "html", "html": "<i>{{ person.first_name }}</i>"}, ["<i>&lt;Анна&gt;</i>"]),
    (
        {
            "kind": "mjml",
            "mjml": "<mj-section><mj-column><mj-text>{{ person.orders }}</mj-text></mj-column></mj-section>",
        },
        [">3</div>"],
    ),
    ({"kind": "footer", "leave": "Leave us"}, ['href="https://unsubscribe.invalid/"', ">Leave us</a>"]),
    ({"kind": "heading", "text": "Seen", "if": "person.orders > 2"}, [">Seen</h2>"]),
    (
        {
            "kind": "columns",
            "columns": [
                {"blocks": [{"kind": "heading", "text": "Left"}], "share": 30},
                {"blocks": [{"kind": "heading", "text": "Right", "if": "person.orders == 3"}], "share": 60},
            ],
        },
        ["Left", "Right", "33.333%"],
    ),
]
REFUSED: list[tuple[Any, str, str]] = [
    (3, "", "object"),
    ({"kind": "script"}, ".kind", "choice"),
    ({"kind": "heading"}, ".text", "missing"),
    ({"kind": "heading", "text": "a", "onclick": "x"}, ".onclick", "unknown_field"),
    ({"kind": "heading", "text": "a" * 501}, ".text", "too_long"),
    ({"kind": "heading", "text": "a", "background": "red;}"}, ".background", "colour"),
    ({"kind": "heading", "text": "a", "padding": 1000}, ".padding", "number"),
    ({"kind": "heading", "text": "a", "if": "person.x %}{{ person.y"}, ".if", "template"),
    ({"kind": "heading", "text": "a", "if": "person.x >"}, ".if", "template"),
    ({"kind": "heading", "text": "a", "if": "password == 1"}, ".if", "unknown_variable"),
    ({"kind": "text", "html": "<p onclick=x>a</p>"}, ".html", "markup"),
    ({"kind": "text", "html": "a<!--[if mso]>b<![endif]-->"}, ".html", "markup"),
    ({"kind": "text", "html": '<a href="java&#115;cript:alert(1)">a</a>'}, ".html", "markup"),
    ({"kind": "text", "html": '<a href="javascript:{{ person.x }}">a</a>'}, ".html", "markup"),
    ({"kind": "text", "html": "<svg/onload=x>"}, ".html", "markup"),
    ({"kind": "picture", "url": "file:///etc/passwd", "alt": ""}, ".url", "address"),
    ({"kind": "picture", "url": "/pictures/a b", "alt": ""}, ".url", "address"),
    ({"kind": "picture", "url": "https://x.ru/a.png"}, ".alt", "missing"),
    ({"kind": "button", "text": "a", "url": "javascript:alert(1)"}, ".url", "address"),
    ({"kind": "button", "text": "a", "url": "//evil.ru"}, ".url", "address"),
    ({"kind": "goods", "of": "event.items %}", "name": "name"}, ".of", "name"),
    ({"kind": "goods", "of": "secrets.all", "name": "name"}, ".of", "name"),
    ({"kind": "goods", "of": "event.items", "name": "a }}"}, ".name", "name"),
    ({"kind": "html", "html": "<script>1</script>"}, ".html", "active"),
    ({"kind": "html", "html": "<form action=x>"}, ".html", "active"),
    ({"kind": "mjml", "mjml": "<mj-section>"}, ".mjml", "mjml"),
    ({"kind": "mjml", "mjml": '<mj-include path="/etc/passwd"/>'}, ".mjml", "mjml"),
    ({"kind": "footer", "leave": "x", "if": "person.x"}, ".if", "unknown_field"),
    (
        {"kind": "columns", "columns": [{"blocks": [{"kind": "columns", "columns": []}]}]},
        ".columns[0].blocks[0].kind",
        "choice",
    ),
    ({"kind": "columns", "columns": [{"blocks": []}] * 4}, ".columns", "too_many"),
]


def fill(design: dict[str, Any]) -> str:
    """The letter as the person gets it."""
    assert check_design(design) == []
    return templates.render(compile_design(design).html, VARIABLES, is_html=True)


@pytest.mark.parametrize(("block", "wanted"), DRAWN)
def test_blocks_are_drawn(block: dict[str, Any], wanted: list[str]) -> None:
    page = fill({"blocks": [block]})
    assert [each for each in wanted if each not in page] == []


def test_a_condition_leaves_a_block_out_wherever_it_stands() -> None:
    hidden = {"kind": "heading", "text": "Secret", "if": "person.orders > 99"}
    page = fill({"blocks": [hidden, {"kind": "columns", "columns": [{"blocks": [hidden]}]}]})
    assert "Secret" not in page
    assert "{%" not in page


@pytest.mark.parametrize(("block", "path", "code"), REFUSED)
def test_hostile_blocks_are_refused_with_their_place(block: Any, path: str, code: str) -> None:  # noqa: ANN401 - JSON
    places = [(each.path, each.code) for each in check_design({"blocks": [block]})]
    assert (f"design.blocks[0]{path}", code) in places
    assert check_saved(block, "block") != []


@pytest.mark.parametrize(
    ("design", "path"),
    [
        ([], "design"),
        ({}, "design.blocks"),
        ({"blocks": []}, "design.blocks"),
        ({"blocks": [{"kind": "divider"}] * 61}, "design.blocks"),
        ({"blocks": [{"kind": "divider"}], "theme": {"accent": "red"}}, "design.theme.accent"),
        ({"blocks": [{"kind": "divider"}], "theme": {"font": "</style>"}}, "design.theme.font"),
        ({"blocks": [{"kind": "divider"}], "language": '"><script>'}, "design.language"),
        ({"blocks": [{"kind": "html", "html": "x" * 59_000}] * 6}, "design"),
    ],
)
def test_hostile_designs_are_refused(design: Any, path: str) -> None:  # noqa: ANN401 - JSON
    assert path in [each.path for each in check_design(design)]


def test_no_text_has_what_no_database_keeps() -> None:
    inner = {"kind": "heading", "text": "a\x00"}
    design = {
        "blocks": [{"kind": "columns", "columns": [{"blocks": [inner]}]}, {"kind": "divider", "x\x00": 1}]
    }
    paths = [each.path for each in check_design(design)]
    assert paths == ["design.blocks[0].columns[0].blocks[0].text", "design.blocks[1]"]
    assert [each.path for each in check_saved(inner, "block")] == ["block.text"]


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag with the names of its attributes."""
        self.tags.append(" ".join([tag, *(name for name, _ in attrs)]))


def shape_of(page: str) -> list[str]:
    """The tags of a page in their order."""
    shape = _Shape()
    shape.feed(page)
    shape.close()
    return shape.tags


NASTY = st.text(st.sampled_from("<>\"'&{}%/=-!x 0onclik;:я\n") | st.characters(codec="utf-8"), max_size=60)


def without_liquid(text: str) -> str:
    """A text that asks for nothing."""
    return re.sub(r"[{}]", "", text)


@given(NASTY.map(without_liquid), NASTY.map(without_liquid))
def test_no_text_changes_what_is_drawn(words: str, other: str) -> None:
    def letter(one: str, two: str) -> dict[str, Any]:
        return {
            "blocks": [
                {"kind": "heading", "text": one},
                {"kind": "picture", "url": "https://x.ru/a.png", "alt": two},
                {"kind": "button", "text": two, "url": "https://x.ru"},
                {"kind": "footer", "leave": one},
            ]
        }

    assert shape_of(compile_design(letter(f"a{words}", f"b{other}")).html) == shape_of(
        compile_design(letter("a", "b")).html
    )


def test_a_letter_is_laid_out_once_and_keeps_a_text_of_its_own() -> None:
    design = {
        "blocks": [
            {"kind": "heading", "text": "Hello"},
            {"kind": "text", "html": "<p>Read <a href='https://x.ru/a'>this</a></p>", "if": "person.orders"},
            {"kind": "button", "text": "Buy", "url": "{{ event.url }}"},
            {"kind": "footer", "html": "<p>Shop Ltd</p>", "leave": "Unsubscribe"},
        ]
    }
    content = {"subject": "S", "design": design}
    laid = lay_out(content)
    assert laid.keys() == {"subject", "html", "text"}
    assert lay_out(content)["html"] is laid["html"]
    assert templates.render(laid["text"], VARIABLES) == (
        "Hello\n\nRead this (https://x.ru/a)\n\n"
        'Buy: https://shop.ru/?a=1&b="2\n\nShop Ltd\n\nUnsubscribe: https://unsubscribe.invalid/'
    )
    assert lay_out({**content, "text": "Mine"})["text"] == "Mine"
    assert lay_out({"html": "<p>a</p>"}) == {"html": "<p>a</p>"}


def test_an_editor_finds_blocks_by_their_places() -> None:
    kinds = [block for block, _ in DRAWN if block["kind"] != "mjml"]
    page = compile_design({"blocks": kinds}, is_marked=True).html
    assert [n for n in range(len(kinds)) if not re.search(rf"o-at-{n}\b", page)] == []
    last = len(kinds) - 1
    assert [place for place in (f"{last}-0-0", f"{last}-1-0") if f"o-at-{place}" not in page] == []
    assert "o-at-" not in compile_design({"blocks": kinds}).html
    assert "<link" not in page, "a letter fetches nothing by itself"
    assert "@import" not in page


STYLE = "<style>p{color:red} @media print{p{color:blue}}</style>"
INLINED = [
    ("<p>{{ person.x }}</p>", ['<p style="color: red', ">{{ person.x }}</p>"]),
    (
        "<table><tbody>{% for i in event.items %}<tr><td>{{ i }}</td></tr>{% endfor %}</tbody></table>",
        ["{% for i in event.items %}<tr>", "</tr>{% endfor %}"],
    ),
    (
        '<p><a href="{{ event.url | default: "x" }}&amp;b">a</a></p>',
        ['href="{{ event.url | default: "x" }}&amp;b"'],
    ),
    ("<!--[if mso]><i>x</i><![endif]--><p>a</p>", ["<!--[if mso]><i>x</i><![endif]-->", "color: red"]),
]


@pytest.mark.parametrize(("page", "wanted"), INLINED)
def test_styles_of_html_stand_at_its_elements(page: str, wanted: list[str]) -> None:
    laid = str(lay_out({"html": STYLE + page})["html"])
    assert [each for each in [*wanted, "@media print"] if each not in laid] == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>no style</p>",
        STYLE + "<p {% if a %}x{% endif %}>a</p>",
        STYLE + "<table>{% if a %}<tr><td>x</td></tr>{% endif %}</table>",
        "<style>p{color:{{ event.x }}}</style><p>a</p>",
    ],
)
def test_html_that_cannot_be_read_stays_as_it_is(page: str) -> None:
    assert lay_out({"html": page}) == {"html": page}


def test_the_way_out_is_seen_in_blocks() -> None:
    plain = {"kind": "text", "html": "<p>a</p>"}
    with_link = {"kind": "text", "html": '<p><a href="{{ unsubscribe_url }}">out</a></p>'}
    inner = {"kind": "columns", "columns": [{"blocks": [with_link]}]}
    assert not has_way_to_leave({"design": {"blocks": [plain]}})
    assert has_way_to_leave({"design": {"blocks": [plain, {"kind": "footer", "leave": "Out"}]}})
    assert has_way_to_leave({"design": {"blocks": [inner]}})


@given(
    st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"),
    st.sampled_from(["#ffffff", "#000000", "#777777", "#1b1e24", "#fff4d6"]),
)
def test_a_readable_colour_can_be_read(colour: str, ground: str) -> None:
    assert contrast(readable(colour, ground), ground) >= 4.5
    theme = Theme(accent=colour)
    assert contrast(theme.on_accent, colour) >= 4.5
    assert contrast(Dark.of(theme).accent, Dark().ground) >= 4.5
