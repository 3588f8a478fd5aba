"""The parts of a mail, by positions in its bytes. Pure (RFC 2045, 2046).

The library's parser tests each line against each boundary that is open and calls itself for each level; this
one looks for one boundary at a time in one range, counts levels and parts, and copies nothing.
"""

import re
from binascii import Error, a2b_qp, a2b_uu
from typing import Final

from otklik.letters.reading.contracts import Limits, Refusal
from otklik.letters.reading.heads import Head, read_head, read_parameters
from otklik.letters.reading.refusing import refuse
from otklik.letters.reading.words import decode_base64

_EDGE: Final = re.compile(rb"(--)?[ \t]*+(?:\r?\n|\r|\Z)")
_FIRST_EDGE: Final = re.compile(rb"\s{0,99}--([^\r\n]{1,200}?)[ \t]{0,99}\r?\n")
_NOT_TYPE: Final = re.compile(r"[^a-z0-9.+/_-]")
_KB: Final = 1024


class Part:
    """One part: its head, its type, and where its body lies. `inner` are the parts of a multipart."""

    __slots__ = ("_data", "_end", "_start", "disposition", "given", "head", "inner", "kind", "place")

    def __init__(self, head: Head, data: bytes, start: int, end: int, *, usual: str) -> None:
        kind, self.given = read_parameters(head.first("content-type"))
        self.kind = _NOT_TYPE.sub("", kind) if "/" in kind else usual
        self.place, self.disposition = read_parameters(head.first("content-disposition"))
        self.head = head
        self.inner: list[Part] = []
        self._data, self._start, self._end = data, start, end

    @property
    def raw(self) -> bytes:
        """The body as it was sent."""
        return self._data[self._start : self._end]

    @property
    def size(self) -> int:
        """Bytes of the body as it was sent."""
        return self._end - self._start

    def read_inner_head(self) -> Head | None:
        """The head of the mail that a part of type message/rfc822 holds."""
        found = read_head(self._data, self._start, self._end, most=64 * _KB)
        return found[0] if found else None

    def decode(self) -> bytes:
        """The body's bytes. No way of sending makes them more than they were sent as. Never raises."""
        way = self.head.plain("content-transfer-encoding").strip("\"' ")
        if way == "base64":
            return decode_base64(self.raw)
        if way == "quoted-printable":
            return a2b_qp(self.raw)
        if way in {"x-uuencode", "uuencode", "x-uue"}:
            return _decode_uu(self.raw)
        return self.raw


class _Count:
    __slots__ = ("left", "limits")

    def __init__(self, limits: Limits) -> None:
        self.left, self.limits = limits.parts, limits


def read_parts(data: bytes, limits: Limits) -> Part:
    """The mail as one part with others in it. Raises UnreadableError."""
    return _read(data, 0, len(data), _Count(limits), depth=0, usual="text/plain")


def _read(data: bytes, start: int, end: int, count: _Count, *, depth: int, usual: str) -> Part:
    count.left -= 1
    if count.left < 0:
        raise refuse(Refusal.MANY_PARTS, count.limits.parts)
    if depth > count.limits.depth:
        raise refuse(Refusal.TOO_DEEP, count.limits.depth)
    found = read_head(data, start, end, most=count.limits.head_bytes)
    if found is None:
        raise refuse(Refusal.HUGE_HEAD, count.limits.head_bytes // _KB)
    head, body = found
    part = Part(head, data, body, end, usual=usual)
    if part.kind.startswith("multipart/"):
        within = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        for first, last in _split(data, body, end, _find_boundary(part, data, body, end)):
            part.inner.append(_read(data, first, last, count, depth=depth + 1, usual=within))
        if not part.inner:
            part.kind = "text/plain"
    return part


def _find_boundary(part: Part, data: bytes, start: int, end: int) -> bytes:
    """The boundary that is said, else the one that the body begins with."""
    said = part.given.get("boundary", "").encode("utf-8", "replace").rstrip()
    if said and data.find(b"--" + said, start, end) >= 0:
        return said
    found = _FIRST_EDGE.match(data, start, end)
    return found[1] if found else b""


def _split(data: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    """Where the parts between the boundary's lines lie, without the line end before each of them."""
    if not boundary:
        return []
    edge = b"--" + boundary
    ranges: list[tuple[int, int]] = []
    opened, at = -1, start
    while True:
        here = data.find(edge, at, end)
        if here < 0:
            break
        at = here + len(edge)
        found = _EDGE.match(data, at, end)
        if found is None or (here > start and data[here - 1] not in b"\r\n"):
            continue
        if opened >= 0:
            ranges.append((opened, max(opened, _before(data, start, here))))
        opened, at = found.end(), found.end()
        if found[1]:
            return ranges
    if 0 <= opened < end:
        ranges.append((opened, end))
    return ranges


def _before(data: bytes, start: int, here: int) -> int:
    """Where the line before `here` ends: the line end belongs to the boundary."""
    at = here - 1 if here > start and data[here - 1] == 0x0A else here  # noqa: PLR2004 - \n
    return at - 1 if at > start and data[at - 1] == 0x0D else at  # noqa: PLR2004 - \r


def _decode_uu(data: bytes) -> bytes:
    pieces: list[bytes] = []
    for line in data.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            pieces.append(a2b_uu(line))
        except Error:
            continue
    return b"".join(pieces)
