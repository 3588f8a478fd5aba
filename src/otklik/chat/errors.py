"""What the chat refuses, in words."""

from collections.abc import Sequence
from typing import Final

from otklik.kit.errors import (
    BadRequestError,
    Fault,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    ThrottledError,
    UnauthorizedError,
    UnavailableError,
)

RUSSIAN: Final = {
    "unknown_token": "Ключ браузера не подходит: начните заново",
    "unknown_key": "Ключ записи не подходит",
    "wrong_site": "С этого сайта чат не открывается",
    "too_fast": "Слишком часто: подождите немного",
    "no_message": "Такого сообщения нет",
    "unknown_trigger": "Такого триггера нет",
    "invalid_form": "Проверьте, что введено",
    "no_such_path": "По этому адресу ничего нет",
    "not_answered": "Оценить можно диалог, в котором вам ответили",
}


def unknown_token() -> UnauthorizedError:
    """No token, a changed one, another installation's, or of a browser that was forgotten."""
    return UnauthorizedError("unknown_token", "This browser is not known: say hello first")


def unknown_key() -> UnauthorizedError:
    """A write key that is unknown or revoked."""
    return UnauthorizedError("unknown_key", "The write key is unknown or revoked")


def wrong_site() -> ForbiddenError:
    """A page of a site that the write key is not for."""
    return ForbiddenError("wrong_site", "The write key is not for this site")


def too_fast(retry_after_s: int) -> ThrottledError:
    """More than one browser may send."""
    return ThrottledError("too_fast", "Too many requests", retry_after_s=retry_after_s)


def no_such_path() -> NotFoundError:
    """Nothing is there."""
    return NotFoundError("no_such_path", "There is nothing at this address")


def no_message() -> NotFoundError:
    """A key that is not ours, or another browser's."""
    return NotFoundError("no_message", "There is no such message")


def unknown_trigger() -> NotFoundError:
    """A trigger that nobody looks out for any more."""
    return NotFoundError("unknown_trigger", "There is no such trigger")


def invalid_form(faults: Sequence[Fault]) -> InvalidError:
    """A form in which something is wrong or missing; nothing of it was kept."""
    return InvalidError("invalid_form", "Please look at what was typed in", faults=faults)


def not_json() -> BadRequestError:
    """No JSON object."""
    return BadRequestError("not_json", "The body is not JSON")


def invalid(detail: str) -> InvalidError:
    """JSON of another shape."""
    return InvalidError("invalid", "Some values are wrong", faults=[Fault("", "invalid", detail)])


def no_identifier() -> InvalidError:
    """An anonymous id that identifies nobody."""
    return InvalidError(
        "invalid", "Some values are wrong", faults=[Fault("anonymous_id", "illegal_id", "An id of a browser")]
    )


def not_answered() -> InvalidError:
    """Nobody has answered: there is nothing to rate."""
    return InvalidError("not_answered", "A conversation is rated after it was answered")


def engine_away() -> UnavailableError:
    """The database does not answer; what was sent may be sent again under its key."""
    return UnavailableError("engine_unavailable", "The database does not answer", retry_after_s=2)
