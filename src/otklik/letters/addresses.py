"""Addresses of mail: one normal form, and what is refused before it costs a bounce. Pure.

Syntax is judged by `email-validator`. A domain is kept in its ASCII form (IDNA 2008), in lower case, since so
it stands in envelopes; the part before the @ keeps its case (RFC 5321, 2.4).
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

from email_validator import EmailNotValidError, validate_email

from otklik.kit.errors import InvalidError

MAX_CHARS: Final = 254
_MOST_LOCAL: Final = 64
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_USUAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN")


class AddressFault(StrEnum):
    """Why an address is refused."""

    BAD_ADDRESS = "bad_address"
    MIXED_SCRIPTS = "mixed_scripts"


class AddressError(InvalidError):
    """422: no letter can go there. `code` is an AddressFault."""


def read_address(given: str) -> str:
    """The normal form of an address. Raises AddressError.

    A domain of which a part mixes scripts (a Cyrillic а among Latin letters) imitates another one.
    """
    text = given.strip()
    if not text or len(text) > MAX_CHARS or any(unicodedata.category(char) in {"Cc", "Cf"} for char in text):
        raise _refused(AddressFault.BAD_ADDRESS, given)
    local, _, domain = text.rpartition("@")
    is_usual = len(local) <= _MOST_LOCAL and _USUAL.fullmatch(local) is not None
    try:
        found, labels = _read_known(domain) if is_usual else _read_any(text)
    except EmailNotValidError:
        raise _refused(AddressFault.BAD_ADDRESS, given) from None
    if any(_count_scripts(label) > 1 for label in labels):
        raise _refused(AddressFault.MIXED_SCRIPTS, given)
    return f"{local}@{found}" if is_usual else found


def _read_any(text: str) -> tuple[str, list[str]]:
    """(the normal form, the domain's labels as people see them). Raises EmailNotValidError."""
    read = validate_email(text, check_deliverability=False, allow_quoted_local=False)
    return f"{read.local_part}@{read.ascii_domain.lower()}", read.domain.split(".")


@lru_cache(maxsize=4_096)
def _read_known(domain: str) -> tuple[str, list[str]]:
    """(the domain's normal form, its labels): a mailing goes to few of them, and they are dear to read."""
    address, labels = _read_any(f"a@{domain}")
    return address.removeprefix("a@"), labels


def domain_of(address: str) -> str:
    """What follows the @, in lower case."""
    return address.rpartition("@")[2].lower()


def is_ascii(address: str) -> bool:
    """Whether it can be reached without SMTPUTF8 (RFC 6531)."""
    return address.isascii()


def _count_scripts(label: str) -> int:
    names = (unicodedata.name(char, "") for char in label if char.isalpha())
    return len({script for name in names for script in _SCRIPTS if name.startswith(script)})


def _refused(code: AddressFault, given: str) -> AddressError:
    return AddressError(code.value, "This is no address that a letter can go to", {"address": given[:100]})
