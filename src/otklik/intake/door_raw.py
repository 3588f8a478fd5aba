"""JSON as it really arrives: depth of raw bytes, and a second reading of what a strict parser refuses.

Senders post NaN (Python), lone surrogates (cut strings of JavaScript), numbers past every type, broken UTF-8
and a byte order mark. A batch must not fail for one of them, so what `msgspec` refuses is read once more,
leniently, and written anew.
"""

import json
import re
from typing import Any, Final

import msgspec

from otklik.kit.errors import BadRequestError

MAX_DEPTH: Final = 20
_CUT_DEPTH: Final = 64
"""Deeper subtrees become null in the second reading; their item is refused for its depth anyway."""
_MAX_INT_DIGITS: Final = 19
_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
STRICT_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def depth(raw: bytes) -> int:
    """Nesting of objects and lists in JSON bytes; brackets inside strings do not count."""
    deepest = level = 0
    for match in _TOKENS.finditer(raw):
        token = match[0]
        if token in (b"{", b"["):
            level += 1
            deepest = max(deepest, level)
        elif token in (b"}", b"]"):
            level -= 1
    return deepest


def is_deep(raw: bytes) -> bool:
    """Whether JSON bytes nest more than MAX_DEPTH; the scan is only made where enough brackets are."""
    return raw.count(b"{") + raw.count(b"[") > MAX_DEPTH and depth(raw) > MAX_DEPTH


def decode(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Parse strictly. Raises one of STRICT_ERRORS."""
    return _decoder.decode(raw)


def repair(raw: bytes) -> bytes:
    """Return equivalent strict JSON; raises BadRequestError when it is no JSON under any reading.

    Broken UTF-8 and lone surrogates become U+FFFD, NaN and Infinity null, numbers past 64 bits or the range
    of a double become text, control characters inside strings are taken as they are.
    """
    text = _cut(raw).decode("utf-8", "replace").lstrip("\ufeff")
    try:
        value = json.loads(
            text, strict=False, parse_constant=_null, parse_int=_safe_int, parse_float=_safe_float
        )
    except (ValueError, RecursionError) as error:
        raise BadRequestError("not_json", "The body is not JSON") from error
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _null(_name: str) -> None:
    return None


def _safe_int(text: str) -> int | str:
    return int(text) if len(text) <= _MAX_INT_DIGITS else text


def _safe_float(text: str) -> float | str:
    value = float(text)
    return text if value in (float("inf"), float("-inf")) else value


def _cut(raw: bytes) -> bytes:
    """Put null in the place of subtrees deeper than _CUT_DEPTH, so that no parser runs out of stack."""
    kept = bytearray()
    level = taken = 0
    for match in _TOKENS.finditer(raw):
        token = match[0]
        if token in (b"{", b"["):
            level += 1
            if level == _CUT_DEPTH + 1:
                kept += raw[taken : match.start()] + b"null"
        elif token in (b"}", b"]"):
            if level == _CUT_DEPTH + 1:
                taken = match.end()
            level -= 1
    if level > _CUT_DEPTH:  # never closed: no JSON
        raise BadRequestError("not_json", "The body is not JSON")
    return bytes(kept) + raw[taken:] if kept else raw
