"""What a JSON value means to a condition: set or not, a number, a moment, a text, one value among others.

Pure and exact: numbers are decimals, never floats. SQL is generated to read the same texts the same way, so
each rule here is one that ClickHouse can follow to the letter. Rules: docs/reference/conditions.md.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_DOWN, Context, Decimal
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec

from otklik.kit.clock import to_ms

Json: TypeAlias = Any  # a JSON value as the doors leave it, or a Decimal that a measure made

NUMBER_PLACES: Final = 38
"""Digits after the point that a number keeps; what is beyond is cut."""
LARGEST: Final = Decimal(10) ** 38
"""From here on (absolute) a value is no number: the widest decimal of ClickHouse ends here."""
SUM_PLACES: Final = 6

# With an exponent: 38 characters and up to e38, as far as the reader of ClickHouse is exact.
_NUMBER: Final = re.compile(
    r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
    r"|-?(?=[0-9.]{1,38}[eE])(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE](?:\+?0*(?:[0-9]|[12][0-9]|3[0-8])|-0*[0-9]{1,4})"
)
_MOMENT: Final = re.compile(
    r"((?:19|2[0-2])[0-9]{2}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-5][0-9])?)?"
)
_DAY_CHARS: Final = 10
_EXACT: Final = Context(prec=120, rounding=ROUND_DOWN)
_KNOWN: Final = 8_192
_SHORT: Final = 64
"""Only texts of at most so many characters are remembered, so that memory is bounded."""
_encode: Final = msgspec.json.Encoder().encode

# Letters younger than Python 3.11's Unicode 14 that ClickHouse's ICU already knows the small form of.
_YOUNG_LETTERS: Final[Mapping[int, int]] = {
    0x1C89: 0x1C8A,
    0xA7CB: 0x0264,
    0xA7DC: 0x019B,
    **{code: code + 1 for code in (0xA7CC, 0xA7CE, 0xA7D2, 0xA7D4, 0xA7DA)},
    **{code: code + 0x20 for code in range(0x10D50, 0x10D66)},
    **{code: code + 0x1B for code in range(0x16EA0, 0x16EB9)},
}


def is_set(value: Json) -> bool:
    """False for what counts as no value: null (or absent) and the empty text; 0, false, [] and {} are set."""
    return value is not None and value != ""


def value_at(properties: Mapping[str, Json], path: tuple[str, ...]) -> Json:
    """The value at `path`, None when there is none; a path walks into objects only, never into lists."""
    value = properties.get(path[0])
    for key in path[1:]:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def as_number(value: Json) -> Decimal | None:
    """The exact number that `value` is, or that its text spells by JSON's grammar; else None.

    True and false are no numbers, nor is anything of 1e38 and more; digits after the 38th place are cut.
    """
    kind = type(value)
    if kind is int:
        return Decimal(value) if abs(value) < LARGEST else None
    if kind is str:
        return _spelled(value) if len(value) <= _SHORT else _spell(value)
    if kind is float:
        return _spelled(repr(value))
    return _bounded(value) if kind is Decimal else None


def _spell(text: str) -> Decimal | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    return _bounded(Decimal(text))


_spelled: Final = lru_cache(_KNOWN)(_spell)


def _bounded(number: Decimal) -> Decimal | None:
    if not number.is_finite() or (number and number.adjusted() >= NUMBER_PLACES):
        return None
    return cut(number, NUMBER_PLACES)


def cut(number: Decimal, places: int) -> Decimal:
    """`number` with at most `places` digits after the point, the rest cut off (towards zero)."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:
        return number.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return number


def average(total: Decimal, count: int) -> Decimal:
    """`total` / `count`, cut after SUM_PLACES digits."""
    return cut(_EXACT.divide(total, Decimal(count)), SUM_PLACES)


def total_of(numbers: list[Decimal]) -> Decimal:
    """The exact sum, each number cut after SUM_PLACES digits; 0 of none."""
    total = Decimal(0)
    for number in numbers:
        total = _EXACT.add(total, cut(number, SUM_PLACES))
    return total


def as_moment(value: Json) -> int | None:
    """Milliseconds since 1970 of RFC 3339 text, else None.

    A bare date is midnight and a time without a zone is UTC; digits beyond the millisecond are cut; before
    1900 and after 2299 there is no date (ClickHouse has none, and year 1 is a program's way to say nothing).
    """
    if type(value) is not str:
        return None
    return _known_moment(value) if len(value) <= _SHORT else _read_moment(value)


def _read_moment(text: str) -> int | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    day, time, fraction, offset = found.groups()
    written = f"{day}T{time or '00:00:00'}{(offset or 'Z').upper()}"
    try:
        moment_ms = to_ms(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        return None
    moment_ms += int((fraction or ".0")[1:4].ljust(3, "0"))
    return moment_ms


_known_moment: Final = lru_cache(_KNOWN)(_read_moment)


def written_day(value: Json) -> tuple[int, int, int] | None:
    """Year, month and day as the text of a date says them, whatever its zone; None when it is no date."""
    if as_moment(value) is None:
        return None
    year, month, day = value[:_DAY_CHARS].split("-")
    return int(year), int(month), int(day)


def as_text(value: Json) -> str | None:
    """What the operators on text look at: a text that is set, a whole number's digits; else None."""
    kind = type(value)
    if kind is str:
        return value or None
    return str(value) if kind is int else None


def fold(text: str) -> str:
    """`text` in small letters, exactly as ClickHouse's `lowerUTF8` (ICU, no language) makes them.

    So Ё and ё are one, ё and е are two; ß stays ß; İ becomes i with a dot above it (two code points); a
    capital sigma that ends a word becomes ς.
    """
    return text.lower() if text.isascii() else text.translate(_YOUNG_LETTERS).lower()


def key_of(value: Json) -> tuple[str, Json]:
    """A hashable key: two set values have the same one exactly when they count as one value.

    Numbers go by value (5, 5.0 and "5" are one), true and false by themselves, texts letter by letter, lists
    and objects by their JSON text in the order given.
    """
    kind = type(value)
    if kind is bool:
        return ("bool", value)
    number = as_number(value)
    if number is not None:
        return ("number", number)
    return ("text", value) if kind is str else ("json", _encode(value))
