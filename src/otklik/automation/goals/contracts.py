"""Goals: the event that tells that a message worked, how long it counts, what it is worth. Shapes only."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import msgspec

from otklik.messaging.contracts import Channel
from otklik.segments.language.conditions import Selector

MAX_GOALS: Final = 10
MINUTE_MS: Final = 60_000
MIN_WINDOW_MS: Final = MINUTE_MS
MAX_WINDOW_MS: Final = 30 * 24 * 60 * MINUTE_MS
USUAL_WINDOWS: Final[Mapping[Channel, str]] = {
    Channel.EMAIL: "P2D",
    Channel.POPUP: "PT3H",
    Channel.FORM: "PT3H",
    Channel.CHAT: "P1D",
}
OTHER_WINDOW: Final = "P1D"
"""Of the channels that USUAL_WINDOWS does not name."""
UNSEEN: Final = frozenset(
    {
        Channel.WEBHOOK,
        Channel.TASK,
        Channel.SMS,
        Channel.CALLBACK,
        Channel.WEB_PUSH,
        Channel.APP_PUSH,
    }
)
"""Channels of which nobody tells that they were read: their windows begin when they are sent."""


class ValueKind(StrEnum):
    """Where the worth of a reached goal comes from."""

    NONE = "none"
    FIXED = "fixed"
    PROPERTY = "property"


class Value(msgspec.Struct, frozen=True):
    """What a reached goal is worth: nothing, `amount`, or the number in the property `name` of its event."""

    kind: ValueKind
    amount: Decimal = Decimal(0)
    name: str = ""


class Goal(msgspec.Struct, frozen=True):
    """A goal. `id`: stays when the others change; `weight`: the share of the value that counts (0 to 1).

    `source`: the event as it was saved, for editing; `window_text`: as it was written.
    """

    id: str
    name: str
    selector: Selector
    source: Mapping[str, Any]
    window_ms: int
    window_text: str
    value: Value
    is_main: bool
    weight: Decimal = Decimal(1)


class GoalSet(msgspec.Struct, frozen=True):
    """The goals of a scenario as they stood from `created_at` on; the newest set counts all of history.

    `is_without`: somebody decided that it has none. `number`: 0 while nobody decided anything.
    """

    scenario_id: int
    number: int = 0
    goals: tuple[Goal, ...] = ()
    is_without: bool = False
    created_by: str = ""
    created_at: datetime | None = None

    @property
    def main(self) -> Goal | None:
        """The goal that conversion and money are told of."""
        return next((goal for goal in self.goals if goal.is_main), None)
