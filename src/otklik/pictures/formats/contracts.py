"""What readers of pictures tell."""

from typing import Final

import msgspec

MAX_SIDE: Final = 4096
"""Pixels; a browser unpacks four bytes for each."""


class BrokenPictureError(Exception):
    """The bytes are no whole picture of the kind that their head promises."""


class OversizeError(Exception):
    """A side has no pixel, or more than MAX_SIDE."""


class Picture(msgspec.Struct, frozen=True):
    """A picture with nothing in it but the picture. Sides in pixels, as it is shown."""

    type: str
    ending: str
    width: int
    height: int
    data: bytes


def check_sides(width: int, height: int) -> None:
    """Raises OversizeError."""
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise OversizeError
