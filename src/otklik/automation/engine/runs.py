"""A walk through a scenario, what may happen to it and what comes of that. Shapes only."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.graph.nodes import Edit, Graph, HandOver, Mark, Send
from otklik.segments.language.values import Json
from otklik.segments.predicate.history import Event

BEFORE: Final = ""
"""The node of a run that has not begun yet: it waits for the delay of its trigger."""


class State(StrEnum):
    """How far a run is."""

    WAITING = "waiting"
    DONE = "done"
    EXITED = "exited"
    FAILED = "failed"


class Waits(StrEnum):
    """What a waiting run waits for; it may come due meanwhile."""

    TIME = "time"
    SEND = "send"
    EVENT = "event"
    ANSWER = "answer"


class Reason(StrEnum):
    """Why a run ended otherwise than at its last step, or went another way."""

    CALLED_OFF = "called_off"
    DELETED_PERSON = "deleted_person"
    EXIT_CONDITION = "exit_condition"
    EXIT_EVENT = "exit_event"
    MERGED = "merged"
    REMOVED = "removed"
    STEP_REMOVED = "step_removed"
    TOO_MANY_STEPS = "too_many_steps"


class Context(msgspec.Struct, frozen=True):
    """What a run was begun by: the event with its properties, the trigger's number, the person's zone."""

    event: str = ""
    event_ms: int = 0
    event_pos: int = 0
    properties: Mapping[str, Json] = {}
    trigger: int | None = None
    zone: str = ""


class Run(msgspec.Struct, frozen=True):
    """A walk of a person.

    `visit` counts the nodes it came to; `since_ms`: when it came to this one; `due_ms`: when it must be
    looked at whatever happens, None: never by itself.
    """

    id: int
    node: str
    since_ms: int
    entered_ms: int
    visit: int = 0
    state: State = State.WAITING
    waits: Waits = Waits.TIME
    due_ms: int | None = None
    reason: str = ""
    context: Context = Context()


class Person(msgspec.Struct, frozen=True):
    """Who walks: the root of his homes now, his clocks, and the arms he has been given (by node)."""

    root: int
    zone: ZoneInfo
    arms: Mapping[str, str] = {}


class Rules(msgspec.Struct, frozen=True):
    """What is walked through: the graph that rules now, and the one the run last stepped by."""

    scenario_id: int
    graph: Graph
    before: Graph | None = None
    workspace_zone: ZoneInfo = ZoneInfo("UTC")


class Began(msgspec.Struct, frozen=True):
    """The run has just been written; nothing else happened."""


class TimeCame(msgspec.Struct, frozen=True):
    """Its due moment is over."""


class SendDecided(msgspec.Struct, frozen=True):
    """The ledger has decided about the send of this node and visit."""

    node: str
    visit: int
    is_sent: bool
    reason: str = ""


class Noted(msgspec.Struct, frozen=True):
    """The person did something."""

    event: Event


class Answered(msgspec.Struct, frozen=True):
    """The condition of the node it stands at, or the one to leave by, was asked, at this visit."""

    visit: int
    holds: bool


class Timed(msgspec.Struct, frozen=True):
    """The moment that the step at this visit waits until was found."""

    visit: int
    at_ms: int


class Removed(msgspec.Struct, frozen=True):
    """A member, an erasure, a merge ends it."""

    reason: str


class Moved(msgspec.Struct, frozen=True):
    """A member puts it at another step."""

    node: str


Happened: TypeAlias = Began | TimeCame | SendDecided | Noted | Answered | Timed | Removed | Moved


class PlanSend(msgspec.Struct, frozen=True):
    """A message is planned."""

    node: str
    visit: int
    send: Send


class WriteProperties(msgspec.Struct, frozen=True):
    """Properties are written."""

    node: str
    edit: Edit


class PutMark(msgspec.Struct, frozen=True):
    """A tag or a place on a list is given or taken."""

    node: str
    mark: Mark


class GiveOver(msgspec.Struct, frozen=True):
    """The person's conversation is given to the team."""

    node: str
    visit: int
    handover: HandOver


class Assign(msgspec.Struct, frozen=True):
    """The person was given an arm of a split, for ever."""

    node: str
    arm: str


Effect: TypeAlias = PlanSend | WriteProperties | PutMark | GiveOver | Assign


class Line(msgspec.Struct, frozen=True):
    """A line of the run's log: the visit, the node and what came of it, in a code word."""

    visit: int
    node: str
    what: str
    reason: str = ""


class Walk(msgspec.Struct, frozen=True):
    """What comes of something that happened."""

    run: Run
    effects: tuple[Effect, ...] = ()
    log: tuple[Line, ...] = ()
