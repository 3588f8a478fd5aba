"""What messaging is made of: sends, what is decided about them, what is heard. Shapes only."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Final, TypeAlias

import msgspec

GLOBAL: Final = 0
"""The scenario id of the global control group."""
MAX_KEY: Final = 200
MAX_VARIABLES_BYTES: Final = 16_384


class Channel(StrEnum):
    """Code words of the channels (glossary)."""

    CHAT = "chat"
    POPUP = "popup"
    FORM = "form"
    EMAIL = "email"
    WEB_PUSH = "web_push"
    APP_PUSH = "app_push"
    SMS = "sms"
    TELEGRAM = "telegram"
    VK = "vk"
    MAX = "max"
    FACEBOOK = "facebook"
    CALLBACK = "callback"
    WEBHOOK = "webhook"
    TASK = "task"


class Purpose(StrEnum):
    """What a message is for, in reports."""

    MARKETING = "marketing"
    PRODUCT = "product"


class MessageKind(StrEnum):
    """What the law and the caps see in it; transactional is free of caps, quiet hours and unsubscribing."""

    PROMOTIONAL = "promotional"
    TRANSACTIONAL = "transactional"


class Lane(IntEnum):
    """Which planned sends are looked at first."""

    TRANSACTIONAL = 0
    TRIGGERED = 1
    BULK = 2


class SendState(StrEnum):
    """Where a send stands (docs/adr/0013-one-ledger-of-sends.md)."""

    PLANNED = "planned"
    READY = "ready"
    CLAIMED = "claimed"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"


class SkipReason(StrEnum):
    """Why a send was decided against."""

    ERASED = "erased"
    PAUSED = "paused"
    STOPPED = "stopped"
    EXPIRED = "expired"
    FILTER = "filter"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    UNSUBSCRIBED = "unsubscribed"
    NO_CONSENT = "no_consent"
    UNCONFIRMED = "unconfirmed"
    DUPLICATE_ADDRESS = "duplicate_address"
    DUPLICATE_RUN = "duplicate_run"
    GLOBAL_CONTROL = "global_control"
    CONTROL = "control"
    CAP = "cap"
    PRIORITY = "priority"
    QUIET_EXPIRED = "quiet_expired"
    INVALID_CONTENT = "invalid_content"
    NOTHING_TO_ASK = "nothing_to_ask"
    NO_CHANNEL = "no_channel"
    NO_PROMO_CODE = "no_promo_code"


class Wait(StrEnum):
    """Why a send leaves later than planned; stands in its journal."""

    QUIET = "quiet"
    ZONE = "zone"
    LOOP = "loop"
    PAUSED = "paused"
    RETRY = "retry"
    PACE = "pace"
    WARM_UP = "warm_up"
    DOMAIN = "domain"
    REPUTATION = "reputation"


class Heard(StrEnum):
    """What may be heard of a send after it left; each is kept with its moment."""

    DELIVERED = "delivered"
    SHOWN = "shown"
    READ = "read"
    CLICKED = "clicked"
    REPLIED = "replied"
    CLOSED = "closed"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"
    BOUNCED = "bounced"


class NewSend(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one person, to be decided upon at `release_at` or later.

    `unique_key`: of the planner; the same key in a workspace is the same send. `profile_id`: any home of the
    person; it stays his send's home. `control_share`: of the scenario's own control group, 0 to 1.
    `address_group`: among the sends of one group an address gets one ("" = no such rule).
    `cause_send_id`: the send whose `$message_…` event triggered this one. `is_bulk`: it goes behind what one
    person waits for. `variables`: what only this send knows (its event), at most 16 KB of JSON.
    `address`: where a transactional one goes instead of the card's address.
    """

    unique_key: str
    profile_id: int
    channel: Channel
    content_id: int
    purpose: Purpose
    kind: MessageKind
    release_at: datetime
    scenario_id: int | None = None
    version_id: int | None = None
    node: str = ""
    run_id: int | None = None
    topic: str = ""
    priority: int = 0
    arm: str | None = None
    control_share: float = 0.0
    address_group: str = ""
    cause_send_id: int | None = None
    is_bulk: bool = False
    expires_at: datetime | None = None
    variables: dict[str, Any] = {}
    address: str | None = None

    @property
    def lane(self) -> Lane:
        """Which planned sends it stands among."""
        if self.kind is MessageKind.TRANSACTIONAL:
            return Lane.TRANSACTIONAL
        return Lane.BULK if self.is_bulk else Lane.TRIGGERED


class Planned(msgspec.Struct, frozen=True):
    """A send that stands in the ledger; `is_new`: it was not there before."""

    send_id: int
    is_new: bool


class Candidate(msgspec.Struct, frozen=True):
    """A send that is being decided upon, as the planner's own filter sees it."""

    workspace_id: int
    send_id: int
    scenario_id: int | None
    version_id: int | None
    node: str
    run_id: int | None
    profile_id: int


class Decided(msgspec.Struct, frozen=True):
    """The end of a send: sent, skipped, failed or unknown. A send made again by hand may end twice."""

    workspace_id: int
    send_id: int
    run_id: int | None
    node: str
    state: SendState
    reason: str
    at: datetime


class Send(msgspec.Struct, frozen=True):
    """A row of the ledger; fields as in the table."""

    id: int
    workspace_id: int
    unique_key: str
    scenario_id: int | None
    version_id: int | None
    node: str
    run_id: int | None
    profile_id: int
    channel: Channel
    content_id: int
    purpose: Purpose
    kind: MessageKind
    topic: str
    priority: int
    arm: str | None
    control_share: float
    address_group: str
    cause_send_id: int | None
    state: SendState
    reason: str
    address: str | None
    planned_at: datetime
    release_at: datetime
    expires_at: datetime | None
    released_at: datetime | None
    claimed_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    shown_at: datetime | None
    read_at: datetime | None
    clicked_at: datetime | None
    replied_at: datetime | None
    closed_at: datetime | None
    unsubscribed_at: datetime | None
    complained_at: datetime | None
    bounced_at: datetime | None
    attempts: int
    error: str
    external_id: str | None
    journal: list[dict[str, Any]]
    variables: dict[str, Any]
    lane: int = Lane.TRIGGERED
    gate: int = 0


OnDecided: TypeAlias = Callable[[Any, Sequence[Decided]], Awaitable[None]]
"""async (connection, ends of sends): called inside the transaction that decides."""

Filter: TypeAlias = Callable[[Any, Sequence[Candidate]], Awaitable[Mapping[int, SkipReason]]]
"""async (connection, candidates) -> the reason for each send id that shall not leave."""
