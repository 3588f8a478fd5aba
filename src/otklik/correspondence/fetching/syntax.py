"""How IMAP writes things (RFC 3501, 9): answers read into values, values written into commands. Pure.

An answer is a list of pieces: lines without their line break, and between them the literals that they
announce (`{12}`). Values are None (NIL), bytes (atoms, strings, literals) and lists.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeAlias

Value: TypeAlias = "bytes | list[Value] | None"

LITERAL: Final = re.compile(rb"\{(\d{1,12})\+?\}$")
_DEEPEST: Final = 20
_TOKEN: Final = re.compile(
    rb"""\ +|(\()|(\))|"((?:[^"\\]|\\.)*)"|((?:[^\s()"\[]|\[[^\]]*\](?:<\d+>)?)+)""", re.DOTALL
)
_ESCAPE: Final = re.compile(rb"\\(.)", re.DOTALL)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHIFTED: Final = re.compile(r"&([^-]*)-")
_BEYOND: Final = re.compile(r"[^\x20-\x7e]+|&")


class ImapSyntaxError(ValueError):
    """An answer that is no IMAP."""


def parse(pieces: Sequence[bytes]) -> list[Value]:
    """The values of an answer, in order. Raises ImapSyntaxError."""
    stack: list[list[Value]] = [[]]
    for index, piece in enumerate(pieces):
        if index % 2:
            stack[-1].append(piece)
        else:
            is_last = index == len(pieces) - 1
            _parse_line(piece if is_last else LITERAL.sub(b"", piece), stack)
    if len(stack) != 1:
        raise ImapSyntaxError("a list does not end")
    return stack[0]


def _parse_line(line: bytes, stack: list[list[Value]]) -> None:
    at = 0
    while at < len(line):
        found = _TOKEN.match(line, at)
        if found is None:
            raise ImapSyntaxError(f"not understood: {line[at : at + 40]!r}")
        at = found.end()
        if found[1]:
            if len(stack) > _DEEPEST:
                raise ImapSyntaxError("lists in lists without end")
            stack.append([])
        elif found[2]:
            if len(stack) == 1:
                raise ImapSyntaxError("a list ends that did not begin")
            done = stack.pop()
            stack[-1].append(done)
        elif found[3] is not None:
            stack[-1].append(_ESCAPE.sub(rb"\1", found[3]))
        elif found[4]:
            stack[-1].append(None if found[4].upper() == b"NIL" else found[4])


def read_pairs(value: Value) -> dict[bytes, Value]:
    """`(UID 7 FLAGS (…))` as names (in capitals) with values. Raises ImapSyntaxError."""
    if not isinstance(value, list) or len(value) % 2:
        raise ImapSyntaxError("not a list of names and values")
    pairs = zip(value[::2], value[1::2], strict=True)
    return {name.upper(): each for name, each in pairs if isinstance(name, bytes)}


def read_number(value: Value) -> int:
    """A number. Raises ImapSyntaxError."""
    if not isinstance(value, bytes) or not value.isdigit() or len(value) > 20:  # noqa: PLR2004 - 64 bits
        raise ImapSyntaxError(f"no number: {value!r}"[:60])
    return int(value)


def read_moment(value: Value) -> datetime | None:
    """`17-Jul-2026 02:44:25 -0700` (RFC 3501, date-time), in UTC; None: it is none."""
    if not isinstance(value, bytes):
        return None
    try:
        read = parsedate_to_datetime(value.decode("ascii").strip().replace("-", " ", 2))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def write_date(day: date) -> str:
    """As searches want it."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04}"


def quote(text: str) -> bytes:
    """A quoted string. Raises ImapSyntaxError for what no quoted string can hold."""
    if not text.isascii() or any(char in text for char in "\r\n\0"):
        raise ImapSyntaxError("cannot be put into a command")
    return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'


def write_folder(name: str) -> str:
    """A folder's name in modified UTF-7 (RFC 3501, 5.1.3)."""
    return _BEYOND.sub(lambda found: _shift(found[0]), name)


def read_folder(written: bytes) -> str:
    """The name of a folder; what is broken, or UTF-8 of newer servers, is read as it stands."""
    text = written.decode("utf-8", "replace")
    try:
        return _SHIFTED.sub(lambda found: _unshift(found[1]), text)
    except (Base64Error, UnicodeError, ValueError):
        return text


def _shift(text: str) -> str:
    if text == "&":
        return "&-"
    digits = b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{digits}-"


def _unshift(digits: str) -> str:
    if not digits:
        return "&"
    padded = digits.replace(",", "/") + "=" * (-len(digits) % 4)
    return b64decode(padded, validate=True).decode("utf-16-be")
