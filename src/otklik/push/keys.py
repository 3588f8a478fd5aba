"""The key that push services know this installation by (VAPID, RFC 8292).

It follows from the installation's key, so there is nothing to keep and every process has the same one. With
another installation's key the browsers' subscriptions hold no more: their push services say so, and they go.
"""

import time
from base64 import urlsafe_b64encode
from typing import Final
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from otklik.infra.secrets import Secrets

_PURPOSE: Final = "push key"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256."""
_LIVES_S: Final = 12 * 3_600


def load_key(secrets: Secrets) -> ec.EllipticCurvePrivateKey:
    """The installation's push key."""
    scalar = int.from_bytes(secrets.mac(b"1", purpose=_PURPOSE), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(scalar, ec.SECP256R1())


def encode_point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encode_text(data: bytes) -> str:
    """Base64 for URLs, without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def read_public_key(secrets: Secrets) -> str:
    """What a browser subscribes with."""
    return encode_text(encode_point(load_key(secrets).public_key()))


def authorize(secrets: Secrets, *, endpoint: str, public_url: str, now: float | None = None) -> str:
    """The `Authorization` of a push to this endpoint."""
    parts, own = urlsplit(endpoint), urlsplit(public_url)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time() if now is None else now) + _LIVES_S,
        "sub": public_url if own.scheme == "https" else f"mailto:otklik@{own.hostname or 'localhost'}",
    }
    token = jwt.encode(claims, load_key(secrets), algorithm="ES256")
    return f"vapid t={token}, k={read_public_key(secrets)}"
