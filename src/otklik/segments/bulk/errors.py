"""What bulk actions and exports refuse, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import ConflictError, Fault, InvalidError, NotFoundError


def no_action() -> NotFoundError:
    """There is no such action in this workspace."""
    return NotFoundError("bulk_action_not_found", "There is no such action")


def no_file() -> NotFoundError:
    """The action makes no file, is not done, or its file is gone."""
    return NotFoundError("no_file", "There is no file of this action; files are kept for a week")


def action_over() -> ConflictError:
    """The action is finished already."""
    return ConflictError("bulk_action_over", "The action is finished already")


def action_open() -> ConflictError:
    """The action still runs."""
    return ConflictError("bulk_action_open", "The action still runs; cancel it first")


def set_grew(count: int, expected: int) -> ConflictError:
    """There are many more people now than the asker saw."""
    return ConflictError(
        "set_grew",
        "There are {count} people now, not {expected}: look again before you start",
        {"count": count, "expected": expected},
    )


def too_many_open(limit: int) -> ConflictError:
    """Too many actions wait or run."""
    return ConflictError(
        "too_many_bulk_actions",
        "At most {limit} actions run at a time; wait for one to end",
        {"limit": limit},
    )


def cannot_undo() -> ConflictError:
    """The action has no opposite, changed nothing, or is too long ago."""
    return ConflictError("cannot_undo", "This action cannot be undone")


def no_such_people() -> NotFoundError:
    """Somebody of those chosen is not in this workspace."""
    return NotFoundError("no_such_people", "Somebody of those chosen is not there")


def not_confirmed() -> InvalidError:
    """What had to be typed before an erasure was not."""
    fault = Fault(path="confirm", code="wrong_confirmation", message="Type what is asked for")
    return InvalidError("not_confirmed", "The erasure was not confirmed", faults=[fault])


def not_in_bulk(path: str, message: str) -> InvalidError:
    """A value that many people cannot get."""
    fault = Fault(path=path, code="not_in_bulk", message=message)
    return InvalidError("not_in_bulk", "This cannot be set for many people", faults=[fault])


RUSSIAN: Final[Mapping[str, str]] = {
    "bulk_action_not_found": "Такого действия нет",
    "no_file": "Файла этого действия нет; файлы хранятся неделю",
    "bulk_action_over": "Действие уже закончено",
    "bulk_action_open": "Действие ещё выполняется, сначала остановите его",
    "set_grew": "Сейчас там {count} чел., а не {expected}: посмотрите ещё раз, прежде чем начать",
    "too_many_bulk_actions": "Одновременно идёт не больше {limit} действий, дождитесь конца одного из них",
    "cannot_undo": "Это действие отменить нельзя",
    "not_confirmed": "Удаление не подтверждено",
    "not_in_bulk": "Это нельзя задать многим сразу",
    "no_such_people": "Кого-то из выбранных нет",
}
