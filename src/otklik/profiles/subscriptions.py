"""Subscriptions: leave to send promotional messages of a channel, or of one topic of it.

`$unsubscribed` without a topic is about the whole channel. A topic's own word goes before its channel's,
unless the channel was left after it (docs/reference/marks.md).
"""

from collections.abc import Mapping
from typing import Final

from otklik.profiles import errors
from otklik.profiles.contracts import Json
from otklik.profiles.contracts_marks import CHANNELS, subscription_key

SUBSCRIBED: Final = "$subscribed"
UNSUBSCRIBED: Final = "$unsubscribed"
SUBSCRIPTION_EVENTS: Final = frozenset({SUBSCRIBED, UNSUBSCRIBED})
MAX_TOPIC_CHARS: Final = 200
_CHANNELS: Final = frozenset(CHANNELS)


def read_subscription(properties: Mapping[str, Json]) -> str | None:
    """The key of the mark that a subscription event is about; None for what is no channel or no topic."""
    channel, topic = properties.get("channel"), properties.get("topic")
    if not isinstance(channel, str) or channel not in _CHANNELS:
        return None
    if topic is None or topic == "":
        return subscription_key(channel)
    if not isinstance(topic, str) or len(topic) > MAX_TOPIC_CHARS:
        return None
    return subscription_key(channel, topic)


def check_subscription(channel: str, topic: str) -> str:
    """The key of the mark. Raises InvalidError for a channel we do not know."""
    key = read_subscription({"channel": channel, "topic": topic})
    if key is None:
        raise errors.unknown_channel(channel[:60])
    return key
