"""One item of the intake log on its way through the pipeline; the stages fill it in place, in turn."""

from typing import Any, Final

import msgspec

MAX_ID_CHARS: Final = 1_000
"""Ids longer than this are cut; profiles refuse far shorter ones."""

SESSION_NUMBER: Final = 0
"""pos of `$session_started` = base + this; it stands before the event that opened the session."""
EVENT_NUMBER: Final = 1
FIRST_DERIVED_NUMBER: Final = 2
LAST_DERIVED_NUMBER: Final = 4_095

BROWSER_DOOR: Final = "browser"
"""The door whose connection is the visitor's own: its address and user agent are his."""
TYPED: Final = "typed"
"""The source of properties that a visitor typed into a field, as the tracker says (`options.source`)."""
SYSTEM_DOOR: Final = "system"
IMPORT_DOOR: Final = "import"


def base_position(log_id: int, item: int) -> int:
    """The position of an item; the 12 lowest bits number the events made of it."""
    return log_id << 24 | item << 12


class Visit(msgspec.Struct, gc=False):
    """What is known of where an event came from; items of one request mostly share it.

    `context` is what the sender told, cleaned; `context_text` its JSON as it is stored.
    """

    context: dict[str, Any]
    context_text: str = "{}"
    ip: str = ""
    user_agent: str = ""
    url: str = ""
    device_type: str = ""
    browser: str = ""
    os: str = ""
    country: str = ""
    city: str = ""
    is_bot: bool = False
    is_enriched: bool = False


class Event(msgspec.Struct, gc=False):
    """An item and what has been decided about it; times are milliseconds, `pos` is its base position.

    `kind` is Segment's type; `drop` is the reason why it will not be stored, "" while it will;
    `property_source` is where its property writes come from, the door when "".
    """

    workspace_id: int
    write_key_id: int
    door: str
    kind: str
    pos: int
    received_ms: int
    ts_ms: int
    message_id: str
    visit: Visit
    name: str = ""
    original_name: str = ""
    anonymous_id: str | None = None
    user_id: str | None = None
    previous_id: str | None = None
    properties: dict[str, Any] = {}
    operations: list[tuple[str, str, Any]] = []
    author: str = ""
    property_source: str = ""
    auth_hash: str = ""
    message_hash: int = 0
    is_quiet: bool = False
    is_bot: bool = False
    drop: str = ""
    person: int = 0
    root: int = 0
    device: int = 0
    session: int = 0


class Derived(msgspec.Struct, gc=False):
    """An event made by the pipeline because of `cause`; `number` orders it among those of the same item."""

    cause: Event
    name: str
    number: int
    ts_ms: int
    person: int
    properties: dict[str, Any]
    source: str
    session: int = 0
    device: int = 0
