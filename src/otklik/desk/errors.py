"""What the desk refuses, in words."""

from typing import Final

from otklik.kit.errors import ForbiddenError, InvalidError, NotFoundError

RUSSIAN: Final = {
    "operators_only": "Это может только вошедший участник команды, а не токен API",
    "no_person_to_write": "Такого человека нет: писать некому",
    "no_such_member": "В команде нет такого участника",
    "snooze_until_missing": "Скажите, до какого времени отложить",
    "tag_missing": "Назовите тег",
}


def operators_only() -> ForbiddenError:
    """An API token asked for what a member of the team has: drafts, marks of reading, words of his own."""
    return ForbiddenError("operators_only", "This belongs to a signed-in member, not to an API token")


def no_person_to_write() -> NotFoundError:
    """Nobody has this id."""
    return NotFoundError("no_person_to_write", "There is no such person to write to")


def no_such_member() -> InvalidError:
    """Assigned to, or mentioned, somebody who is not in the workspace."""
    return InvalidError("no_such_member", "There is no such member in the team")


def snooze_until_missing() -> InvalidError:
    """Put off, but not until when."""
    return InvalidError("snooze_until_missing", "Say until when it is put off")


def tag_missing() -> InvalidError:
    """To tag, but not with what."""
    return InvalidError("tag_missing", "Name the tag")
