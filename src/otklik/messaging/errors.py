"""Errors of messaging, with their Russian texts."""

from collections.abc import Sequence
from typing import Final

from otklik.kit.errors import ConflictError, Fault, InvalidError, NotFoundError, TooLargeError
from otklik.messaging.design.errors import RUSSIAN as DESIGN_RUSSIAN
from otklik.messaging.promo import errors as promo

RUSSIAN: Final = {
    **DESIGN_RUSSIAN,
    "send_not_found": "Такой отправки нет",
    "content_not_found": "Такого содержания нет",
    "taken": "Это сообщение уже показано в другом месте или больше не показывается",
    "later": "Это сообщение подождёт следующего визита",
    "send_not_unknown": "Повторить вручную можно только отправку с неизвестным исходом",
    "bad_key": "Ключ отправки — от 1 до {limit} знаков",
    "long_variables": "Переменные отправки больше {limit} байт",
    "invalid_message": "В сообщении есть ошибки",
    "unknown_provider": "Такого почтового сервиса нет",
    "no_proof": "Нужно то, чем сервис подтверждает свои вызовы: {what}",
    "many_hooks": "Адресов для почтовых сервисов может быть не больше {most}",
    "no_hook": "Такого адреса нет",
    "key_reused": "С этим ключом уже отправлено другое письмо",
    "large_files": "К письму можно приложить не больше {count} файлов и {mb} МБ вместе",
    "unknown_content": "Такого содержания письма нет",
    "nobody_to_send_to": "Такого пользователя нет",
    "erased_address": "Владелец этого адреса стёрт по его просьбе",
    "not_suppressed": "Этого адреса в списке нет",
    "not_slowed": "Её письма и так идут без задержки",
    "paused_by_reputation": "Рассылка на паузе: возобновите её",
    "many_addresses": "За один раз можно добавить не больше {most} адресов",
    "own_host": "Это адрес самой установки: для писем нужен свой поддомен",
    "host_taken": "Этот адрес уже занят другим проектом",
    "no_host": "Свой адрес для ссылок не задан",
    "is_confirmed": "Эта подписка уже подтверждена",
    "no_request": "Такой подписки никто не просил",
    "confirmed_too_often": "На этот адрес сегодня уже написали трижды; попробуйте завтра",
    "nowhere_to_confirm": "У этого человека нет почты: подтверждать негде",
    "unknown_message_channel": "Канала {channel} в этой установке нет",
    **promo.RUSSIAN,
}


def no_send() -> NotFoundError:
    """404: no such send in this workspace."""
    return NotFoundError("send_not_found", "There is no such send")


def no_content() -> NotFoundError:
    """404: no such content in this workspace."""
    return NotFoundError("content_not_found", "There is no such content")


def taken() -> ConflictError:
    """409: another tab or browser has it, or it is not to be said any more."""
    return ConflictError("taken", "This message is shown elsewhere, or no longer")


def taken_later() -> ConflictError:
    """409: enough was shown in this visit."""
    return ConflictError("later", "This message waits for the next visit")


def not_unknown() -> ConflictError:
    """409: only an unknown send may be sent again by hand."""
    return ConflictError("send_not_unknown", "Only a send with an unknown end can be sent again by hand")


def bad_key(limit: int) -> InvalidError:
    """422: the planner's key."""
    return InvalidError("bad_key", "The key of a send has 1 to {limit} characters", {"limit": limit})


def long_variables(limit: int) -> InvalidError:
    """422: the send's own variables."""
    return InvalidError("long_variables", "The variables of a send have over {limit} bytes", {"limit": limit})


def invalid_content(faults: Sequence[Fault]) -> InvalidError:
    """422: what would be said has faults."""
    return InvalidError("invalid_message", "The message has faults", faults=faults)


def no_channel(channel: str) -> InvalidError:
    """422: this installation has no such channel."""
    return InvalidError(
        "unknown_message_channel", "This installation has no channel {channel}", {"channel": channel}
    )


def not_suppressed() -> NotFoundError:
    """404: letters may go to the address as it is."""
    return NotFoundError("not_suppressed", "This address is not on the list")


def not_slowed() -> NotFoundError:
    """404: the letters of the scenario leave as quickly as they can."""
    return NotFoundError("not_slowed", "Its letters are not slowed")


def paused_by_reputation() -> ConflictError:
    """409: a pause ends by resuming the scenario."""
    return ConflictError("paused_by_reputation", "It is paused: resume it instead")


def many_addresses(most: int) -> TooLargeError:
    """413: more than one call may add."""
    return TooLargeError("many_addresses", "No more than {most} addresses at once", {"most": most})


def key_reused() -> ConflictError:
    """409: the key stands for another letter."""
    return ConflictError("key_reused", "Another letter was asked for under this key")


def large_files(count: int, mb: int) -> TooLargeError:
    """413: files beside a letter."""
    message = "A letter may carry {count} files of {mb} MB together"
    return TooLargeError("large_files", message, {"count": count, "mb": mb})


def unknown_content() -> InvalidError:
    """422: no content of a letter has this id."""
    return InvalidError("unknown_content", "There is no such content of a letter")


def nobody_to_send_to() -> NotFoundError:
    """404: nobody has this user id."""
    return NotFoundError("nobody_to_send_to", "There is no such person")


def erased_address() -> ConflictError:
    """409: whoever has the address had himself erased."""
    return ConflictError("erased_address", "The owner of this address had himself erased")


def unknown_provider() -> InvalidError:
    """422: no file describes this provider."""
    return InvalidError("unknown_provider", "There is no such provider")


def no_proof(what: str) -> InvalidError:
    """422: without it anybody could call."""
    return InvalidError("no_proof", "What the provider proves its calls by is needed: {what}", {"what": what})


def many_hooks(most: int) -> ConflictError:
    """409: more than a workspace may have."""
    return ConflictError("many_hooks", "A workspace may have {most} of these addresses", {"most": most})


def no_hook() -> NotFoundError:
    """404: no such hook here."""
    return NotFoundError("no_hook", "There is no such address")


def is_confirmed() -> ConflictError:
    """409: there is nothing left to confirm."""
    return ConflictError("is_confirmed", "This subscription is confirmed already")


def no_request() -> NotFoundError:
    """404: the person did not ask for it."""
    return NotFoundError("no_request", "Nobody asked for this subscription")


def confirmed_too_often() -> ConflictError:
    """409: the address had its letters for today."""
    return ConflictError("confirmed_too_often", "This address was written to three times today")


def nowhere_to_confirm() -> ConflictError:
    """409: the card has no email."""
    return ConflictError("nowhere_to_confirm", "The person has no email to confirm from")


def own_host() -> InvalidError:
    """422: the installation's own name."""
    return InvalidError("own_host", "This is the installation's own name; take one under your domain")


def host_taken() -> ConflictError:
    """409: another workspace has it."""
    return ConflictError("host_taken", "Another workspace has this host")


def no_host() -> NotFoundError:
    """404: the workspace has no host of its own."""
    return NotFoundError("no_host", "No host of your own is set")
