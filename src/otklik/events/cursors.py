"""Where a list goes on: a small JSON array in URL-safe base64. Who edits it gets another page, no more."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import TypeVar

import msgspec

from otklik.events import errors

CursorT = TypeVar("CursorT")


def encode_cursor(value: msgspec.Struct) -> str:
    """The text of a cursor."""
    return urlsafe_b64encode(msgspec.json.encode(value)).decode().rstrip("=")


def decode_cursor(text: str, kind: type[CursorT]) -> CursorT:
    """The cursor again. Raises InvalidError when it is none of this kind."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        return msgspec.json.decode(raw, type=kind)
    except (Base64Error, UnicodeError, msgspec.MsgspecError, ValueError):
        raise errors.bad_cursor() from None
