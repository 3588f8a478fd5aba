"""What bytes are a picture, and that picture with nothing else in it. Pure; what it reads is a stranger's.

A name and a declared type are worth nothing: the kind is what the first bytes say and every later one bears
out. Each kind is walked to its end and put together anew from the pieces that draw, so what hides beside them
(a script after the end, a page in a comment, where a photograph was taken) is not in what we keep and serve.
"""

import struct
from collections.abc import Callable
from typing import Final

from otklik.pictures import errors
from otklik.pictures.formats import gif, jpeg, png, webp
from otklik.pictures.formats.contracts import MAX_SIDE, BrokenPictureError, OversizeError, Picture

_READERS: Final[tuple[tuple[bytes, Callable[[bytes], Picture]], ...]] = (
    (png.HEAD, png.read_png),
    (jpeg.HEAD, jpeg.read_jpeg),
    *((head, gif.read_gif) for head in gif.HEADS),
    (webp.HEAD, webp.read_webp),
)


def read_picture(data: bytes) -> Picture:
    """The picture that the bytes are. Raises InvalidError: no whole picture, or sides out of bounds."""
    for head, read in _READERS:
        if data.startswith(head):
            try:
                return read(data)
            except OversizeError:
                raise errors.oversize(MAX_SIDE) from None
            except (BrokenPictureError, IndexError, struct.error):
                raise errors.no_picture() from None
    raise errors.no_picture()
