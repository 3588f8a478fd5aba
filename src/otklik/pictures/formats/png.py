"""PNG (W3C, third edition): every chunk is proved, what is no part of the drawing is left out."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from otklik.pictures.formats.contracts import BrokenPictureError, Picture, check_sides

HEAD: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK: Final = struct.Struct(">I4s")
_HEADER: Final = struct.Struct(">IIBBBBB")
_KEPT: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
)
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS: Final = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_PASSES: Final = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_STEP: Final = 1 << 20


def read_png(data: bytes) -> Picture:
    """The picture without texts, positions, times and what follows its end. It does not move.

    Raises BrokenPictureError, OversizeError.
    """
    chunks = [(name, body) for name, body in _chunks(data) if name in _KEPT]
    names = [name for name, _ in chunks]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or len(chunks[0][1]) != _HEADER.size:
        raise BrokenPictureError
    if names.count(b"IHDR") != 1 or b"IDAT" not in names:
        raise BrokenPictureError
    width, height, depth, color, packing, filtering, interlace = _HEADER.unpack(chunks[0][1])
    if depth not in _DEPTHS.get(color, ()) or packing or filtering or interlace > 1:
        raise BrokenPictureError
    check_sides(width, height)
    bits = depth * _SAMPLES[color]
    _check_pixels(
        [body for name, body in chunks if name == b"IDAT"],
        _size(width, height, bits, is_interlaced=bool(interlace)),
    )
    return Picture("image/png", "png", width, height, HEAD + b"".join(_pack(*each) for each in chunks))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and body of each chunk up to the last."""
    at, name = len(HEAD), b""
    while name != b"IEND":
        if at + 12 > len(data):
            raise BrokenPictureError
        length, name = _CHUNK.unpack_from(data, at)
        body = data[at + 8 : at + 8 + length]
        check = data[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(name + body) != int.from_bytes(check, "big"):  # noqa: PLR2004 - bytes of a CRC
            raise BrokenPictureError
        at += 12 + length
        yield name, body


def _pack(name: bytes, body: bytes) -> bytes:
    return _CHUNK.pack(len(body), name) + body + zlib.crc32(name + body).to_bytes(4, "big")


def _size(width: int, height: int, bits: int, *, is_interlaced: bool) -> int:
    """How many bytes the pixels unpack to: each row has one byte before it."""
    if not is_interlaced:
        return height * (1 + (width * bits + 7) // 8)
    total = 0
    for left, top, across, down in _PASSES:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


def _check_pixels(parts: Sequence[bytes], size: int) -> None:
    """The pixels are all there and no more than there should be: neither cut off nor a bomb."""
    unpacker = zlib.decompressobj()
    left = size
    try:
        for part in parts:
            rest = part
            while rest and not unpacker.eof:
                left -= len(unpacker.decompress(rest, _STEP))
                if left < 0:
                    raise BrokenPictureError
                rest = unpacker.unconsumed_tail
        left -= len(unpacker.flush())
    except zlib.error:
        raise BrokenPictureError from None
    if left or not unpacker.eof:
        raise BrokenPictureError
