"""Which parts of a mail are its words and which are files. Pure (RFC 2046, 5.1.4; 2387).

Of alternatives the page is taken for what is new (only it marks quotes) and the text where there is none.
Several texts side by side (Apple Mail writes them around files, lists put one below) are one.
"""

import html
import mimetypes
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from otklik.letters.reading.charsets import decode, decode_page
from otklik.letters.reading.cleaning import list_cids
from otklik.letters.reading.contracts import Limits, ReceivedFile
from otklik.letters.reading.files import name_by_type, read_file, read_packed
from otklik.letters.reading.parts import Part
from otklik.letters.reading.tnef import BrokenError, Unpacked, read_tnef
from otklik.letters.reading.words import decode_base64

_MAX_BYTES: Final = 8
"""Of a letter of a text, encoded for sending."""
_TEXTS: Final = frozenset({"text/plain", "text/html", "text/enriched", "text"})
_PASTED: Final = re.compile(
    r"(?<=[\"'])data:(image/(?:png|jpe?g|gif|webp|bmp));base64,([A-Za-z0-9+/=\s]{4000,}+)", re.IGNORECASE
)
"""A picture that a program wrote into the page itself."""
_TNEF: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


class Words(msgspec.Struct):
    """One piece of a body: a text, a page, or both ways of saying the same."""

    text: str | None = None
    page: str | None = None
    is_flowed: bool = False
    deletes_space: bool = False


class Body(msgspec.Struct):
    """The words in their order, the files, and what had to be mended."""

    words: list[Words] = msgspec.field(default_factory=list)
    files: list[ReceivedFile] = msgspec.field(default_factory=list)
    repairs: list[str] = msgspec.field(default_factory=list)

    @property
    def page(self) -> str:
        """All pieces as one page, "" when none of them is one."""
        if not any(each.page for each in self.words):
            return ""
        return "\n".join(each.page or _as_page(each.text or "") for each in self.words)


def read_body(root: Part, limits: Limits) -> Body:
    """Sort the parts."""
    body, hung = Body(), list[Part]()
    body.words = _gather(root, body, hung, limits)
    cids = list_cids(body.page)
    for part in hung:
        if part.kind in _TNEF or part.given.get("name", "").lower() == "winmail.dat":
            _unpack(part, body, cids, limits)
        else:
            body.files.append(read_file(part, cids))
    return body


def _gather(part: Part, body: Body, hung: list[Part], limits: Limits) -> list[Words]:
    if part.kind == "multipart/alternative":
        return _choose([_gather(each, body, hung, limits) for each in part.inner])
    if part.inner:
        return [words for each in part.inner for words in _gather(each, body, hung, limits)]
    is_short = part.kind == "text/html" or part.size <= limits.text_chars * _MAX_BYTES
    if part.kind in _TEXTS and is_short and not _is_file(part):
        return [_read_words(part, body, limits)]
    return _put_off(part, hung)


def _put_off(part: Part, hung: list[Part]) -> list[Words]:
    if part.size or part.disposition.get("filename"):
        hung.append(part)
    return []


def _choose(ways: list[list[Words]]) -> list[Words]:
    """One of several ways to say the same: the last with a page, with the first text beside it."""
    pages = [way for way in ways if any(each.page and each.page.strip() for each in way)]
    texts = [way for way in ways if way and all(each.page is None for each in way)]
    if not pages:
        return texts[0] if texts else []
    chosen = pages[-1]
    if len(chosen) == 1 and texts and len(texts[0]) == 1 and chosen[0].text is None:
        chosen[0].text = texts[0][0].text
    return chosen


def _is_file(part: Part) -> bool:
    """A text that hangs at the mail instead of being its words."""
    is_named = bool(part.disposition.get("filename") or part.given.get("name"))
    return part.place == "attachment" or (is_named and part.place != "inline")


def _read_words(part: Part, body: Body, limits: Limits) -> Words:
    data = part.decode()
    charset = part.given.get("charset", "")
    is_page = part.kind == "text/html"
    text, is_mended = (decode_page if is_page else decode)(data, charset)
    if is_mended:
        body.repairs.append("charset")
    text = text.replace("\0", "")
    if is_page:
        text = _PASTED.sub(lambda found: _hang(found, body), text)
    most = limits.html_chars if is_page else limits.text_chars
    if len(text) > most:
        body.repairs.append("cut")
        body.files.append(ReceivedFile(name=name_by_type(part.kind), type=part.kind, data=data))
        text = text[:most]
    if is_page:
        return Words(page=text)
    is_flowed = part.given.get("format", "").lower() == "flowed"
    return Words(text, is_flowed=is_flowed, deletes_space=part.given.get("delsp", "").lower() == "yes")


def _hang(found: re.Match[str], body: Body) -> str:
    """A pasted picture as a file that the page shows: else it would take the room of words."""
    kind, number = found[1].lower(), len(body.files) + 1
    name = f"picture-{number}{mimetypes.guess_extension(kind) or '.png'}"
    data = decode_base64(found[2].encode())
    content_id = f"pasted-{number}"
    body.files.append(ReceivedFile(name=name, type=kind, data=data, content_id=content_id, is_inline=True))
    return f"cid:{content_id}"


def _unpack(part: Part, body: Body, cids: frozenset[str], limits: Limits) -> None:
    """winmail.dat: its files in its place; its words where the mail has no others."""
    try:
        found = read_tnef(part.decode()) if part.size <= limits.tnef_bytes else None
    except BrokenError:
        found = None
    if found is None or not (found.files or found.text or found.page):
        body.repairs.append("tnef-unreadable")
        body.files.append(read_file(part, cids))
        return
    body.repairs.append("tnef")
    if not any((each.text or each.page or "").strip() for each in body.words):
        body.words = [Words(found.text or None, found.page or None)]
    body.files += _list_packed(found, list_cids(body.page))


def _list_packed(found: Unpacked, cids: frozenset[str]) -> Iterator[ReceivedFile]:
    return (read_packed(file, cids) for file in found.files)


def _as_page(text: str) -> str:
    return f'<div style="white-space: pre-wrap">{html.escape(text)}</div>'
