"""Says to all web processes whose pages have something new, with the commit that makes it so."""

from collections.abc import Collection
from typing import Final

import msgspec

from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection

TOPIC: Final = "site"
_AT_ONCE: Final = 200
"""Homes in one word: it has to fit into a notice."""


class News(msgspec.Struct, frozen=True, array_like=True):
    """These homes have something to take; or (`gone`) this send was taken by one of their browsers."""

    workspace_id: int
    homes: tuple[int, ...]
    gone: int = 0


async def announce(
    bus: Bus, connection: Connection, *, workspace_id: int, homes: Collection[int], gone: int = 0
) -> None:
    """Tell with the commit of the connection's transaction."""
    those = sorted(homes)
    for start in range(0, len(those), _AT_ONCE):
        news = News(workspace_id, tuple(those[start : start + _AT_ONCE]), gone)
        await bus.publish(TOPIC, msgspec.json.encode(news).decode(), connection=connection)


def read_news(text: str) -> News:  # all workspaces: the word names its own
    """A word of the bus."""
    return msgspec.json.decode(text, type=News)
