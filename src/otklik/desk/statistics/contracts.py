"""What the inbox's statistics count: requests, and how a person's answer to them is judged.

The definitions are told in docs/reference/inbox-statistics.md; this is where they are made.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from otklik.inbox.contracts import Channel

SILENCE: Final = timedelta(hours=24)
"""After so long without a word of either side a visitor's message is a new request."""


class Request(msgspec.Struct, frozen=True):
    """A visitor's question: his message after silence, and what people did about it.

    `part`: the message it begins with. `replied_at`: the first answer of a person. `closed_at`: the closing
    that ended it, None while it is open again.
    """

    conversation_id: int
    part: int
    channel: Channel
    asked_at: datetime
    replied_at: datetime | None = None
    replied_by: int | None = None
    closed_at: datetime | None = None


class Measure(StrEnum):
    """One number of the page, and the list behind it."""

    NEW = "new"
    ANSWERED = "answered"
    MISSED = "missed"
    LATE = "late"
    WAITING = "waiting"
    REPLIED = "replied"
    RESOLVED = "resolved"
    RATED = "rated"
    SATISFIED = "satisfied"
    COMMENTED = "commented"


OF_RATINGS: Final = frozenset({Measure.RATED, Measure.SATISFIED, Measure.COMMENTED})
"""Measures of the visitors' ratings; the others are of requests."""


class Clock(StrEnum):
    """How time is measured: all of it, or only while the team works."""

    ALL = "all"
    WORKING = "working"


class Group(StrEnum):
    """What the table is told by."""

    OPERATOR = "operator"
    TEAM = "team"
    TAG = "tag"
    CHANNEL = "channel"
