"""What this room refuses, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import ConflictError, InvalidError, NotFoundError
from otklik.letters.reading import refusing

RUSSIAN: Final[Mapping[str, str]] = {
    "bad_address": "На такой адрес письмо не дойдёт: {address}",
    "mixed_scripts": "В адресе смешаны буквы разных алфавитов: {address}",
    "no_mail_account": "Такого почтового сервера нет",
    "mail_account_taken": "Почтовый сервер с таким названием уже есть",
    "mail_account_used": "Через этот сервер пишут отправители ({count}). Сначала переведите их на другой",
    "many_mail_accounts": "Почтовых серверов может быть не больше {most}",
    "bad_certificate": "Это не сертификат в формате PEM",
    "key_for_certificate": "Здесь закрытый ключ. Нужен только сертификат, ключ никому не показывайте",
    "password_again": "Для другого сервера пароль нужно ввести ещё раз",
    "no_server_certificate": "Сервер не показал сертификат: {said}",
    "no_mail_domain": "Такого домена нет",
    "no_mail_sender": "Такого отправителя нет",
    "mail_sender_taken": "Отправитель с таким адресом уже есть",
    "many_mail_senders": "Отправителей может быть не больше {most}",
    **refusing.RUSSIAN,
}


def no_account() -> NotFoundError:
    """No such account here."""
    return NotFoundError("no_mail_account", "There is no such mail server")


def unknown_account() -> InvalidError:
    """An account is named that is not there."""
    return InvalidError("no_mail_account", "There is no such mail server")


def account_taken() -> ConflictError:
    """Another account is called so."""
    return ConflictError("mail_account_taken", "Another mail server is called so")


def account_used(count: int) -> ConflictError:
    """Senders use it."""
    return ConflictError(
        "mail_account_used",
        "Senders write over this server ({count}). Move them to another one first",
        {"count": count},
    )


def many_accounts(most: int) -> ConflictError:
    """More accounts than a workspace may have."""
    return ConflictError("many_mail_accounts", "A workspace may have {most} mail servers", {"most": most})


def password_again() -> InvalidError:
    """Whoever may change a server may not send its password elsewhere."""
    return InvalidError("password_again", "The password has to be typed again for another server")


def bad_certificate() -> InvalidError:
    """No certificates in PEM, or too many."""
    return InvalidError("bad_certificate", "This is no certificate in PEM")


def key_for_certificate() -> InvalidError:
    """A private key was given, too; it is not kept."""
    return InvalidError(
        "key_for_certificate", "This is a private key. Only the certificate is needed; show the key to nobody"
    )


def no_certificate(said: str) -> InvalidError:
    """The server did not come as far as TLS."""
    return InvalidError(
        "no_server_certificate", "The server has shown no certificate: {said}", {"said": said}
    )


def no_domain() -> NotFoundError:
    """No such domain here."""
    return NotFoundError("no_mail_domain", "There is no such domain")


def no_sender() -> NotFoundError:
    """No such sender here."""
    return NotFoundError("no_mail_sender", "There is no such sender")


def sender_taken() -> ConflictError:
    """Another sender has the address."""
    return ConflictError("mail_sender_taken", "Another sender has this address")


def many_senders(most: int) -> ConflictError:
    """More senders than a workspace may have."""
    return ConflictError("many_mail_senders", "A workspace may have {most} senders", {"most": most})
