"""What the desk refuses, in words."""

from typing import Final

from otklik.kit.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError

RUSSIAN: Final = {
    "operators_only": "Это может только вошедший участник команды, а не токен API",
    "no_person_to_write": "Такого человека нет: писать некому",
    "no_such_member": "В команде нет такого участника",
    "snooze_until_missing": "Скажите, до какого времени отложить",
    "tag_missing": "Назовите тег",
    "empty_reply": "В заготовке ничего нет",
    "no_reply": "Такой заготовки нет",
    "no_reply_folder": "Такой папки заготовок нет",
    "reply_folder_exists": "Папка «{name}» уже есть",
    "shortcut_taken": "Сокращение «{shortcut}» уже занято",
    "too_many_replies": "Может быть не больше {most}",
    "no_message": "Такого сообщения нет",
    "not_our_message": "Сохранить как заготовку можно только сообщение команды",
    "unknown_kept_file": "Одного из файлов заготовки нет",
    "unknown_command": "Такой команды нет",
    "wrong_argument": "Команда не понимает, что стоит после неё",
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


def empty_reply() -> InvalidError:
    """A saved reply with neither words nor files."""
    return InvalidError("empty_reply", "The saved reply is empty")


def no_reply() -> NotFoundError:
    """No such saved reply, or a colleague's own."""
    return NotFoundError("no_reply", "There is no such saved reply")


def no_reply_folder() -> NotFoundError:
    """No such folder of saved replies."""
    return NotFoundError("no_reply_folder", "There is no such folder of saved replies")


def reply_folder_exists(name: str) -> ConflictError:
    """A folder is called so."""
    return ConflictError("reply_folder_exists", "There is a folder {name} already", {"name": name})


def shortcut_taken(shortcut: str) -> ConflictError:
    """Another reply of the same owner has this shortcut."""
    return ConflictError("shortcut_taken", "The shortcut {shortcut} is taken", {"shortcut": shortcut})


def too_many_replies(most: int) -> ConflictError:
    """As many as a workspace may have."""
    return ConflictError("too_many_replies", "There may be {most} at most", {"most": most})


def no_message() -> NotFoundError:
    """No such message, or it was taken back."""
    return NotFoundError("no_message", "There is no such message")


def not_our_message() -> InvalidError:
    """A saved reply is the team's own text: words of a visitor stay where his erasure finds them."""
    return InvalidError("not_our_message", "Only a message of the team can become a saved reply")


def unknown_kept_file() -> InvalidError:
    """A file of a saved reply that was not brought for one by the same operator."""
    return InvalidError("unknown_kept_file", "One of the files of the saved reply is not there")


def unknown_command() -> InvalidError:
    """No command is called so."""
    return InvalidError("unknown_command", "There is no such command")


def wrong_argument() -> InvalidError:
    """What stands behind a command makes no sense."""
    return InvalidError("wrong_argument", "The command does not understand what stands behind it")
