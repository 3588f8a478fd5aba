"""The token of a browser: 128 random bits and what the installation signs of them. Pure.

A token names its workspace, and the home of the user that the browser has proved to be, for a day. So a tab
that proved it is not taken down by one that has not yet, and who signs out of the site asks for a token
without it.
Nothing is looked up for a token whose signature does not hold.
"""

import secrets
import struct
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hmac import compare_digest
from typing import Final

import msgspec

from otklik.infra.secrets import Secrets

PROVED_S: Final = 86_400
MAX_CHARS: Final = 200
_PURPOSE: Final = "chat device"
_BODY: Final = struct.Struct(">Q16sQI")
_MAC_BYTES: Final = 16


class Token(msgspec.Struct, frozen=True):
    """A browser of a workspace. `user_home`: of the user it proved to be, until `until` (seconds)."""

    workspace_id: int
    secret: bytes
    user_home: int | None = None
    until: int = 0

    @property
    def secret_hash(self) -> bytes:
        """How the browser is known in the table."""
        return Secrets.hash_token(f"{self.workspace_id}:{self.secret.hex()}")


def make_token(workspace_id: int) -> Token:
    """A token of a new browser."""
    return Token(workspace_id, secrets.token_bytes(16))


def with_proof(token: Token, user_home: int | None, *, now: float | None = None) -> Token:
    """The token of a browser that has proved to be this user's now, or (None) nobody's."""
    until = int(time.time() if now is None else now) + PROVED_S if user_home is not None else 0
    return msgspec.structs.replace(token, user_home=user_home, until=until)


def write_token(keys: Secrets, token: Token) -> str:
    """As the browser keeps it."""
    body = _BODY.pack(token.workspace_id, token.secret, token.user_home or 0, token.until)
    return urlsafe_b64encode(body + _mac(keys, body)).decode().rstrip("=")


def read_token(keys: Secrets, text: str, *, now: float | None = None) -> Token | None:
    """The token, None when it is not ours; a proof that is over leaves a token without one."""
    if len(text) > MAX_CHARS:
        return None
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Base64Error, ValueError):
        return None
    body, mac = raw[: _BODY.size], raw[_BODY.size :]
    if len(body) != _BODY.size or not compare_digest(mac, _mac(keys, body)):
        return None
    workspace_id, secret, user_home, until = _BODY.unpack(body)
    if not user_home or until <= (time.time() if now is None else now):
        return Token(workspace_id, secret)
    return Token(workspace_id, secret, user_home, until)


def _mac(keys: Secrets, body: bytes) -> bytes:
    return keys.mac(body, purpose=_PURPOSE)[:_MAC_BYTES]
