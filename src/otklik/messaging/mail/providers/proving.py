"""Whether a call is the provider's own: signatures over the raw body, compared in constant time. Pure.

SNS: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html: only certificates that
Amazon serves itself are fetched, only of a topic that the workspace has named.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import load_pem_x509_certificate

from otklik.messaging.mail.providers.contracts import Provider
from otklik.messaging.mail.providers.reading import find

FRESH: Final = timedelta(hours=24)
"""Providers repeat for hours what we did not take; older calls are replays."""
_AMAZON: Final = re.compile(r"sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?")
_NOTICE: Final = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_ASKING: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


def proves_hmac(provider: Provider, body: Any, *, secret: str, now: datetime) -> bool:  # noqa: ANN401 - any JSON
    """HMAC-SHA256 over fields of the body, in hex."""
    signed = "".join(str(find(body, path) or "") for path in provider.signed)
    given = str(find(body, provider.signature) or "")
    wanted = hmac.digest(secret.encode(), signed.encode(), "sha256").hex()
    is_ours = hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))
    return is_ours and is_fresh(str(find(body, provider.timestamp) or ""), now)


def proves_ecdsa(raw: bytes, *, signature: str, timestamp: str, key: str, now: datetime) -> bool:
    """ECDSA P-256 over timestamp and raw body; `key`: its public half in base64 (DER)."""
    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
        given = base64.b64decode(signature, validate=True)
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return False
        public.verify(given, timestamp.encode() + raw, ec.ECDSA(SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError):
        return False
    return is_fresh(timestamp, now)


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Whether seconds since 1970 are of the last day."""
    if not timestamp.isdigit() or len(timestamp) > 12:  # noqa: PLR2004 - seconds, not more
        return False
    return abs(now.timestamp() - int(timestamp)) <= FRESH.total_seconds()


def is_amazons(url: str) -> bool:
    """Whether an address is one that SNS itself answers at."""
    parts = urlsplit(url)
    try:
        is_plain = parts.port in {None, 443} and parts.username is None
    except ValueError:
        return False
    return parts.scheme == "https" and is_plain and bool(_AMAZON.fullmatch(parts.hostname or ""))


def proves_sns(body: Mapping[str, Any], *, certificate: bytes, topic: str) -> bool:
    """Whether a message of SNS is signed by the certificate (PEM), and of the workspace's topic."""
    if not topic or body.get("TopicArn") != topic:
        return False
    names = _NOTICE if body.get("Type") == "Notification" else _ASKING
    spelt = "".join(f"{name}\n{body[name]}\n" for name in names if isinstance(body.get(name), str))
    algorithm: HashAlgorithm = SHA256() if body.get("SignatureVersion") == "2" else SHA1()  # noqa: S303 - SNS version 1
    try:
        public = load_pem_x509_certificate(certificate).public_key()
        if not isinstance(public, rsa.RSAPublicKey):
            return False
        given = base64.b64decode(str(body.get("Signature", "")), validate=True)
        public.verify(given, spelt.encode(), padding.PKCS1v15(), algorithm)
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError):
        return False
    return True
