"""Errors of letters made of blocks, with their Russian texts."""

from collections.abc import Sequence
from typing import Final

from otklik.kit.errors import ConflictError, Fault, InvalidError, NotFoundError

RUSSIAN: Final = {
    "no_letter_block": "Такого блока нет",
    "too_many_letter_blocks": "Сохранённых блоков уже {limit}: удалите ненужные",
    "invalid_letter_block": "В блоке есть ошибки",
}


def no_letter_block() -> NotFoundError:
    """404: no such kept block in this workspace."""
    return NotFoundError("no_letter_block", "There is no such block")


def too_many_letter_blocks(limit: int) -> ConflictError:
    """409: a workspace keeps so many."""
    return ConflictError("too_many_letter_blocks", "There are {limit} saved blocks", {"limit": limit})


def invalid_letter_block(faults: Sequence[Fault]) -> InvalidError:
    """422: a block that is to be kept has faults."""
    return InvalidError("invalid_letter_block", "The block has faults", faults=faults)
