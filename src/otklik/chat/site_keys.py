"""Keys of messages on a page: what a browser was offered, it alone may take. Pure."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hmac import compare_digest
from typing import Final

from otklik.infra.secrets import Secrets

MAX_CHARS: Final = 100
_PURPOSE: Final = "site message"
_BODY: Final = struct.Struct(">QQ")
_MAC: Final = struct.Struct(">QQQ")
_MAC_BYTES: Final = 16


def write_key(keys: Secrets, *, workspace_id: int, device_id: int, send_id: int) -> str:
    """The key of a send for a browser."""
    body = _BODY.pack(device_id, send_id)
    mac = _sign(keys, workspace_id, device_id, send_id)
    return urlsafe_b64encode(body + mac).decode().rstrip("=")


def read_key(keys: Secrets, text: str, *, workspace_id: int, device_id: int) -> int | None:
    """The send of a key; None when it is not ours, or another browser's."""
    if len(text) > MAX_CHARS:
        return None
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Base64Error, ValueError):
        return None
    if len(raw) != _BODY.size + _MAC_BYTES:
        return None
    whose, send_id = _BODY.unpack(raw[: _BODY.size])
    is_ours = compare_digest(raw[_BODY.size :], _sign(keys, workspace_id, whose, send_id))
    return send_id if is_ours and whose == device_id else None


def _sign(keys: Secrets, workspace_id: int, device_id: int, send_id: int) -> bytes:
    return keys.mac(_MAC.pack(workspace_id, device_id, send_id), purpose=_PURPOSE)[:_MAC_BYTES]
