"""What the inbox's statistics count: requests, and how a person's answer to them is judged.

The definitions are told in docs/reference/inbox-statistics.md; this is where they are made.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from otklik.inbox.contracts import TalkChannel

SILENCE: Final = timedelta(hours=24)
"""After so long without a word of either side a visitor's message is a new request."""
MAX_DAYS: Final = 366
"""Of a period."""
_DAY_S: Final = 86_400


class Request(msgspec.Struct, frozen=True):
    """A visitor's question: his message after silence, and what people did about it.

    `part`: the message it begins with. `replied_at`: the first answer of a person. `closed_at`: the closing
    that ended it, None while it is open again.
    """

    conversation_id: int
    part: int
    channel: TalkChannel
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


class Question(msgspec.Struct, frozen=True):
    """What is asked for. 0 as operator or team: nobody's. `weekday`: 0 is Monday, of the workspace's zone."""

    first: date | None = None
    last: date | None = None
    operator: int | None = None
    team: int | None = None
    tag: str | None = None
    channel: TalkChannel | None = None
    weekday: int | None = None
    hour: int | None = None
    score: int | None = None
    answer_within_s: int = _DAY_S
    clock: Clock = Clock.ALL


class CsvOf(StrEnum):
    """What a file tells."""

    OPERATOR = "operator"
    TEAM = "team"
    TAG = "tag"
    CHANNEL = "channel"
    DAY = "day"
    REQUEST = "request"
    RATING = "rating"
