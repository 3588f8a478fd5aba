"""What the evaluation of one node finds: its answer, and the values that decided it."""

from enum import StrEnum

import msgspec

from otklik.segments.language.values import Json
from otklik.segments.predicate.selecting import ALWAYS, Bounds


class Failing(StrEnum):
    """Why a sequence does not hold, or nothing at all."""

    MISSING = "missing"  # no event for the step in time and order
    FOLLOWED = "followed"  # what must not follow did follow
    WAITING = "waiting"  # the time of the absence is not over yet
    ABSENT = "absent"  # the person does not exist yet


class Finding(msgspec.Struct, frozen=True):
    """An answer with its ground.

    `found`: the value or figure compared (None = unset); `count`: events that fit; `bounds`: the window;
    `matched`: path and value of `same`; `step`: the number, from 0, of the first step that fails, and
    `failing` why; `since_ms`: since when a value has been held or a mark carried.
    """

    holds: bool
    found: Json = None
    count: int | None = None
    bounds: Bounds = ALWAYS
    matched: tuple[tuple[str, Json], ...] = ()
    step: int | None = None
    failing: Failing | None = None
    since_ms: int | None = None
