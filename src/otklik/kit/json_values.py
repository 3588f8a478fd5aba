"""JSON from strangers made safe by stated rules, so that no value can fail a batch.

- text: NUL is left out, a lone surrogate becomes U+FFFD, cut at 8 192 characters (the last is then `…`);
- a list is cut at 1 000 items, an object at 10 000 keys, a key as a text;
- an integer outside -2^63 … 2^64-1 and a number too big for a double become text, digit for digit;
- what lies deeper than 20 levels becomes null;
- of equal keys the last wins.

`sanitise` never raises, and what it returns it leaves alone when called again.
"""

import json
import math
from typing import Any, Final

import msgspec

from otklik.kit.text import clean_text

MAX_TEXT_CHARS: Final = 8_192
MAX_LIST_ITEMS: Final = 2_000
"""Orders of wholesalers are long: the longest of the demo's real ones has 1 114 lines."""
MAX_OBJECT_KEYS: Final = 10_000
MAX_DEPTH: Final = 20
SMALLEST_INT: Final = -(1 << 63)
LARGEST_INT: Final = (1 << 64) - 1

_ONLY_DIGITS: Final = bytes(0x30 if 0x30 <= code <= 0x39 else 0x20 for code in range(256))  # noqa: PLR2004 - "0" … "9"
_LONG_NUMBER: Final = b"0" * 19

_DECODE = msgspec.json.Decoder().decode


def decode_json(raw: bytes) -> Any:  # noqa: ANN401 - JSON of any shape
    """Read JSON that a door accepted; what the quick reader refuses (1e999, lone surrogates) is read slowly.

    Raises ValueError when it is no JSON at all.
    """
    try:
        return _DECODE(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _decode_slowly(raw)


def _decode_slowly(raw: bytes) -> Any:  # noqa: ANN401 - JSON of any shape
    try:
        return json.loads(raw.decode("utf-8", "replace"), parse_float=_parse_float, parse_int=_parse_int)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _parse_float(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _parse_int(text: str) -> int | str:
    # Python refuses to read integers of more than 4 300 digits; they become text anyway.
    return int(text) if len(text) <= len(str(LARGEST_INT)) + 1 else text


def is_plain(raw: bytes) -> bool:
    """True when JSON that the quick reader took surely needs no `sanitise`; False promises nothing.

    Short, without escapes (so without NUL and surrogates) and long numbers, few brackets and commas: nothing
    in it can break a rule.
    """
    return (
        len(raw) <= MAX_TEXT_CHARS
        and b"\\" not in raw
        and raw.count(b"{") + raw.count(b"[") <= MAX_DEPTH
        and raw.count(b",") < MAX_LIST_ITEMS
        and raw.translate(_ONLY_DIGITS).find(_LONG_NUMBER) < 0
    )


def sanitise(value: Any, depth: int = MAX_DEPTH) -> Any:  # noqa: ANN401 - JSON of any shape
    """`value` by the rules of this module; `depth` levels of lists and objects may still open."""
    if isinstance(value, str):
        return clean_text(value, MAX_TEXT_CHARS)
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int | float):
        return _sanitise_number(value)
    return _sanitise_nested(value, depth) if depth > 0 else None


def _sanitise_number(value: float) -> float | str | None:
    if isinstance(value, int):
        return value if SMALLEST_INT <= value <= LARGEST_INT else clean_text(_digits(value), MAX_TEXT_CHARS)
    return value if math.isfinite(value) else None


def _sanitise_nested(value: Any, depth: int) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, dict):
        return sanitise_object(value, depth)
    if isinstance(value, list | tuple):
        return [sanitise(item, depth - 1) for item in value[:MAX_LIST_ITEMS]]
    return clean_text(str(value), MAX_TEXT_CHARS)


def sanitise_object(value: dict[Any, Any], depth: int = MAX_DEPTH) -> dict[str, Any]:
    """As `sanitise`, for an object."""
    clean: dict[str, Any] = {}
    for key, item in value.items():
        if len(clean) >= MAX_OBJECT_KEYS:
            break
        clean[clean_text(str(key), MAX_TEXT_CHARS)] = sanitise(item, depth - 1)
    return clean


def _digits(number: int) -> str:
    try:
        return str(number)
    except ValueError:  # more digits than Python is willing to write
        return hex(number)


def read_object(text: str) -> dict[str, Any]:
    """The JSON object of stored properties; {} for anything else."""
    try:
        value = decode_json(text.encode("utf-8", "replace"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
