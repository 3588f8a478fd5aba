"""What is watched of a message, and what is reported. Shapes only."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec


class IncidentKind(StrEnum):
    """What left its usual range."""

    SENT = "sent"
    DELIVERY = "delivery"
    READ = "read"
    CLICK = "click"
    GOAL = "goal"
    FAILURES = "failures"
    UNSUBSCRIBES = "unsubscribes"
    SILENCE = "silence"
    PROMO_LOW = "promo_low"


class Unit(StrEnum):
    """Whether a figure is a number of sends or a share of them."""

    COUNT = "count"
    RATE = "rate"


class How(StrEnum):
    """How the usual range was found (docs/reference/watch.md)."""

    COUNTS = "median_of_counts"
    SHARES = "median_of_shares"
    WAITING = "waiting_time"
    SHARE_LEFT = "share_left"


class Day(msgspec.Struct, frozen=True):
    """A figure of one day: `hits` of `tries`; of a count `tries` is 0. `weekday`: 0 is Monday."""

    weekday: int
    hits: int
    tries: int = 0


class Verdict(msgspec.Struct, frozen=True):
    """A figure beside its usual range, out of it or not; `samples`: from how many days it was found."""

    value: float
    usual: float
    low: float
    high: float
    samples: int
    unit: Unit
    how: How
    is_out: bool


class Sign(msgspec.Struct, frozen=True):
    """A verdict about a scenario, or about one of its steps (`node`, "" the whole)."""

    scenario_id: int | None
    node: str
    kind: IncidentKind
    verdict: Verdict


class Incident(msgspec.Struct, frozen=True):
    """A row of `watch_incidents`."""

    id: int
    workspace_id: int
    scenario_id: int | None
    scenario: str
    node: str
    kind: IncidentKind
    unit: Unit
    how: How
    value: float
    usual: float
    low: float
    high: float
    samples: int
    likely_cause: str
    began_at: datetime
    ended_at: datetime | None
    is_muted: bool
    learned_at: datetime | None = None


class Hearing(msgspec.Struct, frozen=True):
    """Who of a workspace is told: the author of what it is about, the owners, and these members."""

    is_author: bool = True
    are_owners: bool = True
    member_ids: tuple[int, ...] = ()


History = Sequence[Day]
"""Days before the one that is judged, the newest last."""
