"""What is pushed to members, and where to. Shapes only."""

from typing import Final

import msgspec

MAX_TITLE: Final = 100
MAX_BODY: Final = 180


class Subscription(msgspec.Struct, frozen=True):
    """A browser that a member lets us notify; `p256dh` and `auth` are its keys (RFC 8291)."""

    id: int
    workspace_id: int
    member_id: int
    endpoint: str
    p256dh: bytes
    auth: bytes
    user_agent: str
    is_phone: bool
    has_previews: bool
    failures: int


class Notice(msgspec.Struct, frozen=True):
    """What members are told. `kind`: what stands in place of the words where previews are off.

    A later notice of the same `topic` takes the place of an earlier one that was not seen.
    """

    kind: str
    title: str
    body: str
    url: str
    topic: str
