"""One form for phones, emails and names, so that equal contacts are equal texts (names.md)."""

from functools import lru_cache
from typing import Any, Final

import phonenumbers

NAME: Final = "$name"
FIRST_NAME: Final = "$first_name"
LAST_NAME: Final = "$last_name"
EMAIL: Final = "$email"
PHONE: Final = "$phone"

_FEWEST_DIGITS: Final = 7
_PATRONYMIC_ENDS: Final = ("вич", "вна", "ична", "оглы", "кызы")
_SURNAME_FIRST_WORDS: Final = 3
_SURNAME_ENDS: Final = (
    "ов", "ев", "ёв", "ин", "ын", "ский", "цкий", "ской", "цкой", "ова", "ева", "ёва", "ина", "ына", "ская",
    "цкая", "енко", "чук", "юк", "швили", "дзе", "ян",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def normalise_phone(text: str, region: str) -> str:
    """`+79991234567` for `8 (999) 123-45-67` in region RU; what is no phone number is only trimmed."""
    text = text.strip()
    if sum(character.isdigit() for character in text) < _FEWEST_DIGITS:
        return text
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def split_name(name: str) -> tuple[str, str]:
    """(first, last) of a full name in either order: "Иванов Иван Иванович" and "Ivan Petrov"; "" if unknown.

    A patronymic tells the Russian order "surname name patronymic" or "name patronymic surname"; without one a
    Russian surname's ending in the first of two words does; else the first word is the first name.
    """
    words = name.split()
    if not words:
        return "", ""
    if len(words) == 1:
        return words[0], ""
    if len(words) == _SURNAME_FIRST_WORDS and _is_patronymic(words[2]):
        return words[1], words[0]
    if len(words) == _SURNAME_FIRST_WORDS and _is_patronymic(words[1]):
        return words[0], words[2]
    if len(words) == 2 and _is_surname(words[0]) and not _is_surname(words[1]):  # noqa: PLR2004 - a pair
        return words[1], words[0]
    return words[0], " ".join(words[1:])


def _is_patronymic(word: str) -> bool:
    return word.lower().endswith(_PATRONYMIC_ENDS)


def _is_surname(word: str) -> bool:
    return word.lower().endswith(_SURNAME_ENDS)


def normalise_contact(name: str, value: Any, region: str) -> Any:  # noqa: ANN401 - a JSON value
    """A property's value in its one form: phones, emails and names; others as they are."""
    if name == PHONE and isinstance(value, str | int) and not isinstance(value, bool):
        return normalise_phone(str(value), region)
    if name in {EMAIL, NAME, FIRST_NAME, LAST_NAME} and isinstance(value, str):
        return " ".join(value.split())
    return value


def complete_names(properties: dict[str, Any]) -> dict[str, Any]:
    """The names that follow from those given: first and last from the full one, or the full one from them."""
    name = properties.get(NAME)
    given = [properties.get(FIRST_NAME), properties.get(LAST_NAME)]
    parts = [part for part in given if isinstance(part, str) and part]
    if isinstance(name, str) and name and not parts:
        first, last = split_name(name)
        return {key: value for key, value in ((FIRST_NAME, first), (LAST_NAME, last)) if value}
    if NAME not in properties and len(parts) == len(given):
        return {NAME: " ".join(parts)}
    return {}
