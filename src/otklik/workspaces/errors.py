"""What this room refuses, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import (
    ConflictError,
    Fault,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    ThrottledError,
    UnauthorizedError,
)


def not_signed_in() -> UnauthorizedError:
    """Nobody is signed in, or the session or token is over."""
    return UnauthorizedError("not_signed_in", "Sign in, or send a valid API token")


def wrong_credentials() -> UnauthorizedError:
    """The address or the password is wrong; which of them is not said."""
    return UnauthorizedError("wrong_credentials", "The address or the password is wrong")


def wrong_code() -> UnauthorizedError:
    """The second factor's code is wrong, used or too old."""
    return UnauthorizedError("wrong_code", "This code is wrong or has been used already")


def cross_site() -> ForbiddenError:
    """A changing request did not come from our own pages."""
    return ForbiddenError(
        "cross_site", "Changes by cookie need the header X-Otklik-CSRF: 1 and our own origin"
    )


def members_only() -> ForbiddenError:
    """An API token asked for what belongs to a member."""
    return ForbiddenError("members_only", "This belongs to a signed-in member, not to an API token")


def owners_only() -> ForbiddenError:
    """Only an owner may change owners."""
    return ForbiddenError("owners_only", "Only an owner may do this")


def not_found(what: str) -> NotFoundError:
    """There is no such thing in this workspace."""
    return NotFoundError("no_such_thing", "There is no such {what} here", {"what": what})


def link_is_over() -> NotFoundError:
    """A link of a letter is unknown, used or too old."""
    return NotFoundError("link_is_over", "This link has been used or is too old; ask for a new one")


def too_many_tries(retry_after_s: int) -> ThrottledError:
    """Too many tries; come back after `retry_after_s` seconds."""
    return ThrottledError(
        "too_many_tries",
        "Too many tries; come back in {seconds} s",
        {"seconds": retry_after_s},
        retry_after_s=retry_after_s,
    )


def conflict(code: str, message: str) -> ConflictError:
    """The present state does not allow it."""
    return ConflictError(code, message)


def invalid(path: str, code: str, message: str) -> InvalidError:
    """One value is wrong."""
    return InvalidError("invalid", "Some values are wrong", faults=[Fault(path, code, message)])


RUSSIAN: Final[Mapping[str, str]] = {
    "not_signed_in": "Войдите или пришлите действующий токен API",
    "wrong_credentials": "Неверный адрес или пароль",
    "wrong_code": "Код неверен или уже использован",
    "wrong_password": "Неверный пароль",
    "wrong_name": "Это не название проекта",
    "cross_site": "Для изменений по cookie нужны заголовок X-Otklik-CSRF: 1 и наш собственный адрес",
    "members_only": "Это доступно вошедшему сотруднику, а не токену API",
    "owners_only": "Это может сделать только владелец",
    "role_too_weak": "Ваша роль ({role}) не разрешает этого ({permission})",
    "no_such_thing": "Здесь такого нет",
    "link_is_over": "Ссылка уже использована или устарела; запросите новую",
    "too_many_tries": "Слишком много попыток; приходите через {seconds} с",
    "workspace_required": "Укажите проект: заголовок X-Otklik-Workspace",
    "already_set_up": "Здесь уже есть владелец; войдите",
    "already_a_member": "Этот человек уже в команде",
    "last_owner": "Нужен хотя бы один владелец",
    "totp_is_on": "Двухфакторный вход уже включён",
    "totp_is_off": "Двухфакторный вход выключен",
    "totp_not_started": "Начните настройку двухфакторного входа заново",
    "last_write_key": "Нужен хотя бы один ключ записи",
    "sign_in_first": "У вас уже есть учётная запись; войдите в неё и откройте ссылку снова",
    "other_member": "Приглашение прислано на другой адрес; выйдите и откройте ссылку снова",
    "too_many_preferences": "Слишком много сохранённых настроек",
}
