"""The second factor: codes of an authenticator app (RFC 6238) and recovery codes. Pure; `now` is given."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError

from otklik.infra.secrets import Secrets

ISSUER = "Otklik"
# A phone's clock may be half a minute off.
WINDOW_STEPS = 1
RECOVERY_CODES = 10
_RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_RECOVERY_GROUP = 5


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the member's app must learn: the secret, the `otpauth://` address and its picture."""

    secret: str
    uri: str
    svg: str


def create_enrolment(email: str) -> Enrolment:
    """A fresh secret of 160 bits for this member."""
    secret = pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    return Enrolment(secret=secret, uri=uri, svg=_picture(uri))


def _picture(uri: str) -> str:
    """The address as a QR code; with its namespace, without which no browser shows it as an image."""
    file = BytesIO()
    code = segno.make(uri, micro=False)
    code.save(file, kind="svg", xmldecl=False, nl=False, scale=4, border=2, dark="#000", light="#fff")
    return file.getvalue().decode()


def find_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The time step that the code belongs to, at most one step from `now`; None when it is wrong."""
    digits = code.replace(" ", "")
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=WINDOW_STEPS)
    except OTPVerificationError:
        return None


def create_recovery_codes() -> list[str]:
    """Ten codes of 49 bits, each good once: `abcde-fghij`."""
    return [f"{_group()}-{_group()}" for _ in range(RECOVERY_CODES)]


def hash_recovery_code(code: str) -> bytes:
    """The stored form; blanks, dashes and case do not matter."""
    return Secrets.hash_token(code.replace("-", "").replace(" ", "").lower())


def _group() -> str:
    return "".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_GROUP))
