"""How people come into a scenario and what takes them out: triggers, filters, mailings, exits. Shapes only.

Meaning: docs/reference/scenarios.md.
"""

from datetime import datetime, time
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

from otklik.segments.language.conditions import Condition, Duration, Selector

WEEK: Final = (1, 2, 3, 4, 5, 6, 7)
"""Days as ISO counts them: 1 is Monday."""


class Turn(StrEnum):
    """Which way somebody goes over the border of a segment."""

    ENTERED = "entered"
    LEFT = "left"


class Zone(StrEnum):
    """By whose clocks a wait is read."""

    PERSON = "person"
    WORKSPACE = "workspace"


class Measured(StrEnum):
    """What the browser looks out for; the server decides what comes of it."""

    SCROLL = "scroll"
    EXIT_INTENT = "exit_intent"
    TIME_ON_PAGE = "time_on_page"
    TIME_ON_SITE = "time_on_site"
    PAGES = "pages"
    ELEMENT_SEEN = "element_seen"
    CLICK = "click"
    CALL = "call"


class OnEvent(msgspec.Struct, frozen=True, tag="event"):
    """Begins with an event.

    `after`: that long after it, and not if one of `unless` comes meanwhile; None: at once.
    """

    selector: Selector
    after: Duration | None = None
    unless: tuple[Selector, ...] = ()


class OnSegment(msgspec.Struct, frozen=True, tag="segment"):
    """Begins when somebody comes into a live segment or leaves it."""

    segment_id: int
    turn: Turn = Turn.ENTERED


class OnCall(msgspec.Struct, frozen=True, tag="call"):
    """Begins when the API says so of a person."""


class OnBrowser(msgspec.Struct, frozen=True, tag="browser"):
    """Begins with what the page's script has measured.

    `amount`: per cent of the page, seconds, or pages; `of`: pages of the session or all; `text`: the
    element's selector, or the name of a call.
    """

    what: Measured
    amount: int = 0
    of: str = ""
    text: str = ""


class OnSaved(msgspec.Struct, frozen=True, tag="saved"):
    """Begins by a trigger that was saved under a name; it stands for it as it is now."""

    trigger_id: int


class OnSchedule(msgspec.Struct, frozen=True, tag="schedule"):
    """Begins for everybody of the audience when clocks show a time: `once`, or `at` on days or dates.

    `dates`: of the month, −1 is its last day; none: by `days` of the week.
    """

    once: datetime | None = None
    at: time = time(10)
    days: tuple[int, ...] = WEEK
    dates: tuple[int, ...] = ()
    zone: Zone = Zone.WORKSPACE


Trigger: TypeAlias = OnEvent | OnSegment | OnCall | OnBrowser | OnSaved | OnSchedule


class Match(StrEnum):
    """How an address is held against a rule of pages."""

    IS = "is"
    STARTS = "starts"
    CONTAINS = "contains"
    REGEX = "regex"
    NOT_IS = "not_is"
    NOT_STARTS = "not_starts"
    NOT_CONTAINS = "not_contains"
    NOT_REGEX = "not_regex"


class PageRule(msgspec.Struct, frozen=True):
    """One rule of pages."""

    match: Match
    value: str


class Hours(msgspec.Struct, frozen=True):
    """A time of the week in which people may begin; an end before the start is of the next day."""

    start: time
    end: time
    days: tuple[int, ...] = WEEK
    zone: Zone = Zone.WORKSPACE


class Filters(msgspec.Struct, frozen=True):
    """What must be so beside the audience when a trigger fires; what is empty asks nothing.

    `team`: "open" or "closed" by the team's working hours; `operators`: "online" or "offline".
    """

    pages: tuple[PageRule, ...] = ()
    devices: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    hours: Hours | None = None
    team: str = ""
    operators: str = ""


class Mailing(msgspec.Struct, frozen=True):
    """A one-off: everybody of the audience gets it once.

    `at`: a reading of clocks, None is at the launch; `is_frozen`: the audience is taken down at the launch,
    else when the sending begins; `per_minute`: no more than so many leave.
    """

    at: datetime | None = None
    zone: Zone = Zone.WORKSPACE
    is_frozen: bool = False
    per_minute: int | None = None


class Repeat(msgspec.Struct, frozen=True):
    """How often one person may begin: `every` None and not `always`: once ever."""

    always: bool = False
    every: Duration | None = None


class Entry(msgspec.Struct, frozen=True):
    """Who begins, and when.

    `audience`: must hold at the beginning; None is everybody. `is_together`: a person may walk several times
    at once (one walk an order); else nobody begins who is still inside. `has_insiders`: those who are in the
    segments of the triggers begin at the launch. A `mailing` has no triggers.
    """

    triggers: tuple[Trigger, ...]
    audience: Condition | None = None
    repeat: Repeat = Repeat()
    is_together: bool = False
    filters: Filters = Filters()
    has_insiders: bool = False
    mailing: Mailing | None = None


class Exit(msgspec.Struct, frozen=True):
    """What ends every run of the scenario wherever it stands: one of these events of the person.

    `condition`: whoever it holds of gets nothing more; `by_goal`: reaching a goal of the scenario ends it.
    """

    events: tuple[Selector, ...] = ()
    condition: Condition | None = None
    by_goal: bool = False
