"""What letters about conversations refuse, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import ConflictError, InvalidError, NotFoundError

RUSSIAN: Final[Mapping[str, str]] = {
    "no_letter": "Такого письма нет",
    "letter_not_stuck": "Ещё раз можно отправить только то, что не ушло или могло не дойти",
    "no_letter_address": "У посетителя нет адреса почты",
    "talk_not_answered": "Разговор можно отправить, когда на него ответили",
    "letter_waits": "Такое письмо уже ждёт отправки",
    "unknown_letter_sender": "Такого отправителя нет",
    "letters_of_members": "Это настройка сотрудника: войдите под своим именем",
}


def no_letter() -> NotFoundError:
    """No such letter here."""
    return NotFoundError("no_letter", "There is no such letter")


def not_stuck() -> ConflictError:
    """It has left, or will."""
    return ConflictError(
        "letter_not_stuck", "Only what did not go, or may not have arrived, can be sent again"
    )


def no_address() -> InvalidError:
    """Nobody knows where to send it."""
    return InvalidError("no_letter_address", "The visitor has no email address")


def not_answered() -> InvalidError:
    """Nobody of the team has said anything in it."""
    return InvalidError("talk_not_answered", "A conversation can be sent once it was answered")


def waits() -> ConflictError:
    """The same letter waits already."""
    return ConflictError("letter_waits", "Such a letter is about to be sent already")


def unknown_sender() -> InvalidError:
    """No such sender."""
    return InvalidError("unknown_letter_sender", "There is no such sender")


def only_members() -> InvalidError:
    """An API token is nobody's account."""
    return InvalidError("letters_of_members", "This is a member's own setting: sign in")
