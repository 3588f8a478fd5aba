"""Names in conditions: of events as the doors say them, of channels, of what happened to a message."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Protocol

from otklik.intake.translate import CARROTQUEST_EVENTS, SEGMENT_EVENTS

CHANNELS: Final = (
    *("chat", "popup", "form", "email", "web_push", "app_push", "sms", "telegram", "vk", "max"),
    *("facebook", "callback", "webhook", "task"),
)
CONSENTS: Final = ("processing", "advertising", "tracking")
"""The kinds of `profiles.consents`."""

_SEGMENT_PAGE: Final[Mapping[str, str]] = {"page": "$page_viewed", "$session_start": "$session_started"}


class MessageStatus(StrEnum):
    """What may have happened to a message; each is an event `$message_<status>`."""

    SENT = "sent"
    DELIVERED = "delivered"
    SHOWN = "shown"
    READ = "read"
    CLICKED = "clicked"
    CLOSED = "closed"
    REPLIED = "replied"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    FAILED = "failed"
    SKIPPED = "skipped"


_SOURCES: Final = (
    *("referrer", "landing_url", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"),
    "channel_kind",
)
FROM_EVENTS: Final = frozenset(
    {
        *("$first_seen", "$last_seen", "$sessions_count", "$pages_count", "$country", "$city", "$language"),
        *("$time_zone", "$gclid", "$yclid", "$fbclid", "$ga_client_id", "$ym_client_id"),
        *(f"${end}_{field}" for end in ("initial", "last") for field in _SOURCES),
        *("$cart_amount", "$cart_items", "$viewed_products", "$ordered_items", "$orders_count", "$revenue"),
        *("$paid_orders_count", "$last_payment", "$last_order_at", "$last_order_status", "$average_cheque"),
    }
)
"""Properties that follow from events: what they were is asked of the events."""


class Resolver(Protocol):
    """What a condition's names lead to in one workspace; the caller has loaded it before parsing."""

    def event_name(self, name: str) -> str:
        """Our name of an event that may be a door's own."""

    def has_segment(self, segment_id: int) -> bool:
        """Whether the workspace has this segment."""

    def has_list(self, list_id: int) -> bool:
        """Whether the workspace has this list."""

    def has_channel(self, channel: str) -> bool:
        """Whether this is a channel one can subscribe to."""

    def has_history(self, name: str) -> bool:
        """Whether past values of this property are kept, so that `for_…` can be asked of it."""


class AnyNames:
    """The Resolver that finds every segment, list and history, and only the channels of the product."""

    def event_name(self, name: str) -> str:
        """Our name of a standard event, else the name itself."""
        return our_event_name(name)

    def has_segment(self, segment_id: int) -> bool:
        """True for every id."""
        return segment_id > 0

    def has_list(self, list_id: int) -> bool:
        """True for every id."""
        return list_id > 0

    def has_channel(self, channel: str) -> bool:
        """True for the channels of the glossary."""
        return channel in CHANNELS

    def has_history(self, name: str) -> bool:
        """True for every name."""
        return bool(name)


def our_event_name(name: str) -> str:
    """Our name of an event that Segment's specification or Carrot Quest names otherwise.

    Segment's names count in any capitals, as at its door. A name of ours, or of the site, stays.
    """
    return SEGMENT_EVENTS.get(name.lower()) or CARROTQUEST_EVENTS.get(name) or _SEGMENT_PAGE.get(name, name)
