"""Rehearsals: what a scenario would have done to real people. Shapes only."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.contracts import Book
from otklik.automation.engine.best import Shares
from otklik.inbox.hours import Hours
from otklik.messaging.contracts import Channel
from otklik.messaging.schemas_settings import MessagingSettings
from otklik.segments.language.conditions import Condition, Selector
from otklik.segments.needs import Needs
from otklik.segments.predicate.history import Event, History
from otklik.segments.sets.asked import Asked

DAY_MS = 86_400_000
SAMPLE = 200
"""Messages that are told with whom they would have gone to."""

Holds: TypeAlias = Callable[[Condition, int, int], bool]
"""(condition, root, moment) → whether it held."""


class RehearsalState(StrEnum):
    """How far one is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Actor(msgspec.Struct):
    """Somebody with what he did and what he really got in that time, both in order."""

    root: int
    zone: ZoneInfo
    events: list[Event]
    got: list[tuple[int, Channel]]
    history: History | None = None


class Leaving(msgspec.Struct, frozen=True):
    """The condition to leave by, what of the past it looks at, and of which workspace it is asked."""

    condition: Condition
    needs: Needs
    asked: Asked


class GoalOf(msgspec.Struct, frozen=True):
    """What counts as success: the main goal's event, how long, and the property or sum it is worth."""

    selector: Selector
    window_ms: int
    property: str = ""
    amount: float = 0.0


class Plan(msgspec.Struct, frozen=True):
    """What is rehearsed: the scenario, the time, and all the rules of the workspace."""

    book: Book
    from_ms: int
    to_ms: int
    settings: MessagingSettings
    hours: Hours
    shares: Shares
    holds: Holds
    reachable: Mapping[Channel, frozenset[int]]
    goal: GoalOf | None = None
    leaving: Leaving | None = None


class Tally(msgspec.Struct):
    """What came of all people so far; counts by reason, by step and outcome, by day of the workspace."""

    people: int = 0
    begun: int = 0
    kept_out: dict[str, int] = {}
    ended: dict[str, int] = {}
    sends: int = 0
    reached: int = 0
    skipped: dict[str, int] = {}
    quiet: int = 0
    overlaps: int = 0
    steps: dict[str, dict[str, int]] = {}
    days: dict[str, int] = {}
    hours: list[int] = msgspec.field(default_factory=lambda: [0] * 24)
    goals: int = 0
    money: float = 0.0
    sample: list[dict[str, Any]] = []


class Rehearsal(msgspec.Struct, frozen=True):
    """A row of `rehearsals`."""

    id: int
    workspace_id: int
    scenario_id: int
    version_id: int
    days: int
    state: RehearsalState
    progress: float
    result: dict[str, Any] | None
    error: str
    created_by: str
    created_at: datetime
    ended_at: datetime | None
