"""Which certificate of a mail server is believed: by authorities, ours or the system's, or one alone."""

import hashlib
import ssl
from datetime import datetime
from hmac import compare_digest
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from otklik.letters import errors

UNTRUSTED: Final = "untrusted_certificate"
"""Nobody who is believed vouches for the certificate, or it is of another name, or out of date."""
CHANGED: Final = "other_certificate"
"""The server shows another certificate than the one that was kept."""
_MOST: Final = 20
_NAMES: Final = 10


class Trust(msgspec.Struct, frozen=True):
    """Whom to believe. `fingerprint`: SHA-256 of the one certificate that is right, whatever else it says.

    `authority`: PEM of those who may vouch for the server's name. Neither: the authorities of the system.
    """

    fingerprint: str | None = None
    authority: str | None = None


class Certificate(msgspec.Struct, frozen=True):
    """What a server shows; `names` it is good for, ten at most."""

    fingerprint: str
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime


class OtherCertificateError(ssl.SSLCertVerificationError):
    """The server's certificate is not the one that was kept."""


class _OneCertificate(ssl.SSLObject):
    """Ends the handshake when the certificate is another one: before anything was said to the server."""

    def do_handshake(self) -> None:
        super().do_handshake()
        context = self.context
        assert isinstance(context, _OneContext)  # noqa: S101 - made below, and nowhere else
        shown = fingerprint_of(self.getpeercert(binary_form=True) or b"")
        if not compare_digest(shown, context.fingerprint):
            raise OtherCertificateError(f"the server shows another certificate, SHA-256 {shown}")


class _OneContext(ssl.SSLContext):
    """Believes one certificate; its fingerprint says all, so names and dates are not asked."""

    fingerprint: str
    sslobject_class = _OneCertificate


def make_context(trust: Trust) -> ssl.SSLContext:
    """The TLS of a connection that believes nobody else."""
    if trust.fingerprint is not None:
        context = _OneContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.fingerprint = trust.fingerprint
        return context
    if trust.authority is not None:
        own = ssl.create_default_context(cadata=trust.authority)
        # A server's own certificate may be named as its authority.
        own.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return own
    return ssl.create_default_context()


def make_looking_context() -> ssl.SSLContext:
    """The TLS of a connection that only looks at what is shown: nothing may be said over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def why_refused(error: BaseException) -> str:
    """UNTRUSTED or CHANGED when the certificate was the reason, else ""."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, OtherCertificateError):
            return CHANGED
        if isinstance(found, ssl.SSLCertVerificationError):
            return UNTRUSTED
        found = found.__cause__
    return ""


def fingerprint_of(der: bytes) -> str:
    """SHA-256 of a certificate, 64 hexadecimal digits."""
    return hashlib.sha256(der).hexdigest()


def read_certificate(der: bytes) -> Certificate:
    """What a certificate says of itself. Raises ValueError: it is none."""
    found = x509.load_der_x509_certificate(der)
    return Certificate(
        fingerprint=fingerprint_of(der),
        subject=found.subject.rfc4514_string(),
        issuer=found.issuer.rfc4514_string(),
        names=_names(found),
        not_before=found.not_valid_before_utc,
        not_after=found.not_valid_after_utc,
    )


def check_authority(text: str) -> str:
    """The certificates of a text in PEM and nothing else of it. Raises InvalidError."""
    if "PRIVATE KEY-----" in text:
        raise errors.key_for_certificate()
    try:
        found = x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise errors.bad_certificate() from error
    if len(found) > _MOST:
        raise errors.bad_certificate()
    pem = "".join(each.public_bytes(Encoding.PEM).decode() for each in found)
    try:
        make_context(Trust(authority=pem))
    except (ssl.SSLError, ValueError) as error:
        raise errors.bad_certificate() from error
    return pem


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(str(each.value) for each in found if not isinstance(each, x509.OtherName))[:_NAMES]
