"""What this room refuses, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import ConflictError, NotFoundError

RUSSIAN: Final[Mapping[str, str]] = {
    "no_inbound_account": "Такого почтового ящика нет",
    "inbound_account_taken": "Почтовый ящик с таким названием уже есть",
    "many_inbound_accounts": "Почтовых ящиков может быть не больше {most}",
    "no_inbound_domain": "Такого домена нет",
    "inbound_domain_taken": "Письма этого домена уже принимает другое пространство",
    "many_inbound_domains": "Доменов может быть не больше {most}",
    "no_inbound_mail": "Такого письма нет",
    "mail_not_kept": "Исходное письмо уже не хранится",
    "mail_not_skipped": "Повторить можно только пропущенное письмо",
}


def no_account() -> NotFoundError:
    """No such mailbox here."""
    return NotFoundError("no_inbound_account", "There is no such mailbox")


def account_taken() -> ConflictError:
    """Another mailbox is called so."""
    return ConflictError("inbound_account_taken", "Another mailbox is called so")


def many_accounts(most: int) -> ConflictError:
    """More mailboxes than a workspace may have."""
    return ConflictError("many_inbound_accounts", "A workspace may have {most} mailboxes", {"most": most})


def no_domain() -> NotFoundError:
    """No such domain here."""
    return NotFoundError("no_inbound_domain", "There is no such domain")


def domain_taken() -> ConflictError:
    """Mail of a domain comes to one workspace."""
    return ConflictError("inbound_domain_taken", "Another workspace takes the mail of this domain")


def many_domains(most: int) -> ConflictError:
    """More domains than a workspace may have."""
    return ConflictError("many_inbound_domains", "A workspace may have {most} domains", {"most": most})


def no_mail() -> NotFoundError:
    """No such mail here."""
    return NotFoundError("no_inbound_mail", "There is no such mail")


def not_kept() -> NotFoundError:
    """Its bytes are gone: their time was over."""
    return NotFoundError("mail_not_kept", "The mail itself is not kept any more")


def not_skipped() -> ConflictError:
    """Only what was skipped can be tried again."""
    return ConflictError("mail_not_skipped", "Only a mail that was skipped can be tried again")
