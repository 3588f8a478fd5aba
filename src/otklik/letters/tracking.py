"""Puts our addresses into a letter's HTML where its links and its end are; the rest stays as it is. Pure.

Places are found by one expression, since `html.parser` takes several times as long; what is in comments (also
Outlook's conditional ones), styles and scripts stays. A link is one whose address begins with http:// or
https://; `data-otklik="plain"` keeps it as it is.
"""

import html
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

PLAIN: Final = "plain"
_MARK: Final = "data-otklik"
_SHORT: Final = 1_000
_LINKS: Final = frozenset({"a", "area"})
_ATTRIBUTES: Final = r"(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>"
_DULL: Final = rf"/?(?!(?:a|area|body|html|style|script|title|textarea)[\s/>])[a-zA-Z]{_ATTRIBUTES}"
_PIECE: Final = re.compile(
    rf"<(?:{_DULL}(?:[^<]*+<{_DULL})*+"
    r"|!--(?:-?>|[\s\S]*?(?:--!?>|\Z))"
    r"|(?P<raw>style|script|title|textarea)(?=[\s/>])[\s\S]*?(?:</(?P=raw)(?=[\s/>])|\Z)"
    rf"|(?P<name>/?[a-zA-Z][^\s/>]*+){_ATTRIBUTES}"
    r"|/?[a-zA-Z][\s\S]*+)",
    re.IGNORECASE,
)
"""Tags that do not matter, as many as follow each other; comments; what is no markup inside; tags that do;
a tag that never ends, which takes the rest of the page."""


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
    """Find the links and the end of a page, in time that grows with its length only."""
    links: list[Link] = []
    end: int | None = None
    for found in _PIECE.finditer(page):
        name = found["name"]
        if name is None:
            continue
        name = name.lower()
        if name in _LINKS:
            tag = found[0]
            place = _find_known(tag) if len(tag) < _SHORT else _find_link(tag)
            if place is not None:
                start, last, url = place
                links.append(Link(found.start() + start, found.start() + last, url, len(links)))
        elif name == "/body" or (name == "/html" and end is None):
            end = found.start()
    return Page(tuple(links), len(page) if end is None else end)


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


def _find_link(tag: str) -> tuple[int, int, str] | None:
    """(start, end, address) of a start tag's link; None: it leads nowhere that we may tell of."""
    place = _find_value(tag, "href")
    if place is None:
        return None
    url = _value(tag, place)
    mark = _find_value(tag, _MARK)
    is_plain = mark is not None and _value(tag, mark) == PLAIN
    if is_plain or not url.lower().startswith(("http://", "https://")):
        return None
    return place[0], place[1], url


_find_known = lru_cache(maxsize=2_048)(_find_link)
"""Letters of one content have mostly the same links, whoever they are for."""


def _value(tag: str, place: tuple[int, int]) -> str:
    raw = tag[place[0] : place[1]]
    quote = raw[:1]
    if quote in {'"', "'"}:
        raw = raw[1:].removesuffix(quote)
    return html.unescape(raw).strip()


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
