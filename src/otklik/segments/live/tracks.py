"""What is remembered of a person's events: per selector their times, places and figures, in order. Pure."""

from array import array
from bisect import bisect_left, bisect_right
from typing import Final

import msgspec

from otklik.segments.language.conditions import Duration, Selector
from otklik.segments.language.durations import DAY_MS

NEVER: Final = (1 << 63) - 1
LONG_MONTH_MS: Final = 31 * DAY_MS
SLACK_MS: Final = 60_000
MONTHS_SLACK_MS: Final = 6 * DAY_MS
"""A window of months does not even rise with the clock."""
_FOLDED: Final = 32
_RUN_BYTES: Final = 240
_TIME_BYTES: Final = 8
_PLACE_BYTES: Final = 8
_FIGURE_BYTES: Final = 44


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


class Run:
    """One person's events of a track, rising by (time, place).

    `older`, `older_sum`: how many lie before them, and what these add up to.
    """

    __slots__ = ("figures", "older", "older_sum", "places", "times")

    def __init__(self, track: Track) -> None:
        self.times = array("q")
        self.places = array("Q") if track.has_places else None
        self.figures: list[int] | None = None if track.of is None else []
        self.older = 0
        self.older_sum = 0

    def add(self, at_ms: int, pos: int, figure: int, *, track: Track, now_ms: int) -> int:
        """Weave an event in; bytes it takes. It must not be there yet."""
        begins_ms = None if track.reach_ms is None else now_ms - track.reach_ms
        if begins_ms is not None and at_ms < begins_ms:
            self.older += 1
            self.older_sum += figure
            return 0
        index = self._place_of(at_ms, pos)
        self.times.insert(index, at_ms)
        if self.places is not None:
            self.places.insert(index, pos)
        if self.figures is not None:
            self.figures.insert(index, figure)
        if begins_ms is not None and len(self.times) > _FOLDED and self.times[_FOLDED >> 1] < begins_ms:
            self._fold(bisect_left(self.times, begins_ms))
        return _TIME_BYTES

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        each = _TIME_BYTES + (_PLACE_BYTES if self.places is not None else 0)
        each += _FIGURE_BYTES if self.figures is not None else 0
        return _RUN_BYTES + each * len(self.times)

    def _place_of(self, at_ms: int, pos: int) -> int:
        times, places = self.times, self.places
        index = bisect_right(times, at_ms)
        if places is not None:
            while index and times[index - 1] == at_ms and places[index - 1] > pos:
                index -= 1
        return index

    def _fold(self, count: int) -> None:
        """Keep of the first ones only how many they were and their sum."""
        self.older += count
        del self.times[:count]
        if self.places is not None:
            del self.places[:count]
        if self.figures is not None:
            self.older_sum += sum(self.figures[:count])
            del self.figures[:count]
