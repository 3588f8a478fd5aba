"""Pictures are read whole and kept alone; what only looks like one is refused, whatever it is made of."""

import random
import struct
import time
import zlib
from pathlib import Path

import pytest

from otklik.kit.errors import InvalidError
from otklik.pictures.reading import read_picture

SAMPLES = Path(__file__).parent / "samples"
PAYLOAD = b"<script>steal()</script>"
SIDES = {
    "plain.png": (9, 7),
    "alpha.png": (9, 7),
    "palette.png": (9, 7),
    "plain.jpg": (24, 16),
    "turned.jpg": (16, 24),
    "moving.gif": (6, 4),
    "lossy.webp": (9, 7),
    "lossless.webp": (9, 7),
    "told.webp": (9, 7),
    "moving.webp": (6, 4),
}


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def code_of(data: bytes) -> str:
    with pytest.raises(InvalidError) as refused:
        read_picture(data)
    return refused.value.code


def png(width: int, height: int, pixels: bytes | None = None, *more: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    drawn = bytes(height * (width + 1)) if pixels is None else pixels
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), *more, chunk(b"IDAT", zlib.compress(drawn)), chunk(b"IEND", b""))
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.parametrize("name", SIDES)
def test_a_picture_is_read_and_nothing_beside_it_is_kept(name: str) -> None:
    read = read_picture(sample(name) + b"PK\x03\x04" + PAYLOAD)

    assert (read.width, read.height) == SIDES[name]
    assert PAYLOAD not in read.data
    assert read.data.startswith(sample(name)[:3])
    assert read_picture(read.data) == read, "what is kept is kept as it is"


def test_what_is_told_beside_a_picture_was_there() -> None:
    told = [name for name in SIDES if PAYLOAD in sample(name)]

    assert {"plain.png", "plain.jpg", "turned.jpg", "moving.gif", "told.webp"} <= set(told)


def test_a_photograph_keeps_which_side_is_up_and_no_place() -> None:
    read = read_picture(sample("turned.jpg"))

    assert b"Exif\x00\x00MM" in read.data
    assert read.data.count(b"\xff\xe1") == 1
    assert len(read.data[read.data.index(b"Exif") :]) < len(sample("turned.jpg"))


@pytest.mark.parametrize("name", SIDES)
def test_no_part_of_a_picture_passes_for_one(name: str) -> None:
    whole = read_picture(sample(name)).data

    assert {code_of(whole[:length]) for length in range(len(whole))} == {"no_picture"}


@pytest.mark.parametrize("name", SIDES)
def test_damage_is_refused_or_harmless(name: str) -> None:
    whole, dice = sample(name), random.Random(7)
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            read = read_picture(bytes(damaged))
        except InvalidError:
            continue
        assert PAYLOAD not in read.data
        assert read_picture(read.data) == read


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>steal()</script></svg>",
        b"<!doctype html><script>steal()</script>",
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        b"GIF89a=\n1\n" + PAYLOAD + b"//;",
        b"GIF89a" + b"\x01\x00\x01\x00\x00\x00\x00;",  # no frame
        b"\xff\xd8\xff\xfe\x00\x1a" + PAYLOAD + b"\xff\xd9",  # no drawing
        b"RIFF\x0c\x00\x00\x00WEBPVP8X",
        b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28),
        b"MZ" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        b"%PDF-1.7\n" + bytes(200),
        b"BM" + bytes(200),
        b"\x00\x00\x00\x1cftypavif" + bytes(200),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert code_of(data) == "no_picture"


def test_sides_have_bounds() -> None:
    assert read_picture(png(4096, 1)).width == 4096
    for data in (png(4097, 1, b""), png(1, 4097, b""), png(0, 1, b""), png((1 << 31) - 1, 1, b"")):
        assert code_of(data) == "picture_oversize"
    assert code_of(b"GIF89a/*" + PAYLOAD + b"*/=1;alert(1)//;") == "picture_oversize", (
        "a script that begins so"
    )
    gif = bytearray(sample("moving.gif"))
    gif[6:8] = (9999).to_bytes(2, "little")
    assert code_of(bytes(gif)) == "picture_oversize"


def test_a_bomb_is_let_go_before_it_goes_off() -> None:
    began = time.process_time()

    assert code_of(png(10, 10, bytes(1 << 28))) == "no_picture"
    assert code_of(png(10, 10, bytes(109))) == "no_picture", "a pixel too few"
    assert code_of(png(10, 10, bytes(111))) == "no_picture", "a pixel too many"
    assert time.process_time() - began < 3, "most of it is packing the bomb here"


def test_a_png_is_what_its_chunks_prove() -> None:
    whole = png(4, 4)
    spoilt = whole.replace(zlib.compress(bytes(20)), zlib.compress(bytes([1] * 20)))

    assert spoilt != whole
    assert code_of(spoilt) == "no_picture", "the checksum is another one's"
    assert read_picture(png(4, 4, None, chunk(b"tEXt", PAYLOAD), chunk(b"heLp", PAYLOAD))).data == whole
    assert code_of(png(4, 4, None, chunk(b"IHDR", bytes(13)))) == "no_picture"
