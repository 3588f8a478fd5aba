"""The events that conditions look at, per selector: how much of them must be remembered. Pure."""

from typing import Final

import msgspec

from otklik.segments.language.conditions import Duration, Selector
from otklik.segments.language.durations import DAY_MS

NEVER: Final = (1 << 63) - 1
LONG_MONTH_MS: Final = 31 * DAY_MS
SLACK_MS: Final = 60_000
MONTHS_SLACK_MS: Final = 6 * DAY_MS
"""A window of months does not even rise with the clock."""


class Track(msgspec.Struct, frozen=True):
    """Events of one selector as all conditions together need them.

    `of`: the value whose numbers are added up; `reach_ms`: how far windows reach back, older events are only
    counted; None: each stays; `is_counted`: the number of older events matters; `has_places`: the order of
    events of one millisecond matters.
    """

    selector: Selector
    of: tuple[str, ...] | None = None
    reach_ms: int | None = 0
    is_counted: bool = False
    has_places: bool = False

    @property
    def keeps_all(self) -> bool:
        """Whether every event of the past is needed, or its number."""
        return self.reach_ms is None or self.is_counted

    def joined(self, other: "Track") -> "Track":
        """What both need; they are of one selector and value."""
        reaches = (self.reach_ms, other.reach_ms)
        return msgspec.structs.replace(
            self,
            reach_ms=None if None in reaches else max(reach for reach in reaches if reach is not None),
            is_counted=self.is_counted or other.is_counted,
            has_places=self.has_places or other.has_places,
        )


def reach_of(duration: Duration) -> int:
    """Milliseconds from now that a window of this length surely does not reach beyond."""
    slack_ms = MONTHS_SLACK_MS if duration.months else SLACK_MS
    return duration.months * LONG_MONTH_MS + duration.milliseconds + slack_ms
