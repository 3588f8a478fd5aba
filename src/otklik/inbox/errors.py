"""What the inbox refuses, in words."""

from typing import Final

from otklik.kit.errors import ConflictError, InvalidError, NotFoundError

RUSSIAN: Final = {
    "no_conversation": "Такого диалога нет",
    "key_taken": "Этот ключ сообщения уже занят другим сообщением",
    "empty_message": "В сообщении ничего нет",
    "long_message": "В сообщении может быть не больше {most} знаков",
    "not_later": "Отложить можно только на будущее",
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
