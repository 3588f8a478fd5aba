"""Who takes messages of the site, and what is offered. Shapes only."""

from datetime import datetime
from typing import Any

import msgspec

from otklik.messaging.contracts import Send


class Taker(msgspec.Struct, frozen=True):
    """A browser and what it may take: sends to `homes`.

    `knows_person`: templates may tell it what the card says. `members`: all homes of the human, for what is
    counted. `visit_at`: when this visit began.
    """

    workspace_id: int
    device_id: int
    homes: tuple[int, ...]
    members: tuple[int, ...]
    knows_person: bool
    visit_at: datetime


class Offer(msgspec.Struct, frozen=True):
    """A send with what it says to this person."""

    send: Send
    content: dict[str, Any]
