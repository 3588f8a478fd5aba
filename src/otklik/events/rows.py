"""Rows of ClickHouse as they are shipped: field names are the columns, times are text of milliseconds.

(An unquoted integer would be read as seconds.) Every row carries its `batch`, the proof of its delivery.
"""

from typing import Final

import msgspec

EVENTS: Final = "events"
BOT_EVENTS: Final = "bot_events"
SEEN: Final = "seen"
PROPERTY_WRITES: Final = "property_writes"
PROPERTY_NOW: Final = "property_now"
MARK_WRITES: Final = "mark_writes"
REDIRECTS: Final = "redirects"
OF_PEOPLE: Final = frozenset({PROPERTY_WRITES, PROPERTY_NOW, MARK_WRITES, REDIRECTS})
"""What people are; the other tables say what they did."""

ROW_KEYS: Final = {
    EVENTS: ("workspace_id", "pos"),
    BOT_EVENTS: ("workspace_id", "pos"),
    PROPERTY_WRITES: ("workspace_id", "property", "person", "k"),
    MARK_WRITES: ("workspace_id", "kind", "key", "person", "k"),
}
"""Columns that tell rows of one batch apart, for tables in which a doubled row would count twice.

The others (`seen`, `property_now`, `redirects`) are read so that a repeated row changes nothing.
"""


class EventRow(msgspec.Struct, gc=False):
    """A row of `events` and `bot_events`; `properties` and `context` are JSON text, `ts` milliseconds.

    What only a visit tells (page, place, browser) is empty unless given.
    """

    workspace_id: int
    name: str
    ts: str
    person: int
    pos: int
    batch: int
    device: int
    session: int
    received_at: str
    message_id: str
    original_name: str
    source: str
    identity: str = ""
    quiet: int = 0
    url: str = ""
    country: str = ""
    city: str = ""
    device_type: str = ""
    browser: str = ""
    os: str = ""
    context: str = "{}"
    properties: str = "{}"


class SeenRow(msgspec.Struct, gc=False):
    """A row of `seen`: the hash of (workspace, messageId) and the hour of its arrival, in seconds."""

    hour: int
    h: int
    batch: int
