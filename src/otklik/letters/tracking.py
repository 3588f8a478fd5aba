"""Puts our addresses into a letter's HTML where its links and its end are; the rest stays as it is. Pure.

Places are found by `html.parser`; what is in comments (also Outlook's conditional ones), styles and scripts
stays. A link is one whose address begins with http:// or https://; `data-otklik="plain"` keeps it as it is.
"""

import html
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from itertools import accumulate
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

PLAIN: Final = "plain"
_MARK: Final = "data-otklik"
_LINKS: Final = frozenset({"a", "area"})


class Link(msgspec.Struct, frozen=True):
    """A link of a page: where its attribute's value lies (characters), what it says, its number from 0."""

    start: int
    end: int
    url: str
    number: int


class Page(msgspec.Struct, frozen=True):
    """What is known of a page. `end`: where something may be put behind all that is shown."""

    links: tuple[Link, ...]
    end: int


def read_page(page: str) -> Page:
    """Find the links and the end of a page."""
    reader = _Reader(page)
    reader.feed(page)
    reader.close()
    return Page(tuple(reader.links), len(page) if reader.end is None else reader.end)


def put_links(page: str, found: Page, write: Callable[[Link], str], *, tail: str = "") -> str:
    """The page with each link's address as `write` says (not escaped yet), and `tail` at its end."""
    pieces, at = [], 0
    edits = [(link.start, link.end, _attribute(write(link))) for link in found.links]
    edits += [(found.end, found.end, tail)] if tail else []
    for start, end, text in sorted(edits):
        pieces += [page[at:start], text]
        at = end
    return "".join([*pieces, page[at:]])


def add_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """The address with parameters (UTM) that it does not have yet; a fragment stays last."""
    parts = urlsplit(url)
    has = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    more = urlencode({name: value for name, value in parameters.items() if value and name not in has})
    if not more:
        return url
    return urlunsplit(parts._replace(query=f"{parts.query}&{more}" if parts.query else more))


def _attribute(value: str) -> str:
    return f'"{html.escape(value, quote=True)}"'


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.links: list[Link] = []
        self.end: int | None = None
        self._lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a link."""
        given = dict(attrs)
        url = (given.get("href") or "").strip()
        if (
            tag not in _LINKS
            or given.get(_MARK) == PLAIN
            or not url.lower().startswith(("http://", "https://"))
        ):
            return
        text = self.get_starttag_text() or ""
        place = _find_value(text, "href")
        if place is not None:
            at = self._offset()
            self.links.append(Link(at + place[0], at + place[1], url, len(self.links)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<a …/>` is a start in HTML."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Remember the end of the body."""
        if tag == "body" or (tag == "html" and self.end is None):
            self.end = self._offset()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _find_value(tag: str, name: str) -> tuple[int, int] | None:
    """Where the value of an attribute lies in a start tag, with its quotes. The first one of a name rules."""
    at = 1
    while at < len(tag) and not tag[at].isspace() and tag[at] not in "/>":
        at += 1
    while at < len(tag):
        while at < len(tag) and (tag[at].isspace() or tag[at] == "/"):
            at += 1
        start = at
        while at < len(tag) and not tag[at].isspace() and tag[at] not in "=/>":
            at += 1
        found = tag[start:at].lower()
        if not found:
            return None
        value = at
        while value < len(tag) and tag[value].isspace():
            value += 1
        if value >= len(tag) or tag[value] != "=":
            continue
        value += 1
        while value < len(tag) and tag[value].isspace():
            value += 1
        at = _end_of_value(tag, value)
        if found == name:
            return value, at
    return None


def _end_of_value(tag: str, start: int) -> int:
    """Behind the closing quote, or behind the last character of a value without quotes."""
    if start < len(tag) and tag[start] in "\"'":
        closing = tag.find(tag[start], start + 1)
        return len(tag) if closing < 0 else closing + 1
    at = start
    while at < len(tag) and not tag[at].isspace() and tag[at] != ">":
        at += 1
    return at
