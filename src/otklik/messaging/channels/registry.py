"""The channels that this installation has; the composition fills it at start."""

from collections.abc import Iterator

from otklik.messaging.channels.contracts import Medium
from otklik.messaging.contracts import Channel


class Channels:
    """Media by their channel."""

    __slots__ = ("_media",)

    def __init__(self, *media: Medium) -> None:
        self._media = {medium.channel: medium for medium in media}

    def find(self, channel: Channel) -> Medium | None:
        """The medium of a channel; None where there is none."""
        return self._media.get(channel)

    def __iter__(self) -> Iterator[Medium]:
        return iter(self._media.values())
