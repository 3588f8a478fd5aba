"""The tags and words of a page, in one pass. Pure.

No tree is built: trees of broken pages grow with the square of the page. Every pattern is possessive, so that
each character is looked at a fixed number of times; a construct without an end takes the rest, once.
"""

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^=>]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
_ATTRIBUTE: Final = re.compile(
    r"([^\s/>=\"']++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+", re.DOTALL
)
_RAW: Final = frozenset({"style", "script", "title", "textarea", "xml", "noembed", "noframes", "iframe"})
"""What is between their tags is no markup, and nobody sees it (in a mail)."""
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_CLOSED_BY_OTHERS: Final = frozenset(
    {"p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody", "thead", "tfoot", "html", "head", "body"}
)


class Start(NamedTuple):
    """A start tag: its name in lower case, and its attributes as they are written."""

    name: str
    written: str


class End(NamedTuple):
    """An end tag."""

    name: str


class Words(NamedTuple):
    """Text with its entities read."""

    text: str


def read_markup(page: str) -> Iterator[Start | End | Words]:
    """What a page consists of, in its order. Comments, styles and scripts are left out."""
    at, size = 0, len(page)
    while at < size:
        opened = page.find("<", at)
        if opened != at:
            yield Words(unescape(page[at : size if opened < 0 else opened]))
            if opened < 0:
                return
        found = _TAG.match(page, opened)
        if found is None:
            at = _skip(page, opened)
            if at == opened:
                yield Words("<")
                at += 1
            continue
        name = found[2].lower()
        yield End(name) if found[1] else Start(name, found[3])
        at = found.end()
        if name in _RAW and not found[1]:
            at = _find_end(page, at, name)
            yield End(name)


def _skip(page: str, at: int) -> int:
    """Behind what begins with `<` and shows nothing; `at` itself when it is a character like others."""
    if page.startswith("<!--", at):
        closing = page.find("-->", at + 2)
        return len(page) if closing < 0 else closing + 3
    if page.startswith(("<!", "<?", "</"), at):
        closing = page.find(">", at)
        return len(page) if closing < 0 else closing + 1
    if page[at + 1 : at + 2].isalpha() and page.find(">", at) < 0:
        return len(page)
    return at


def _find_end(page: str, at: int, name: str) -> int:
    """Behind `</name>`. A missing end takes the rest, as in a browser."""
    found = re.compile(f"</{name}[^>]{{0,100}}>", re.IGNORECASE).search(page, at)
    return len(page) if found is None else found.end()


def read_attributes(written: str) -> dict[str, str]:
    """Attributes by names in lower case; of several of a name the first rules."""
    given: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(written):
        value = found[2] or found[3] or found[4] or ""
        given.setdefault(found[1].lower(), unescape(value))
    return given


def unescape(text: str) -> str:
    """Entities as characters."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text


def count_open(page: str) -> int:
    """How many elements are open at once at most, by their tags; ends without a start count for nothing."""
    opened: dict[str, int] = {}
    now = most = 0
    for token in read_markup(page):
        if isinstance(token, Start) and token.name not in VOID and token.name not in _CLOSED_BY_OTHERS:
            opened[token.name] = opened.get(token.name, 0) + 1
            now += 1
            most = max(most, now)
        elif isinstance(token, End) and opened.get(token.name, 0):
            opened[token.name] -= 1
            now -= 1
    return most
