"""What the watch refuses; each with its stable code."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import ConflictError, NotFoundError


def no_incident() -> NotFoundError:
    """There is no such incident in this workspace."""
    return NotFoundError("no_incident", "There is no such notice")


def nothing_to_learn() -> ConflictError:
    """A pool of promo codes that runs out is no new usual."""
    return ConflictError("nothing_to_learn", "Codes that run out are no new usual")


RUSSIAN: Final[Mapping[str, str]] = {
    "no_incident": "Такого отклонения нет",
    "nothing_to_learn": "Кончающиеся коды нормой не станут: пополните набор",
}
