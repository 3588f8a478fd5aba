"""What the doors of this room hand to each other."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

MAX_EVENT_BYTES: Final = 32 * 1024
MAX_BATCH_BYTES: Final = 500 * 1024
MAX_BATCH_EVENTS: Final = 2_500
MAX_PROPERTIES: Final = 10_000
MAX_MESSAGE_ID: Final = 100
MAX_EVENT_NAME: Final = 255
MAX_ID: Final = 512

TYPES: Final = frozenset({"track", "identify", "page", "screen", "group", "alias", "heartbeat"})


class DoorKind(StrEnum):
    """Which door an item came through; decides whose address and browser the connection shows."""

    BROWSER = "browser"
    SERVER = "server"
    CARROTQUEST = "carrotquest"
    API = "api"
    IMPORT = "import"
    SYSTEM = "system"


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """An item that passed: its JSON with a messageId in it, and the key that places it in a partition."""

    raw: bytes
    key: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that did not pass: a stable reason, where, and a word on it."""

    reason: str
    path: str = ""
    detail: str = ""
    message_id: str = ""
    item: str = ""


class Envelope(msgspec.Struct):
    """The outside of a Segment batch; items stay raw, so that each is judged alone."""

    batch: list[msgspec.Raw]
    writeKey: object = None  # noqa: N815 - Segment's name
    sentAt: object = None  # noqa: N815 - Segment's name
    context: msgspec.Raw = msgspec.Raw(b"null")
