"""GIF89a: blocks up to the trailer; comments and what programs add stay out, but for how often it moves."""

import struct
from typing import Final

from otklik.pictures.formats.contracts import BrokenPictureError, Picture, check_sides

HEADS: Final = (b"GIF87a", b"GIF89a")
_TRAILER, _FRAME, _EXTENSION = 0x3B, 0x2C, 0x21
_CONTROL, _PROGRAM = 0xF9, 0xFF
_KEPT_PROGRAMS: Final = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")
_MAX_FRAMES: Final = 1_000
_HAS_TABLE: Final = 0x80


def read_gif(data: bytes) -> Picture:
    """The picture without comments and what follows its end. Raises BrokenPictureError, OversizeError."""
    if len(data) < 13:  # noqa: PLR2004 - head and screen
        raise BrokenPictureError
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    check_sides(width, height)
    at = 13 + _table_size(flags)
    kept, frames = [data[:at]], 0
    while (kind := _byte(data, at)) != _TRAILER:
        start = at
        if kind == _FRAME:
            at, frames = _end_of_frame(data, at, width, height), frames + 1
        elif kind == _EXTENSION:
            at = _end_of_blocks(data, at + 2)
        else:
            raise BrokenPictureError
        if kind == _FRAME or _is_kept(data, start):
            kept.append(data[start:at])
    if not 0 < frames <= _MAX_FRAMES:
        raise BrokenPictureError
    return Picture("image/gif", "gif", width, height, b"".join(kept) + b";")


def _is_kept(data: bytes, start: int) -> bool:
    label = data[start + 1]
    return label == _CONTROL or (label == _PROGRAM and data[start + 2 : start + 14] in _KEPT_PROGRAMS)


def _end_of_frame(data: bytes, at: int, width: int, height: int) -> int:
    if at + 11 > len(data):
        raise BrokenPictureError
    left, top, across, down, flags = struct.unpack_from("<HHHHB", data, at + 1)
    if not across or not down or left + across > width or top + down > height:
        raise BrokenPictureError
    return _end_of_blocks(data, at + 10 + _table_size(flags) + 1)


def _end_of_blocks(data: bytes, at: int) -> int:
    while length := _byte(data, at):
        at += length + 1
    return at + 1


def _table_size(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & _HAS_TABLE else 0


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise BrokenPictureError
    return data[at]
