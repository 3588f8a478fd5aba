"""What tasks refuse, in words."""

from typing import Final

from otklik.kit.errors import InvalidError, NotFoundError
from otklik.tasks.contracts import MAX_NOTE, MAX_TITLE

RUSSIAN: Final = {
    "no_task": "Такой задачи нет",
    "task_without_title": "Напишите, что нужно сделать",
    "long_task": "В названии может быть не больше {title} знаков, в заметке — не больше {note}",
    "no_task_member": "В команде нет такого участника",
    "no_task_team": "Такой группы нет",
    "no_task_person": "Такого человека нет",
}


def no_task() -> NotFoundError:
    """No such task here."""
    return NotFoundError("no_task", "There is no such task")


def without_title() -> InvalidError:
    """Nothing says what is to be done."""
    return InvalidError("task_without_title", "Say what is to be done")


def long_task() -> InvalidError:
    """Too long a title or note."""
    most = {"title": MAX_TITLE, "note": MAX_NOTE}
    return InvalidError("long_task", "A title may have {title} characters, a note {note}", most)


def no_member() -> InvalidError:
    """Given to somebody who is not in the workspace."""
    return InvalidError("no_task_member", "There is no such member in the team")


def no_team() -> InvalidError:
    """Given to a team that is not there."""
    return InvalidError("no_task_team", "There is no such team")


def no_person() -> NotFoundError:
    """About somebody who is not there."""
    return NotFoundError("no_task_person", "There is no such person")
