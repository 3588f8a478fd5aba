"""What a file is, by its bytes, and what it may be called. Pure.

What the sender says of a file is worth nothing: its name is cleaned, its type is read from its first bytes,
and a picture is only what has the head of one and sizes in it.
"""

import io
import unicodedata
from typing import Final

import filetype
import imagesize
import msgspec

UNKNOWN: Final = "application/octet-stream"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MAX_NAME: Final = 200
_HEAD_BYTES: Final = 8_192
_MAX_PIXELS: Final = 100_000_000
"""A browser unpacks four bytes for each; what has more is a file, not a picture."""
_JOINERS: Final = "\u200c\u200d"
"""Scripts and emoji need them; every other invisible character may turn a name round."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Sniffed(msgspec.Struct, frozen=True):
    """A file's type; sizes in pixels of a picture, else 0."""

    type: str
    width: int = 0
    height: int = 0


def sniff(data: bytes) -> Sniffed:
    """What the bytes are."""
    kind = filetype.guess_mime(data[:_HEAD_BYTES]) or UNKNOWN  # type: ignore[no-untyped-call]  # has no types
    if kind not in PICTURES:
        return Sniffed(kind)
    width, height = _sizes(data)
    is_shown = width > 0 and height > 0 and width * height <= _MAX_PIXELS
    return Sniffed(kind, width, height) if is_shown else Sniffed(UNKNOWN)


def _sizes(data: bytes) -> tuple[int, int]:
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - the bytes are a stranger's; whatever breaks on them is no picture
        return 0, 0
    return int(width), int(height)


def clean_name(name: str) -> str:
    """The last part of a path, without control and direction characters; "file" when nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        letter
        for letter in unicodedata.normalize("NFC", last)
        if letter in _JOINERS or unicodedata.category(letter) not in _HIDDEN
    )
    shown = " ".join(shown.split()).strip(". ")
    return _shorten(shown) if shown.strip(_JOINERS) else "file"


def _shorten(name: str) -> str:
    """At most MAX_NAME characters, with the ending it had."""
    if len(name) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004 - longer ones are no endings
        return name[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"
