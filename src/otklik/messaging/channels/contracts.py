"""What a channel is to the ledger.

A *wire* leaves the database: its sends are claimed first, so whoever dies with one leaves it `unknown`. An
*inner* channel writes to our own tables in the transaction that says `sent`: it cannot be in doubt. A channel
that is pulled (a popup) has neither; browsers claim its sends.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

import msgspec

from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.messaging.contracts import Channel, Send
from otklik.profiles.recipients import Recipient


class Delivery(msgspec.Struct, frozen=True):
    """A send with all that it takes to deliver it. `key`: the far side may know a repeat by it."""

    send: Send
    content: Mapping[str, Any]
    recipient: Recipient
    variables: Mapping[str, Any]
    key: str
    now: datetime


class Result(StrEnum):
    """How a delivery ended."""

    SENT = "sent"
    AGAIN = "again"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Outcome(msgspec.Struct, frozen=True):
    """The end of one delivery. `reason`: a code; `error`: words of the far side, for people.

    AGAIN: it surely did not arrive and may later, `after` at the earliest (None: the ledger's back-off); so
    often as the ledger does, or (`patience`) until so long after it was let go.
    UNKNOWN: it may have arrived.
    """

    result: Result
    reason: str = ""
    error: str = ""
    external_id: str | None = None
    after: timedelta | None = None
    patience: timedelta | None = None


class Medium(Protocol):
    """What every channel tells of itself."""

    @property
    def channel(self) -> Channel:
        """Which one it is."""

    @property
    def is_ringing(self) -> bool:
        """Whether it may wake somebody: quiet hours are for those."""

    @property
    def html_fields(self) -> frozenset[str]:
        """Fields of its content that are HTML: values in them are escaped."""

    def find_address(self, recipient: Recipient) -> str | None:
        """Where it reaches somebody, in one normal form; None: nowhere, "" where no address is needed."""

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Every fault of a content, by its path."""


@runtime_checkable
class Wire(Medium, Protocol):
    """A channel that leaves the database."""

    @property
    def at_once(self) -> int:
        """How many go on the wire together: no more are claimed."""

    async def deliver(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Send; an outcome each, in order. Ends within the lease."""


class Admission(msgspec.Struct, frozen=True):
    """What a gate said of sends: `put_off` leave later (it is written), `ends` not at all; the rest goes."""

    put_off: frozenset[int]
    ends: Mapping[int, Outcome]


@runtime_checkable
class Gated(Wire, Protocol):
    """A wire that is asked before each claim, and told each end in the transaction that writes it."""

    async def admit(self, connection: Connection, sends: Sequence[Send], *, now: datetime) -> Admission:
        """Judge ready sends that the caller holds."""

    async def record(
        self, connection: Connection, ends: Sequence[tuple[Send, Outcome]], *, now: datetime
    ) -> None:
        """Count what became of sends."""


@runtime_checkable
class Inner(Medium, Protocol):
    """A channel whose delivery is a write of our own."""

    async def write(self, connection: Connection, delivery: Delivery) -> Outcome:
        """Write in the caller's transaction. AppError: it cannot be delivered."""
