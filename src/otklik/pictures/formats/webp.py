"""WebP (RFC 9649): chunks of the RIFF; what cameras and programs write beside the picture stays out."""

import struct
from collections.abc import Iterator
from typing import Final

from otklik.pictures.formats.contracts import BrokenPictureError, Picture, check_sides

HEAD: Final = b"RIFF"
_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_FRAMES: Final = frozenset({b"VP8 ", b"VP8L"})
_TOLD_BESIDE: Final = 0b0000_1100
"""Flags of VP8X: EXIF and XMP are there."""
_MAX_FRAMES: Final = 1_000


def read_webp(data: bytes) -> Picture:
    """The picture alone, without places and notes. Raises BrokenPictureError, OversizeError."""
    size = int.from_bytes(data[4:8], "little")
    if data[8:12] != b"WEBP" or size + 8 > len(data):
        raise BrokenPictureError
    chunks = [(name, body) for name, body in _chunks(data[12 : size + 8]) if name in _KEPT]
    if not chunks:
        raise BrokenPictureError
    name, body = chunks[0]
    if name == b"VP8X":
        width, height = _read_canvas(body)
        chunks[0] = name, bytes([body[0] & ~_TOLD_BESIDE]) + body[1:]
        _check_frames(chunks[1:], width, height)
    elif name in _FRAMES:
        width, height = _read_sides(name, body)
        chunks = chunks[:1]
    else:
        raise BrokenPictureError
    packed = b"WEBP" + b"".join(_pack(*each) for each in chunks)
    return Picture("image/webp", "webp", width, height, b"RIFF" + struct.pack("<I", len(packed)) + packed)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise BrokenPictureError
        name, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            raise BrokenPictureError
        at += 8 + length + length % 2
        yield name, body


def _pack(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\x00" * (len(body) % 2)


def _check_frames(chunks: list[tuple[bytes, bytes]], width: int, height: int) -> None:
    """One still picture as large as the canvas, or moving ones that lie within it."""
    stills = [each for each in chunks if each[0] in _FRAMES]
    moving = [body for name, body in chunks if name == b"ANMF"]
    if bool(stills) is bool(moving) or len(stills) > 1 or len(moving) > _MAX_FRAMES:
        raise BrokenPictureError
    if stills and _read_sides(*stills[0]) != (width, height):
        raise BrokenPictureError
    for body in moving:
        left, top, across, down = (int.from_bytes(body[at : at + 3], "little") for at in (0, 3, 6, 9))
        inner = [each for each in _chunks(body[16:]) if each[0] in _FRAMES]
        is_within = left * 2 + across + 1 <= width and top * 2 + down + 1 <= height
        if not is_within or len(inner) != 1 or _read_sides(*inner[0]) != (across + 1, down + 1):
            raise BrokenPictureError


def _read_canvas(body: bytes) -> tuple[int, int]:
    if len(body) != 10:  # noqa: PLR2004 - flags, three bytes of nothing, both sides
        raise BrokenPictureError
    width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
    check_sides(width, height)
    return width, height


def _read_sides(name: bytes, body: bytes) -> tuple[int, int]:
    """Sides in the head of a frame, by either of the two ways of packing."""
    if name == b"VP8L":
        if len(body) < 6 or body[0] != 0x2F:  # noqa: PLR2004 - the head of a lossless frame
            raise BrokenPictureError
        bits = int.from_bytes(body[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        is_key = len(body) > 10 and not body[0] & 1 and body[3:6] == b"\x9d\x01\x2a"  # noqa: PLR2004 - its head
        if not is_key or int.from_bytes(body[:3], "little") >> 5 > len(body) - 10:
            raise BrokenPictureError
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    check_sides(width, height)
    return width, height
