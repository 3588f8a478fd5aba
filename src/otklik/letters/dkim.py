"""DKIM signatures (RFC 6376): relaxed/relaxed, RSA-SHA256, by `cryptography`. Pure."""

import hashlib
import re
from base64 import b64encode
from collections import defaultdict
from typing import Final

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

KEY_BITS: Final = 2048
"""Below 1024 receivers ignore it (RFC 8301); 4096 does not fit a plain TXT record."""
_SIGNED: Final = (
    "from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "mime-version",
    "content-type", "list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id", "auto-submitted",
)  # fmt: skip
_NEVER_ADDED: Final = frozenset({"from", "to", "subject", "date", "message-id", "reply-to", "content-type"})
"""Signed once more than they stand: whoever adds another one breaks the signature (RFC 6376, 8.15)."""
_SPACES: Final = re.compile(rb"[ \t]+")
_FOLDS: Final = re.compile(rb"\r\n(?=[ \t])")


class DkimKey:
    """What letters of one domain are signed with."""

    __slots__ = ("_private", "domain", "selector")

    def __init__(self, *, domain: str, selector: str, private: rsa.RSAPrivateKey) -> None:
        self.domain = domain
        self.selector = selector
        self._private = private

    @classmethod
    def make(cls, *, domain: str, selector: str) -> "DkimKey":
        """A new key; takes a tenth of a second."""
        private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        return cls(domain=domain, selector=selector, private=private)

    @classmethod
    def load(cls, *, domain: str, selector: str, pem: bytes) -> "DkimKey":
        """The key that `pem` wrote. Raises ValueError."""
        private = load_pem_private_key(pem, password=None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise TypeError("DKIM is signed with an RSA key")
        return cls(domain=domain, selector=selector, private=private)

    @property
    def pem(self) -> bytes:
        """The private key, to be sealed and kept."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def record_name(self) -> str:
        """Where the record of the public key belongs."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The TXT record of the public key."""
        public = self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"

    def sign(self, letter: bytes, *, at: int) -> bytes:
        """The header `DKIM-Signature` of a letter with CRLF line ends, to be put before it. `at`: seconds."""
        head, _, body = letter.partition(b"\r\n\r\n")
        fields = _read_fields(head)
        names = _choose(fields)
        body_hash = b64encode(hashlib.sha256(relax_body(body)).digest()).decode()
        unsigned = (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector};\r\n t={at};"
            f" h={_wrap(':'.join(names), ':')};\r\n bh={body_hash};\r\n b="
        )
        signed = b"".join(_take(fields, names))
        signed += relax_header(b"dkim-signature", unsigned.encode())
        signature = self._private.sign(signed, padding.PKCS1v15(), SHA256())
        return f"DKIM-Signature: {unsigned}{_lines(b64encode(signature).decode())}\r\n".encode("ascii")


def relax_body(body: bytes) -> bytes:
    """The body as it is hashed: runs of spaces are one, none end a line, no empty last lines (3.4.4)."""
    text = body if body.endswith(b"\r\n") else body + b"\r\n"
    text = text.replace(b"\t", b" ")
    while b"  " in text:  # quicker than an expression, which stops at every single space
        text = text.replace(b"  ", b" ")
    text = text.replace(b" \r\n", b"\r\n")
    while text.endswith(b"\r\n\r\n"):
        text = text[:-2]
    return b"" if text == b"\r\n" else text


def relax_header(name: bytes, value: bytes) -> bytes:
    """A header as it is signed, without its line end (3.4.2)."""
    return name.lower() + b":" + _SPACES.sub(b" ", _FOLDS.sub(b"", value)).strip(b" \t\r\n")


def _read_fields(head: bytes) -> dict[str, list[bytes]]:
    """Values by name, in the order in which they stand."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, _, value = line.partition(b":")
        found[name.decode("ascii", "replace").strip().lower()].append(value)
    return found


def _choose(fields: dict[str, list[bytes]]) -> list[str]:
    names: list[str] = []
    for name in _SIGNED:
        count = len(fields.get(name, ()))
        names += [name] * (count + (name in _NEVER_ADDED))
    return names


def _take(fields: dict[str, list[bytes]], names: list[str]) -> list[bytes]:
    """Signed headers in the order of `names`: of several the last one first; none left is nothing (5.4.2)."""
    left = {name: list(values) for name, values in fields.items()}
    return [relax_header(name.encode(), left[name].pop()) + b"\r\n" for name in names if left.get(name)]


def _lines(text: str) -> str:
    return "\r\n ".join(text[at : at + 72] for at in range(0, len(text), 72))


def _wrap(text: str, mark: str) -> str:
    """Break a list at its marks, so that no line is too long; spaces there do not count (3.2)."""
    lines, line = [], ""
    for piece in text.split(mark):
        if line and len(line) + len(piece) > 66:  # noqa: PLR2004 - a line of 78 with what stands around
            lines.append(line)
            line = ""
        line += piece + mark
    return "\r\n ".join([*lines, line]).removesuffix(mark)
