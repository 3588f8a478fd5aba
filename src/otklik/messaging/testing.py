"""Channels for tests: they keep what was given to them instead of sending it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.messaging.channels.contracts import Delivery, Outcome, Result
from otklik.messaging.contracts import Channel
from otklik.profiles.recipients import Recipient


class _Kept:
    """A channel that keeps deliveries; `answer` says how each ends."""

    html_fields: frozenset[str] = frozenset()

    def __init__(self, channel: Channel, *, is_ringing: bool) -> None:
        self.channel = channel
        self.is_ringing = is_ringing
        self.delivered: list[Delivery] = []
        self.answer: Callable[[Delivery], Outcome] = lambda _: Outcome(Result.SENT)

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Anything goes."""
        del content
        return []


class KeptWire(_Kept):
    """A wire that keeps deliveries; it reaches people by the phone on their card."""

    def __init__(self, channel: Channel = Channel.SMS, *, is_ringing: bool = True, at_once: int = 50) -> None:
        super().__init__(channel, is_ringing=is_ringing)
        self.at_once = at_once

    def find_address(self, recipient: Recipient) -> str | None:
        """The phone on the card."""
        phone = recipient.properties.get("$phone")
        return phone if isinstance(phone, str) and phone else None

    async def deliver(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Keep them."""
        self.delivered.extend(deliveries)
        return [self.answer(delivery) for delivery in deliveries]


class KeptInner(_Kept):
    """An inner channel that keeps deliveries."""

    def __init__(self, channel: Channel = Channel.TASK) -> None:
        super().__init__(channel, is_ringing=False)

    def find_address(self, recipient: Recipient) -> str | None:
        """No address is needed."""
        del recipient
        return ""

    async def write(self, connection: Connection, delivery: Delivery) -> Outcome:
        """Keep it."""
        del connection
        self.delivered.append(delivery)
        return self.answer(delivery)
