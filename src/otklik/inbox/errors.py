"""What the inbox refuses, in words."""

from typing import Final

from otklik.kit.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, TooLargeError

RUSSIAN: Final = {
    "no_conversation": "Такого диалога нет",
    "key_taken": "Этот ключ сообщения уже занят другим сообщением",
    "empty_message": "В сообщении ничего нет",
    "long_message": "В сообщении может быть не больше {most} знаков",
    "not_later": "Отложить можно только на будущее",
    "answered_meanwhile": "Пока вы писали, ответил другой сотрудник",
    "not_own_part": "Отменить можно только своё сообщение",
    "too_late_to_undo": "Отменить отправку можно только в первые {seconds} секунд",
    "was_read": "Посетитель уже прочитал это сообщение",
    "blocked": "Ваши сообщения больше не принимаются",
    "other_person": "Объединить можно только диалоги одного человека",
    "unproven_device": (
        "Эти диалоги ведут из браузеров, которые не подтвердили, кто они: "
        "объединение показало бы одному слова другого"
    ),
    "same_conversation": "Это один и тот же диалог",
    "nothing_to_split": "Разделить диалог можно по сообщению, кроме первого",
    "no_file": "Такого файла нет, или ссылка устарела",
    "large_file": "Файл слишком большой: не больше {max_bytes} байт",
    "empty_file": "В файле ничего нет",
    "many_files": "К сообщению можно приложить не больше {most} файлов",
    "unknown_file": "Одного из файлов нет, или он уже приложен",
}


def no_conversation() -> NotFoundError:
    """No such conversation here, or it was deleted."""
    return NotFoundError("no_conversation", "There is no such conversation")


def key_taken() -> ConflictError:
    """The client key stands on a message of somebody else or of another conversation."""
    return ConflictError("key_taken", "This message key is taken by another message")


def empty_message() -> InvalidError:
    """Neither text nor files."""
    return InvalidError("empty_message", "The message is empty")


def long_message(most: int) -> InvalidError:
    """Too long a text."""
    return InvalidError("long_message", "A message may have {most} characters", {"most": most})


def not_later() -> InvalidError:
    """Snoozed until a moment that has passed."""
    return InvalidError("not_later", "A conversation is snoozed until a moment in the future")


def no_file() -> NotFoundError:
    """No such file, or the link is over, changed or another installation's."""
    return NotFoundError("no_file", "There is no such file, or the link is over")


def large_file(max_bytes: int) -> TooLargeError:
    """Over what the settings allow."""
    return TooLargeError("large_file", "A file may have {max_bytes} bytes", {"max_bytes": max_bytes})


def empty_file() -> InvalidError:
    """No bytes."""
    return InvalidError("empty_file", "The file is empty")


def many_files(most: int) -> InvalidError:
    """Too many files for a message."""
    return InvalidError("many_files", "A message may have {most} files", {"most": most})


def unknown_file() -> InvalidError:
    """Not there, somebody else's, or attached to another message."""
    return InvalidError("unknown_file", "One of the files is not there, or is attached already")


def answered_meanwhile(by: int | None, part: int) -> ConflictError:
    """A colleague's message is newer than what the operator saw."""
    return ConflictError(
        "answered_meanwhile", "Somebody answered while you were writing", {"by": by, "part": part}
    )


def not_own_part() -> ConflictError:
    """The message is of somebody else, or none that can be taken back."""
    return ConflictError("not_own_part", "Only a message of one's own can be taken back")


def too_late_to_undo(seconds: int) -> ConflictError:
    """Sent longer ago than it may be taken back."""
    return ConflictError(
        "too_late_to_undo",
        "A message can be taken back within {seconds} seconds",
        {"seconds": seconds},
    )


def was_read() -> ConflictError:
    """The visitor has seen it: taking it back would be a lie."""
    return ConflictError("was_read", "The visitor has read this message")


def blocked() -> ForbiddenError:
    """The team takes no messages of this person."""
    return ForbiddenError("blocked", "Your messages are not taken any more")


def other_person() -> ConflictError:
    """Conversations of two people: one would read the words of the other."""
    return ConflictError("other_person", "Only conversations of the same person can be merged")


def unproven_device() -> ConflictError:
    """A browser that has proved nothing would come to read what it could not."""
    return ConflictError(
        "unproven_device",
        "A browser that has not proved who its user is would read words that it could not read before",
    )


def same_conversation() -> ConflictError:
    """Merged into itself."""
    return ConflictError("same_conversation", "These are one and the same conversation")


def nothing_to_split() -> ConflictError:
    """Split at what is no message, or at the first one."""
    return ConflictError("nothing_to_split", "A conversation is split at a message other than its first")
