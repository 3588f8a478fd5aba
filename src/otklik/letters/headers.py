"""Lines of a letter's head: encoded, folded, never more than one header each. Pure (RFC 5322, 2047)."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Final

from otklik.letters.contracts import Mailbox

_LINE: Final = 76
"""RFC 5322 asks for lines of at most 78 characters; some servers count the CRLF."""
_WORD_BYTES: Final = 45
"""So many bytes make 60 characters of base64: an encoded word of at most 75 (RFC 2047, 2)."""
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_ATOM: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_BREAKS: Final = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")


def header(name: str, value: str) -> bytes:
    """`name: value` with its CRLF: words in any language. Raises ValueError for a name that is none."""
    _check_name(name)
    words = _encode_words(one_line(value))
    return f"{name}: {_fold(len(name) + 2, words)}\r\n".encode("ascii")


def structured(name: str, tokens: Sequence[str]) -> bytes:
    """A header of ASCII tokens that may be broken between them only (ids, addresses, parameters)."""
    _check_name(name)
    return f"{name}: {_fold(len(name) + 2, [one_line(token) for token in tokens])}\r\n".encode("ascii")


def mailboxes(name: str, boxes: Sequence[Mailbox]) -> bytes:
    """A header of addresses with their names."""
    tokens: list[str] = []
    for number, box in enumerate(boxes):
        end = "," if number < len(boxes) - 1 else ""
        tokens += [*_phrase(box.name), f"<{one_line(box.address)}>{end}"]
    return structured(name, tokens)


def one_line(text: str) -> str:
    """Words without line breaks and other controls: the rest would become headers of its own."""
    return _BREAKS.sub(" ", text).strip(" ")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"no name of a header: {name[:60]!r}")


def _phrase(name: str) -> Sequence[str]:
    """A display name: as it is, quoted, or encoded."""
    words = one_line(name)
    if not words:
        return ()
    if not words.isascii() or "=?" in words:
        return _encode_words(words)
    if _ATOM.fullmatch(words):
        return words.split(" ")
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')
    return (f'"{quoted}"',)


def _encode_words(text: str) -> list[str]:
    """ASCII words as they are; anything else as encoded words that break between characters."""
    if text.isascii() and "=?" not in text and all(len(word) < _LINE - 1 for word in text.split(" ")):
        return text.split(" ")
    return [f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in _chunks(text)]


def _chunks(text: str) -> Iterator[bytes]:
    chunk = b""
    for char in text:
        piece = char.encode("utf-8", "replace")
        if len(chunk) + len(piece) > _WORD_BYTES:
            yield chunk
            chunk = b""
        chunk += piece
    if chunk:
        yield chunk


def _fold(taken: int, tokens: Sequence[str]) -> str:
    """Tokens parted by spaces, broken where a line would be too long."""
    parts: list[str] = []
    for token in tokens:
        if parts and taken + 1 + len(token) > _LINE:
            parts.append("\r\n ")
            taken = 1
        elif parts:
            parts.append(" ")
            taken += 1
        parts.append(token)
        taken += len(token)
    return "".join(parts)
