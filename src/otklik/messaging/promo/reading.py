"""Codes out of a CSV file: its first column, whatever else stands there. Pure."""

import re
from typing import Final

import msgspec

from otklik.messaging.promo.contracts import MAX_CODE
from otklik.messaging.promo.making import normalize

MAX_TOLD: Final = 100
_HEADINGS: Final = frozenset({"CODE", "PROMO", "PROMOCODE", "PROMO_CODE", "COUPON", "КОД", "ПРОМОКОД"})
_ENDS: Final = re.compile(r"[,;\t]")
_CODE: Final = re.compile(r"[^\s,;\"'=+@\x00-\x1f\x7f][^\s,;\"\x00-\x1f\x7f]*")
"""A shop's field takes it as it is, an order may name several with commas, and no spreadsheet runs it."""


class Refused(msgspec.Struct, frozen=True):
    """A line that brought no code. `reason`: too_long, bad_code, repeated."""

    line: int
    code: str
    reason: str


class ReadCodes(msgspec.Struct):
    """Codes by their keys, and what was refused (the first hundred of `refused_total`)."""

    codes: dict[str, str] = {}
    refused: list[Refused] = []
    refused_total: int = 0


def read_codes(body: bytes) -> ReadCodes:
    """The codes of a file in UTF-8 (Windows-1251 where it is not), with commas, semicolons or tabs."""
    read = ReadCodes()
    for number, line in enumerate(_decode(body).splitlines(), start=1):
        code = _ENDS.split(line, maxsplit=1)[0].strip().strip('"').strip()
        if not code or (number == 1 and normalize(code) in _HEADINGS):
            continue
        reason = _find_fault(code, read)
        if reason:
            read.refused_total += 1
            if len(read.refused) < MAX_TOLD:
                read.refused.append(Refused(number, code[:MAX_CODE], reason))
        else:
            read.codes[normalize(code)] = code
    return read


def _find_fault(code: str, read: ReadCodes) -> str:
    if len(code) > MAX_CODE:
        return "too_long"
    if not _CODE.fullmatch(code):
        return "bad_code"
    return "repeated" if normalize(code) in read.codes else ""


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1251", errors="replace")
