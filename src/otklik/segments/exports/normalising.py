"""One form of an address for each ad system, before it is hashed. Pure.

Sources: Yandex Audience, "File requirements"; Google, "Format user data" (Data Manager API), the rules of
Customer Match; Meta, "Customer information parameters". A hash of another form matches nobody, silently.
"""

import hashlib
import re
import unicodedata
from datetime import date
from typing import Final

_ADDRESS: Final = re.compile(r"[a-z0-9_][^\s@,;\"'<>()]*@[^\s@,;\"'<>()]+\.[^\s@,;\"'<>().]{2,}")
_INTERNATIONAL: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})
_COUNTRY: Final = re.compile(r"[a-z]{2}")
_GENDERS: Final = {
    **dict.fromkeys(("m", "male", "man", "м", "муж", "мужской", "мужчина"), "m"),
    **dict.fromkeys(("f", "female", "woman", "ж", "жен", "женский", "женщина"), "f"),
}


def hash_text(text: str) -> str:
    """SHA-256 in small hexadecimal digits, the form all three systems take; "" stays "" (no value)."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def normalise_email(text: str) -> str:
    """The address in small letters without blanks around it; "" for what is no address.

    It begins with a letter, a digit or `_`, so that a spreadsheet never takes it for a formula.
    """
    address = text.strip().lower()
    return address if _ADDRESS.fullmatch(address) else ""


def normalise_google_email(text: str) -> str:
    """As `normalise_email`; of Gmail's addresses dots and what follows a plus go: they lead to one box."""
    local, _, domain = normalise_email(text).partition("@")
    if domain in _GMAIL:
        local = local.partition("+")[0].replace(".", "")
    return f"{local}@{domain}" if local and domain else ""


def international_phone(text: str) -> str:
    """`+79991234567` (E.164, Google's form) of a phone as the card keeps it; "" for what is none."""
    return text if _INTERNATIONAL.fullmatch(text) else ""


def phone_digits(text: str) -> str:
    """`79991234567` (the form of Yandex and Meta): country code first, no plus, no zeros before it."""
    return international_phone(text).removeprefix("+")


def normalise_name(text: str) -> str:
    """A name as Meta matches it: small letters of any alphabet, no punctuation, single blanks."""
    kept = (letter for letter in text.lower() if unicodedata.category(letter)[0] not in "PSNC")
    return " ".join("".join(kept).split())


def normalise_city(text: str) -> str:
    """A city as Meta matches it: as a name, without any blank."""
    return normalise_name(text).replace(" ", "")


def normalise_country(text: str) -> str:
    """A country's two letters (ISO 3166), small; "" for a country told otherwise."""
    code = text.strip().lower()
    return code if _COUNTRY.fullmatch(code) else ""


def normalise_gender(text: str) -> str:
    """`m` or `f`; "" for anything else."""
    return _GENDERS.get(text.strip().lower(), "")


def normalise_birthday(text: str) -> str:
    """`19800331` of a date in ISO 8601; "" for what is none, or lies before 1900."""
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return ""
    return day.strftime("%Y%m%d") if day.year >= 1900 else ""  # noqa: PLR2004 - the first year Meta takes
