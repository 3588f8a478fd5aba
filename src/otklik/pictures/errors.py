"""What this room refuses, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import ConflictError, InvalidError, NotFoundError, TooLargeError


def no_picture() -> InvalidError:
    """The bytes are no PNG, JPEG, WebP or GIF, or not a whole one."""
    return InvalidError("no_picture", "This is not a whole picture: PNG, JPEG, WebP or GIF")


def oversize(most: int) -> InvalidError:
    """A side is too long."""
    return InvalidError("picture_oversize", "A picture has at most {most} pixels a side", {"most": most})


def large_picture(most: int) -> TooLargeError:
    """The file is too large."""
    return TooLargeError("large_picture", "A picture has at most {most} bytes", {"most": most})


def many_pictures(most: int) -> ConflictError:
    """The workspace keeps too many."""
    return ConflictError("many_pictures", "At most {most} pictures are kept; delete some", {"most": most})


def unknown_picture() -> NotFoundError:
    """There is no such picture here."""
    return NotFoundError("unknown_picture", "There is no such picture here")


RUSSIAN: Final[Mapping[str, str]] = {
    "no_picture": "Это не картинка или она повреждена. Подойдут PNG, JPEG, WebP и GIF",
    "picture_oversize": "Сторона картинки — не больше {most} пикселей",
    "large_picture": "Картинка — не больше {most} байт",
    "many_pictures": "Хранится не больше {most} картинок; удалите лишние",
    "unknown_picture": "Здесь нет такой картинки",
}
