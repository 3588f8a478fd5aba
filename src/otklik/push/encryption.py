"""Seals what is pushed for one browser (RFC 8291 over RFC 8188): its push service cannot read it."""

import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from otklik.push.keys import encode_point

MAX_BYTES: Final = 3_993
"""Of what is sealed: one record, and no service takes more than 4 096 bytes."""
SALT_BYTES: Final = 16
AUTH_BYTES: Final = 16
_RECORD: Final = 4_096
_LAST: Final = b"\x02"


def read_point(data: bytes) -> ec.EllipticCurvePublicKey:
    """A browser's public key. Raises ValueError when it is no point of P-256."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)


def encrypt(
    data: bytes,
    *,
    p256dh: bytes,
    auth: bytes,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push; `salt` and `own` are fresh but in tests. Raises ValueError: too long, no point."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"at most {MAX_BYTES} bytes can be pushed")
    salt, own = salt or os.urandom(SALT_BYTES), own or ec.generate_private_key(ec.SECP256R1())
    point = encode_point(own.public_key())
    shared = own.exchange(ec.ECDH(), read_point(p256dh))
    secret = derive(shared, salt=auth, info=b"WebPush: info\0" + p256dh + point, length=32)
    key = derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    head = salt + _RECORD.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, data + _LAST, None)


def derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF with SHA-256."""
    return HKDF(SHA256(), length, salt, info).derive(secret)
