"""The head of a mail or of a part: fields, and what stands in them. Pure (RFC 5322, 2045, 2231)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import unquote_to_bytes

from otklik.letters.reading.charsets import decode, find_codec
from otklik.letters.reading.words import decode_words, show

_FIELD: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,20}:")
_PARAMETER: Final = re.compile(r';\s*+([^\s=;"]++)\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^;]*+)', re.DOTALL)
_PIECE: Final = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ID: Final = re.compile(rb"<([^<>\s]{1,500})>")
_BARE_ID: Final = re.compile(rb"[^\s<>@]{1,200}@[^\s<>@]{1,200}")
_MAX_VALUE: Final = 64 * 1024
_MAX_IDS: Final = 100
_MAX_ID: Final = 250
_YEARS: Final = range(1990, 2101)


class Head:
    """Fields by their names in lower case, in their order, unfolded, as bytes."""

    __slots__ = ("_fields",)

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self._fields: dict[str, list[bytes]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def first(self, name: str) -> bytes:
        """The value of the first field of a name, b"" when there is none."""
        found = self._fields.get(name)
        return found[0][:_MAX_VALUE] if found else b""

    def every(self, name: str, *, most: int = 20) -> list[bytes]:
        """The values of the first `most` fields of a name."""
        return [value[:_MAX_VALUE] for value in self._fields.get(name, ())[:most]]

    def has(self, name: str) -> bool:
        """Whether there is such a field."""
        return name in self._fields

    def plain(self, name: str) -> str:
        """The first value in lower case, for fields of tokens."""
        return self.first(name)[:1_000].decode("latin-1").strip().lower()


def read_head(data: bytes, start: int, end: int, *, most: int) -> tuple[Head, int] | None:
    """The head at `start` and where the body begins; None: it is longer than `most` bytes.

    A line that is no field and no continuation ends the head, too: some programs forget the empty line.
    """
    fields: list[tuple[str, list[bytes]]] = []
    at = start
    while at < end:
        if at - start > most:
            return None
        stop = data.find(b"\n", at, end)
        after = end if stop < 0 else stop + 1
        line = data[at:after].rstrip(b"\r\n")
        if not line:
            return Head(_join(fields)), after
        found = _FIELD.match(line)
        if line[:1] in {b" ", b"\t"} and fields:
            fields[-1][1].append(line)
        elif found:
            fields.append((found[1].decode("ascii").lower(), [line[found.end() :]]))
        elif fields or not line.startswith((b"From ", b">From ")):
            return (Head(_join(fields)), at) if after - start <= most + len(line) else None
        at = after
    return (Head(_join(fields)), end) if end - start <= most else None


def _join(fields: list[tuple[str, list[bytes]]]) -> list[tuple[str, bytes]]:
    return [(name, b"".join(lines).strip()) for name, lines in fields]


def read_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """What stands before the first `;` in lower case, and the parameters, decoded by RFC 2231 and 2047.

    Names that are broken in usual ways are read as well: encoded words in quotes, raw bytes, no quotes.
    """
    text = decode(value[:8_192], "")[0]
    kind = text.partition(";")[0].strip().lower()
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(text):
        name = _PIECE.fullmatch(found[1].lower())
        if name is not None:
            number = int(name[2]) if name[2] else -1
            pieces.setdefault(name[1], []).append((number, bool(name[3]), _unquote(found[2])))
    return kind, {name: _put_together(found) for name, found in pieces.items()}


def _unquote(value: str) -> str:
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return _ESCAPED.sub(r"\1", value[1:-1])
    return value.strip().strip('"')


def _put_together(found: list[tuple[int, bool, str]]) -> str:
    """One value of its pieces; an encoded one is better than the plain one that stands beside it."""
    chosen = [each for each in found if each[0] >= 0] or [each for each in found if each[1]] or found[:1]
    chosen.sort(key=lambda each: each[0])
    if not any(is_encoded for _, is_encoded, _ in chosen):
        return decode_words("".join(text for _, _, text in chosen))
    charset, data = "", b""
    for number, (_, is_encoded, text) in enumerate(chosen):
        rest = text
        if number == 0 and is_encoded and text.count("'") > 1:
            charset, _, rest = text.split("'", 2)
        data += unquote_to_bytes(rest) if is_encoded else rest.encode("utf-8", "replace")
    return decode(data, charset if find_codec(charset) else "")[0]


def read_ids(values: list[bytes]) -> tuple[str, ...]:
    """Message-IDs in their order, without brackets, each once."""
    found = [each[1].decode("ascii", "replace") for value in values for each in _ID.finditer(value)]
    return tuple(dict.fromkeys(each for each in found[:_MAX_IDS] if len(each) <= _MAX_ID))


def read_own_id(head: Head) -> str | None:
    """The mail's Message-ID; None: there is none, or none that could be named again."""
    value = head.first("message-id") or head.first("message-id:")
    found = _ID.search(value)
    given = found[1] if found else value
    if found is None and not _BARE_ID.fullmatch(value):
        return None
    spelt = given.decode("ascii", "replace")
    return spelt if 0 < len(spelt) <= _MAX_ID and spelt.isascii() and spelt.isprintable() else None


def read_moment(head: Head) -> datetime | None:
    """When it was written, UTC; None when that cannot be read or cannot be true."""
    value = head.first("date")[:200].decode("latin-1")
    try:
        found = parsedate_to_datetime(value)
        at = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return at if at.year in _YEARS else None


def read_line(head: Head, name: str, *, most: int = 1_000) -> str:
    """The first field of a name as words on one line."""
    return show(decode_words(decode(head.first(name)[:20_000], "")[0]))[:most]
