"""What a careful colleague would say of a letter before it leaves: each finding with its place. Pure."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, Final

import msgspec

from otklik.kit.errors import ParamValue
from otklik.letters.plain import write_plain
from otklik.letters.tracking import read_page
from otklik.messaging.design.compiling import lay_out
from otklik.messaging.design.limits import CLIPPED_BYTES
from otklik.messaging.design.rich import rich_to_plain
from otklik.messaging.design.spam import find_suspects
from otklik.messaging.design.texts import list_blocks
from otklik.messaging.design.theme import contrast, read_theme
from otklik.messaging.mail.composing import has_way_to_leave

_LONG_SUBJECT: Final = 60
"""Characters a mail program on a desktop shows; a phone shows about forty."""
_FULL: Final = 0.85
"""Of what Gmail shows: from there on one should know."""
_LINK_BYTES: Final = 110
"""What our own address adds to each link (its mark, the target spelt again)."""
_LEAST_WORDS: Final = 20
_READABLE: Final = 4.5
_EXAMPLE: Final = re.compile(r"https?://(www\.)?example\.(com|org|ru)\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+")
_NOWHERE: Final = frozenset({"", "#", "http://", "https://"})


class Finding(msgspec.Struct, frozen=True):
    """Something to mend or to know. `is_stop`: the letter would not leave. `path`: as of faults."""

    code: str
    path: str
    is_stop: bool = False
    params: Mapping[str, ParamValue] = {}


class Inspected(msgspec.Struct, frozen=True):
    """All findings, the text for those who read without HTML, and how large mail programs find the letter."""

    findings: tuple[Finding, ...]
    text: str
    bytes: int
    limit: int = CLIPPED_BYTES


def inspect(content: Mapping[str, Any], *, is_promotional: bool) -> Inspected:
    """Look at a letter whose content has no faults."""
    laid = lay_out(content)
    page = str(laid.get("html") or "")
    size = _measure(page)
    findings = [
        *_inspect_exit(content, is_promotional=is_promotional),
        *_inspect_lines(content),
        *_inspect_size(page, size),
        *_inspect_blocks(content.get("design")),
        *(_inspect_page(page) if not content.get("design") else ()),
        *_inspect_words(content, laid),
    ]
    text = str(laid.get("text") or "") or write_plain(page)
    return Inspected(tuple(findings), text, size)


def list_links(content: Mapping[str, Any]) -> list[str]:
    """Where a letter's links lead, each once, in their order; those that are filled in, too."""
    page = str(lay_out(content).get("html") or "")
    found = [link.url for link in read_page(page).links]
    return list(dict.fromkeys(found or _ADDRESS.findall(str(content.get("text") or ""))))


def _measure(page: str) -> int:
    links = read_page(page).links
    return len(page.encode()) + sum(_LINK_BYTES + len(link.url) // 2 for link in links)


def _inspect_exit(content: Mapping[str, Any], *, is_promotional: bool) -> Iterator[Finding]:
    if is_promotional and not has_way_to_leave(content):
        yield Finding("no_unsubscribe", "design" if content.get("design") else "html", is_stop=True)


def _inspect_lines(content: Mapping[str, Any]) -> Iterator[Finding]:
    subject = str(content.get("subject") or "")
    if len(subject) > _LONG_SUBJECT and "{" not in subject:
        yield Finding("long_subject", "subject", params={"length": len(subject), "most": _LONG_SUBJECT})
    if not str(content.get("preheader") or "").strip():
        yield Finding("no_preheader", "preheader")


def _inspect_size(page: str, size: int) -> Iterator[Finding]:
    params = {"kilobytes": round(size / 1024), "most": CLIPPED_BYTES // 1024}
    if size > CLIPPED_BYTES:
        yield Finding("clipped", "html", params=params)
    elif page and size > CLIPPED_BYTES * _FULL:
        yield Finding("nearly_clipped", "html", params=params)


def _inspect_blocks(design: Any) -> Iterator[Finding]:  # noqa: ANN401 - JSON
    if not isinstance(design, Mapping):
        return
    theme = read_theme(design.get("theme"))
    if contrast(theme.ink, theme.ground) < _READABLE:
        yield Finding("contrast", "design.theme.ink")
    for path, block in list_blocks(design):
        yield from _inspect_block(path, block)


def _inspect_block(path: str, block: Mapping[str, Any]) -> Iterator[Finding]:
    if block["kind"] == "picture":
        if not block["alt"].strip():
            yield Finding("no_alt", f"{path}.alt")
        if block["url"].startswith("http://"):
            yield Finding("insecure", f"{path}.url")
    address = block.get("url") if block["kind"] == "button" else block.get("href")
    if isinstance(address, str) and _EXAMPLE.match(address):
        yield Finding("example_link", f"{path}.{'url' if block['kind'] == 'button' else 'href'}")


def _inspect_page(page: str) -> Iterator[Finding]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    counted = {"no_alt": reader.mute, "insecure": reader.insecure, "nowhere": reader.nowhere}
    for code, count in counted.items():
        if count:
            yield Finding(code, "html", params={"count": count})


def _inspect_words(content: Mapping[str, Any], laid: Mapping[str, Any]) -> Iterator[Finding]:
    places = {"subject": content.get("subject"), "preheader": content.get("preheader")}
    if content.get("design"):
        for path, block in list_blocks(content["design"]):
            words = rich_to_plain(block["html"]) if block["kind"] == "text" else block.get("text")
            places[f"{path}.{'html' if block['kind'] == 'text' else 'text'}"] = words
    else:
        places["text"] = content.get("text")
        places["html"] = write_plain(str(content.get("html") or ""))
    for path, words in places.items():
        for suspect in find_suspects(str(words or "")):
            yield Finding("spam", path, params={"words": suspect.words, "reason": suspect.reason})
    has_pictures = "<img" in str(laid.get("html") or "")
    if has_pictures and len(str(laid.get("text") or "").split()) < _LEAST_WORDS:
        yield Finding("only_pictures", "design" if content.get("design") else "html")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.mute = self.insecure = self.nowhere = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count pictures without words or without TLS, and links that lead nowhere."""
        given = dict(attrs)
        if tag == "img":
            self.mute += not (given.get("alt") or "").strip()
            self.insecure += (given.get("src") or "").lower().startswith("http://")
        elif tag == "a" and "href" in given:
            url = (given["href"] or "").strip()
            self.nowhere += url in _NOWHERE or bool(_EXAMPLE.match(url))
