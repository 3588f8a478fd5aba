"""The installation's key and everything that is sealed, signed or hashed with it."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadSignature, URLSafeTimedSerializer

from otklik.infra.keyfile import KEY_BYTES

_PURPOSES: Final = 64
"""So many derived keys are remembered: a letter of ten links asks for the same one ten times."""


class SealError(Exception):
    """A sealed or signed text is not ours, was changed, or is too old."""


class Secrets:
    """Seals, signs and hashes with one key of 32 bytes; a purpose keeps each use apart."""

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError("the secret key must have at least 32 bytes")
        self._key = key
        self._derive = lru_cache(maxsize=_PURPOSES)(self._derive_anew)
        self._fernet = Fernet(urlsafe_b64encode(self._derive("encrypt")))

    def encrypt(self, data: bytes) -> bytes:
        """Seal bytes for storage (AES-CBC with HMAC, Fernet)."""
        return self._fernet.encrypt(data)

    def decrypt(self, sealed: bytes) -> bytes:
        """Open what `encrypt` sealed. Raises SealError."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise SealError("sealed with another key, or damaged") from None

    def sign(self, value: object, *, purpose: str) -> str:
        """A signed, readable text of a JSON value, safe in a URL; it carries its time."""
        return self._serializer(purpose).dumps(value)

    def unsign(self, text: str, *, purpose: str, max_age_s: int | None = None) -> object:
        """The value of `sign`. Raises SealError: not ours, another purpose, too old."""
        try:
            return self._serializer(purpose).loads(text, max_age=max_age_s)
        except BadSignature:
            raise SealError("the signature does not hold") from None

    def mac(self, data: bytes, *, purpose: str) -> bytes:
        """A keyed hash of 32 bytes (HMAC-SHA-256)."""
        return hmac.digest(self._derive(purpose), data, "sha256")

    @staticmethod
    def hash_token(token: str) -> bytes:
        """The stored form of a random token (SHA-256; tokens have 128 bits or more, so no salt is needed)."""
        return hashlib.sha256(token.encode()).digest()

    def _derive_anew(self, purpose: str) -> bytes:
        return hmac.digest(self._key, f"otklik {purpose}".encode(), "sha256")

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._derive("sign"), salt=purpose, signer_kwargs={"digest_method": hashlib.sha256}
        )
