"""Bodies and answers of push."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from typing import Annotated, Final, TypeAlias

from pydantic import StringConstraints

from otklik.workspaces.schemas import Answer, Body

MAX_ENDPOINT: Final = 1_000
Encoded: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,200}=*$", max_length=204)]

Endpoint: TypeAlias = Annotated[str, StringConstraints(min_length=10, max_length=MAX_ENDPOINT)]


class PushKey(Answer):
    """What a browser subscribes with: the installation's public key (VAPID), base64url."""

    key: str


class SubscriptionBody(Body):
    """What `PushSubscription.toJSON()` gives; `has_previews`: notices show words, else that there are."""

    endpoint: Endpoint
    p256dh: Encoded
    auth: Encoded
    has_previews: bool = True


class MovedBody(Body):
    """What a browser has in place of `old_endpoint`, which its push service gave up."""

    old_endpoint: Endpoint
    endpoint: Endpoint
    p256dh: Encoded
    auth: Encoded


class MovedAnswer(Answer):
    """In so many workspaces the browser is notified at its new address."""

    moved: int


class SubscriptionAnswer(Answer):
    """A browser that is notified."""

    id: int


def decode(text: str) -> bytes:
    """Bytes of base64url, padded or not. Raises ValueError."""
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except Base64Error as error:
        raise ValueError("no base64") from error
