"""Words of headers: encoded ones, those in raw bytes, and what may be shown of them. Pure (RFC 2047)."""

import re
import unicodedata
from binascii import Error, a2b_base64, a2b_qp
from typing import Final

from otklik.letters.headers import one_line
from otklik.letters.reading.charsets import decode

_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?]|\?(?!=))*+)\?=")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_MAX_CHARS: Final = 20_000


def read_words(value: bytes) -> str:
    """What a header says, on one line, without characters that only deceive the eye."""
    return show(decode_words(decode(value[:_MAX_CHARS], "")[0]))


def decode_words(text: str) -> str:
    """Text with its encoded words decoded.

    Words side by side are one: clients cut within a letter, which the standard forbids. A word that has no
    end stands as it is; looking no further than the last end keeps this linear.
    """
    text = text[:_MAX_CHARS]
    last = text.rfind("?=") + 2
    pieces: list[str] = []
    charset, held, at = "", b"", 0
    for found in _WORD.finditer(text, 0, last):
        between = text[at : found.start()]
        data = _decode_word(found[2].lower(), found[3])
        said = found[1].partition("*")[0].lower()
        if held and said == charset and not between.strip():
            held += data
        else:
            pieces += [_read(held, charset), "" if held and not between.strip() else between]
            charset, held = said, data
        at = found.end()
    return "".join([*pieces, _read(held, charset), text[at:]])


def decode_base64(data: bytes) -> bytes:
    """Base64 as it comes: lines broken anywhere, padding missing or too much. Never raises."""
    try:
        return a2b_base64(data)
    except Error:
        kept = _NOT_BASE64.sub(b"", data)
        kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
        return a2b_base64(kept + b"=" * (-len(kept) % 4))


def show(text: str) -> str:
    """One line of it, without what turns the direction of writing or takes no room (so no name imitates)."""
    shown = one_line(text)
    if shown.isascii():
        return shown
    return "".join(char for char in shown if unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Co"})


def _decode_word(way: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    return decode_base64(data) if way == "b" else a2b_qp(data.replace(b"_", b" "), header=False)


def _read(data: bytes, charset: str) -> str:
    return decode(data, charset)[0] if data else ""
