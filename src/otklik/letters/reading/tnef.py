"""winmail.dat: what Outlook packs a letter into for others of its kind ([MS-OXTNEF], [MS-OXCMAIL]). Pure.

Only files and the body are read. Each length is checked against what is there, nothing is unpacked but the
compressed RTF of a body, and that to its declared length, within a limit.
"""

import struct
from collections.abc import Iterator
from typing import Final

import msgspec

from otklik.letters.reading.charsets import decode
from otklik.letters.reading.rtf import expand, read_rtf

_SIGNATURE: Final = 0x223E9F78
_BODY: Final = 0x0002800C
_MESSAGE_PROPERTIES: Final = 0x00069003
_CODE_PAGE: Final = 0x00069007
_FILE_BEGINS: Final = 0x00069002
_FILE_TITLE: Final = 0x00018010
_FILE_DATA: Final = 0x0006800F
_FILE_PROPERTIES: Final = 0x00069005
_PLAIN, _RTF, _HTML, _NAME, _TYPE, _CID, _OBJECT = 0x1000, 0x1009, 0x1013, 0x3707, 0x370E, 0x3712, 0x3701
_WANTED: Final = frozenset({_PLAIN, _RTF, _HTML, _NAME, _TYPE, _CID, _OBJECT})
_SIZES: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_UNICODE: Final = 0x1F
_VARIABLE: Final = frozenset({0x0D, 0x1E, _UNICODE, 0x102})
_SEVERAL: Final = 0x1000
_NAMED: Final = 0x8000
_MAX_PROPERTIES: Final = 5_000
_MAX_FILES: Final = 1_000


class BrokenError(Exception):
    """It is no TNEF, or ends in the middle."""


class Packed(msgspec.Struct):
    """A file inside. `name` may be empty."""

    name: str = ""
    type: str = ""
    content_id: str = ""
    data: bytes = b""


class Unpacked(msgspec.Struct):
    """What was inside. `text` and `page`: the body, where there is one."""

    files: list[Packed]
    text: str = ""
    page: str = ""


def read_tnef(data: bytes) -> Unpacked:
    """Files and body. Raises BrokenError when nothing can be read."""
    if len(data) < 6 or _number(data, 0) != _SIGNATURE:  # noqa: PLR2004 - signature and key
        raise BrokenError
    found, charset = Unpacked([]), "cp1252"
    for tag, value in _read_attributes(data):
        if tag == _CODE_PAGE and len(value) >= 4:  # noqa: PLR2004 - a number
            charset = f"cp{_number(value, 0)}"
        elif tag == _BODY:
            found.text = found.text or _words(value, charset)
        elif tag == _MESSAGE_PROPERTIES:
            _take_body(found, value, charset)
        elif tag == _FILE_BEGINS and len(found.files) < _MAX_FILES:
            found.files.append(Packed())
        elif found.files:
            _take_file(found.files[-1], tag, value, charset)
    found.files = [file for file in found.files if file.data]
    return found


def _read_attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Level, tag, length, value, sum; what is cut off is left out."""
    at = 6
    while at + 9 <= len(data):
        tag, length = _number(data, at + 1), _number(data, at + 5)
        at += 9
        if length > len(data) - at:
            return
        yield tag, data[at : at + length]
        at += length + 2


def _take_body(found: Unpacked, value: bytes, charset: str) -> None:
    for tag, kind, content in _read_properties(value):
        if tag == _PLAIN:
            found.text = found.text or _typed(content, kind, charset)
        elif tag == _HTML:
            found.page = _typed(content, kind, charset)
        elif tag == _RTF and not found.page:
            text, page = read_rtf(expand(content))
            found.page, found.text = page, found.text or text


def _take_file(file: Packed, tag: int, value: bytes, charset: str) -> None:
    if tag == _FILE_TITLE:
        file.name = file.name or _words(value, charset)
    elif tag == _FILE_DATA:
        file.data = value
    elif tag == _FILE_PROPERTIES:
        for name, kind, content in _read_properties(value):
            if name == _NAME:
                file.name = _typed(content, kind, charset) or file.name
            elif name == _TYPE:
                file.type = _typed(content, kind, charset)
            elif name == _CID:
                file.content_id = _typed(content, kind, charset)
            elif name == _OBJECT and not file.data:
                file.data = content[16:]


def _read_properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """MAPI properties of one value that are wanted: id, type, content. Stops where it cannot follow."""
    if len(data) < 4:  # noqa: PLR2004 - their number
        return
    at = 4
    for _ in range(min(_number(data, 0), _MAX_PROPERTIES)):
        if at + 4 > len(data):
            return
        kind, tag = struct.unpack_from("<HH", data, at)
        at = _skip_name(data, at + 4) if tag >= _NAMED else at + 4
        values = 1
        if kind & _SEVERAL or kind in _VARIABLE:
            if at + 4 > len(data):
                return
            values, at = _number(data, at), at + 4
        for _ in range(min(values, _MAX_PROPERTIES)):
            here = _find_value(data, at, kind & ~_SEVERAL)
            if here is None:
                return
            start, end, at = here
            if tag in _WANTED:
                yield tag, kind, data[start:end]


def _skip_name(data: bytes, at: int) -> int:
    """Behind the name of a named property: a GUID, and a number or a text."""
    if at + 24 > len(data):
        return len(data)
    length = _number(data, at + 20)
    return at + 24 if _number(data, at + 16) == 0 else at + 24 + length + (-length % 4)


def _find_value(data: bytes, at: int, kind: int) -> tuple[int, int, int] | None:
    """Where a value lies, and where the next thing begins; None: it cannot be."""
    if kind in _VARIABLE:
        if at + 4 > len(data):
            return None
        length = _number(data, at)
        start = at + 4
        return (
            (start, start + length, start + length + (-length % 4)) if start + length <= len(data) else None
        )
    size = _SIZES.get(kind)
    return (at, at + size, at + size) if size is not None and at + size <= len(data) else None


def _typed(content: bytes, kind: int, charset: str) -> str:
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace").rstrip("\0")
    return _words(content, charset)


def _words(content: bytes, charset: str) -> str:
    return decode(content.rstrip(b"\0"), charset)[0]


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
