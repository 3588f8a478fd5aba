"""Marks: what a letter carries so that whatever comes back says of itself whose it is. Pure.

A mark is `<kind><id in base 32>-<80 bits of an HMAC>`, in lower-case letters and digits: mail servers change
the case of addresses, and some cut what is longer than 64 characters before the @. The kind is under the
HMAC, so a mark of one use is none in another.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from hmac import compare_digest
from typing import Final, TypeAlias

Mac: TypeAlias = Callable[[bytes], bytes]
"""A keyed hash of 32 bytes under a key of letters alone."""

_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_MARK: Final = re.compile(r"(?<![a-z0-9])([a-z])([0-9a-hjkmnp-tv-z]{1,13})-([a-z2-7]{16})")
_LONG: Final = re.compile(
    r"(?<![a-z0-9])([a-z])((?:[0-9a-hjkmnp-tv-z]{1,13}-){2,6})([a-z2-7]{16})(?![a-z0-9])"
)
_BASE32: Final = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS: Final = [first + second for first in _BASE32 for second in _BASE32]
_SHIFTS: Final = range(70, -1, -10)
_LARGEST: Final = (1 << 63) - 1


class Use(StrEnum):
    """What a mark is for. The letter stands before it."""

    BOUNCE = "b"
    REPLY = "r"
    MESSAGE = "m"
    OPEN = "o"
    CLICK = "c"
    LEAVE = "l"
    HOOK = "h"
    PREFERENCES = "p"
    CONFIRM = "y"
    HOST = "w"
    TALK = "t"
    TALK_BOUNCE = "u"
    TALK_OPEN = "v"
    TALK_BACK = "k"


def make_mark(mac: Mac, use: Use, number: int, *, also: str = "") -> str:
    """The mark of a send or a conversation; `also`: what else it holds for (the target of a click)."""
    if not 0 < number <= _LARGEST:
        raise ValueError(f"no id: {number}")
    return f"{use}{_spell(number)}-{_sign(mac, use, number, also)}"


def read_mark(mac: Mac, use: Use, text: str, *, also: str = "") -> int | None:
    """The id of a mark of this use; None when it is not ours."""
    found = _MARK.fullmatch(text.lower()[:40])
    if found is None or found[1] != use:
        return None
    number = _read(found[2])
    if not 0 < number <= _LARGEST or not compare_digest(found[3], _sign(mac, use, number, also)):
        return None
    return number


def find_mark(mac: Mac, use: Use, text: str) -> int | None:
    """The id of the first mark of this use that stands in `text` (an address, an id, a list of them)."""
    for found in _MARK.finditer(text.lower()[:20_000]):
        number = read_mark(mac, use, found[0])
        if number is not None:
            return number
    return None


def make_long_mark(mac: Mac, use: Use, numbers: Sequence[int]) -> str:
    """A mark of two to six numbers: `<kind><number>-<number>-…-<80 bits of an HMAC>`."""
    if not all(0 < number <= _LARGEST for number in numbers):
        raise ValueError(f"no ids: {numbers}")
    return f"{use}{'-'.join(map(_spell, numbers))}-{_sign_all(mac, use, numbers)}"


def find_long_mark(mac: Mac, use: Use, text: str) -> tuple[int, ...] | None:
    """The numbers of the first mark of several that stands in `text`; None when none is ours."""
    for found in _LONG.finditer(text.lower()[:20_000]):
        numbers = tuple(_read(digits) for digits in found[2][:-1].split("-"))
        if found[1] == use and compare_digest(found[3], _sign_all(mac, use, numbers)):
            return numbers
    return None


def _sign_all(mac: Mac, use: Use, numbers: Sequence[int]) -> str:
    return _spell_mac(mac(f"{use}{' '.join(map(str, numbers))}".encode()))


def _sign(mac: Mac, use: Use, number: int, also: str) -> str:
    return _spell_mac(mac(f"{use}{number}\0{also}".encode()))


def _spell_mac(code: bytes) -> str:
    """80 bits in the digits of RFC 4648, by ten at a time: a letter of many links has as many marks."""
    number = int.from_bytes(code[:10])
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


@lru_cache(maxsize=256)
def _spell(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = _DIGITS[rest] + digits
    return digits


def _read(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * 32 + _VALUES[digit]
    return number
