"""JPEG (ITU-T T.81): segments up to the end; of what cameras tell only which side is up stays."""

import re
import struct
from collections.abc import Iterator
from typing import Final

from otklik.pictures.formats.contracts import BrokenPictureError, Picture, check_sides

HEAD: Final = b"\xff\xd8\xff"
_START, _END, _SCAN, _EXIF = 0xD8, 0xD9, 0xDA, 0xE1
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive: browsers show no others."""
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD})
_KEPT_NOTES: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_MARKER_IN_SCAN: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)
_MAX_SCANS: Final = 100
"""Each is drawn over the whole picture: more would only keep a browser busy."""
_TURNED: Final = frozenset({5, 6, 7, 8})
_ORIENTATION: Final = 0x0112


def read_jpeg(data: bytes) -> Picture:
    """The picture without places, comments, small copies and what follows its end.

    Raises BrokenPictureError, OversizeError.
    """
    kept, sides, turn, scans = [b"\xff\xd8"], None, 1, 0
    for marker, body, scan in _segments(data):
        if marker in _FRAMES:
            sides = _read_sides(body) if sides is None else None
            if sides is None:
                raise BrokenPictureError
        elif marker == _EXIF and body.startswith(b"Exif\x00\x00"):
            turn = _read_turn(body[6:])
        elif marker == _SCAN:
            scans += 1
        is_note = marker in _KEPT_NOTES and body.startswith(_KEPT_NOTES[marker])
        if is_note or marker in _FRAMES or marker in _TABLES or marker == _SCAN:
            kept.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + scan)
    if sides is None or not 0 < scans <= _MAX_SCANS:
        raise BrokenPictureError
    if turn != 1:
        kept.insert(1, _pack_turn(turn))
    width, height = reversed(sides) if turn in _TURNED else sides
    return Picture("image/jpeg", "jpg", width, height, b"".join(kept) + b"\xff\xd9")


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(marker, body, drawing that follows a scan's head) up to the end of the picture."""
    at = 2
    while True:
        start = at
        while data[at : at + 1] == b"\xff":
            at += 1
        if at == start or at >= len(data):
            raise BrokenPictureError
        marker, at = data[at], at + 1
        if marker == _END:
            return
        length = int.from_bytes(data[at : at + 2], "big")
        body = data[at + 2 : at + length]
        if length < 2 or len(body) != length - 2 or marker in {0x00, 0x01, _START}:  # noqa: PLR2004 - counts itself
            raise BrokenPictureError
        at += length
        scan = b""
        if marker == _SCAN:
            found = _MARKER_IN_SCAN.search(data, at)
            if found is None:
                raise BrokenPictureError
            scan, at = data[at : found.start()], found.start()
        yield marker, body, scan


def _read_sides(body: bytes) -> tuple[int, int]:
    if len(body) < 6:  # noqa: PLR2004 - depth, both sides, number of components
        raise BrokenPictureError
    height, width = struct.unpack_from(">HH", body, 1)
    check_sides(width, height)
    return width, height


def _read_turn(tiff: bytes) -> int:
    """Which side is up (1 to 8) as a camera says it; 1 where it says nothing that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(count):
            tag, kind, _, turn = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + number * 12)
            if tag == _ORIENTATION:
                return int(turn) if kind == 3 and 1 <= turn <= 8 else 1  # noqa: PLR2004 - a short; the eight ways
    except struct.error:
        return 1
    return 1


def _pack_turn(turn: int) -> bytes:
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turn, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return struct.pack(">BBH", 0xFF, _EXIF, len(body) + 2) + body
