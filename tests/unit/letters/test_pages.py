"""A page keeps every byte but the addresses of its links; its text says what it shows."""

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.letters.plain import write_plain
from otklik.letters.tracking import Link, Page, add_parameters, put_links, read_page

PAGE = """<html><head><style>a{content:'<a href="https://no.example">'}</style></head><body>
<!--[if mso]><a href="https://outlook.example/">x</a><![endif]-->
<p title='a > b'>Hi <A class=x HREF='https://shop.example/a?x=1&amp;y=2' >goods</A>
<a href=https://shop.example/b>b</a> <a href="mailto:a@b.example">m</a> <a href="#top">t</a>
<a data-otklik="plain" href="https://plain.example/">p</a>
<area shape="rect" href="HTTPS://shop.example/c"/></p>
</body></html>"""


def hrefs(page: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            del tag
            found.extend(value or "" for name, value in attrs if name == "href")

    Reader().feed(page)
    return found


def test_links_are_found_where_a_reader_sees_them() -> None:
    found = read_page(PAGE)
    assert [link.url for link in found.links] == [
        "https://shop.example/a?x=1&y=2",
        "https://shop.example/b",
        "HTTPS://shop.example/c",
    ]
    written = put_links(PAGE, found, lambda link: f'https://t.example/{link.number}?"<&', tail="<img>")
    expected = [f'https://t.example/{number}?"<&' for number in range(3)]
    assert [url for url in hrefs(written) if "t.example" in url] == expected
    assert "<img></body>" in written
    assert "https://outlook.example/" in written
    assert "plain.example" in written
    assert put_links(PAGE, found, lambda link: link.url).count("shop.example") == 3


PIECES = [
    *(
        '<a href="http://x.example/',
        "<a ",
        "href=",
        "'",
        '"',
        ">",
        "</a>",
        "<!--",
        "-->",
        "<p",
        " ",
        "\n",
        "é",
    ),
    *("<script>", "</script>", "/>", "href=http://y.example", "</body>", "\r\n", "<", "=", "&amp;"),
]
pages = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(pages)
def test_broken_pages_lose_nothing_but_addresses(page: str) -> None:
    found = read_page(page)
    assert put_links(page, Page((), found.end), lambda link: link.url) == page
    written = put_links(page, found, lambda _: "http://t.example/")
    outside = page
    for link in reversed(found.links):
        outside = outside[: link.start] + '"http://t.example/"' + outside[link.end :]
    assert written == outside


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", "https://a.example/x?utm_source=otklik&utm_campaign=%D0%B5"),
        ("https://a.example/x?a=1#z", "https://a.example/x?a=1&utm_source=otklik&utm_campaign=%D0%B5#z"),
        (
            "https://a.example/?utm_source=own&utm_campaign=",
            "https://a.example/?utm_source=own&utm_campaign=",
        ),
    ],
)
def test_parameters_are_added_once(url: str, expected: str) -> None:
    assert add_parameters(url, {"utm_source": "otklik", "utm_campaign": "е", "utm_term": ""}) == expected


def test_the_text_says_what_the_page_shows() -> None:
    page = """<html><head><title>T</title><style>p{}</style></head><body>
    <div style="display:none">preheader &zwnj;&nbsp;</div>
    <h1>Здравствуйте,   Анна!</h1><p>Ваш заказ&nbsp;<b>1042</b> едет.<br>Ждите <a href="https://a.example/1">завтра</a>.</p>
    <ul><li>Ботинки</li><li>Шнурки</li></ul><img alt="Логотип"><script>x()</script>
    <p><a href="https://b.example">https://b.example/</a></p><p></p><p></p></body></html>"""
    assert write_plain(page) == (
        "Здравствуйте, Анна!\n\nВаш заказ 1042 едет.\nЖдите завтра (https://a.example/1).\n\n"
        "- Ботинки\n\n- Шнурки\n\nЛоготип\n\nhttps://b.example/"
    )


@given(pages)
def test_any_page_has_some_text(page: str) -> None:
    assert "\n\n\n" not in write_plain(page)


def test_a_page_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        write_plain("x" * 2_000_001)


def test_escapes() -> None:
    page = '<a href="http://x.example/?q=%22&amp;p=&quot;">x</a>'
    link = read_page(page).links[0]
    assert isinstance(link, Link)
    assert html.unescape(page[link.start + 1 : link.end - 1]) == link.url
