"""What is remembered of a person's events: by name their times, and for each which tracks take it. Pure.

Many tracks of a name mostly take the same events, so an event is kept once. What one track sees is a `Run`,
made when it is asked for.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from otklik.segments.live.tracks import Track

TRACKS: Final = 64
"""Of one trail at most: a bit each. A name of which more is asked has several trails."""
TRAIL_BYTES: Final = 96
"""About how many bytes one takes without events."""
_FOLDED: Final = 32
_NO_TIMES: "Final[array[int]]" = array("q")
_COLUMN_BYTES: Final = 80
_WORD_BYTES: Final = 8
_FIGURE_BYTES: Final = 40

Row = tuple[int, int, int, int, tuple[int, ...]]
"""Of one event: trail, time, place, bits of the tracks that take it, and a figure for each column of the
trail in units of the last place of sums."""


class Slot(msgspec.Struct, frozen=True):
    """Where the events of a track are: its trail, number and bit there, the column of its figures."""

    trail: int
    number: int
    bit: int
    column: int | None


class Plan(msgspec.Struct, frozen=True):
    """A trail as all its tracks need it.

    `columns`: that of each track; `row_bytes`: about how many an event takes, `first_bytes`: how many more
    the first one does, `older_bytes`: counts of older ones; the rest as tracks have it.
    """

    columns: tuple[int | None, ...]
    reach_ms: int | None
    is_counted: bool
    has_places: bool
    zeros: tuple[int, ...]
    row_bytes: int
    first_bytes: int
    older_bytes: int


class Layout:
    """Which trails the tracks of a program lie in."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.tracks = tuple(tracks)
        by_name: dict[str, list[int]] = {}
        for number, track in enumerate(tracks):
            by_name.setdefault(track.selector.name, []).append(number)
        groups = [
            numbers[start : start + TRACKS]
            for numbers in by_name.values()
            for start in range(0, len(numbers), TRACKS)
        ]
        self.plans = tuple(_plan([tracks[number] for number in group]) for group in groups)
        slots = {
            number: Slot(trail, place, 1 << place, self.plans[trail].columns[place])
            for trail, group in enumerate(groups)
            for place, number in enumerate(group)
        }
        self.slots = tuple(slots[number] for number in range(len(tracks)))

    def make_rows(self, taken: Iterable[tuple[int, int]], *, at_ms: int, pos: int) -> list[Row]:
        """The rows of an event that these tracks take, each with its figure."""
        masks: dict[int, int] = {}
        figures: dict[int, list[int]] = {}
        for number, figure in taken:
            slot = self.slots[number]
            masks[slot.trail] = masks.get(slot.trail, 0) | slot.bit
            if slot.column is not None:
                figures.setdefault(slot.trail, [*self.plans[slot.trail].zeros])[slot.column] = figure
        return [
            (trail, at_ms, pos, mask, tuple(figures.get(trail, self.plans[trail].zeros)))
            for trail, mask in masks.items()
        ]


def _plan(tracks: Sequence[Track]) -> Plan:
    reaches = [track.reach_ms for track in tracks]
    values = list(dict.fromkeys(track.of for track in tracks if track.of is not None))
    has_places = any(track.has_places for track in tracks)
    words = 1 + has_places + (len(tracks) > 1)
    counts_bytes = _COLUMN_BYTES + _WORD_BYTES * len(tracks)
    return Plan(
        columns=tuple(None if track.of is None else values.index(track.of) for track in tracks),
        reach_ms=None if None in reaches else max(reach for reach in reaches if reach is not None),
        is_counted=any(track.is_counted for track in tracks),
        has_places=has_places,
        zeros=(0,) * len(values),
        row_bytes=_WORD_BYTES * words + _FIGURE_BYTES * len(values),
        first_bytes=_COLUMN_BYTES * (words + len(values)),
        older_bytes=2 * counts_bytes if values else counts_bytes,
    )


class Run:
    """The events of one track, rising by (time, place).

    `older`, `older_sum`: how many lie before them, and what these add up to.
    """

    __slots__ = ("figures", "older", "older_sum", "places", "times")

    def __init__(
        self,
        times: Sequence[int],
        places: Sequence[int] | None,
        figures: Sequence[int] | None,
        older: int,
        older_sum: int,
    ) -> None:
        self.times = times
        self.places = places
        self.figures = figures
        self.older = older
        self.older_sum = older_sum


class Trail:
    """One person's events of a plan, rising by (time, place).

    `older`: by track how many lie before them; `older_sums`: and what these add up to.
    """

    __slots__ = ("_figures", "_masks", "_older", "_older_sums", "_places", "_times")

    def __init__(self) -> None:
        self._times = _NO_TIMES
        self._places: array[int] | None = None
        self._masks: array[int] | None = None
        self._figures: tuple[list[int], ...] = ()
        self._older: list[int] | None = None
        self._older_sums: list[int] | None = None

    def add(self, row: Row, *, plan: Plan, now_ms: int) -> int:
        """Weave an event in; about how many bytes it takes. It must not be there yet."""
        _, at_ms, pos, mask, figures = row
        begins_ms = None if plan.reach_ms is None else now_ms - plan.reach_ms
        if begins_ms is not None and at_ms < begins_ms:
            return self._count_older(plan, mask, figures) if plan.is_counted else 0
        more_bytes = plan.row_bytes
        if self._times is _NO_TIMES:
            self._begin(plan)
            more_bytes += plan.first_bytes
        times = self._times
        index = self._place_of(at_ms, pos)
        times.insert(index, at_ms)
        if self._places is not None:
            self._places.insert(index, pos)
        if self._masks is not None:
            self._masks.insert(index, mask)
        for column, figure in zip(self._figures, figures, strict=True):
            column.insert(index, figure)
        if begins_ms is not None and len(times) > _FOLDED and times[_FOLDED >> 1] < begins_ms:
            more_bytes += self._fold(bisect_left(times, begins_ms), plan)
        return more_bytes

    def run(self, slot: Slot) -> Run | None:
        """What a track sees; None: nothing."""
        times: Sequence[int] = self._times
        places: Sequence[int] | None = self._places
        figures: Sequence[int] | None = None
        if slot.column is not None:
            figures = self._figures[slot.column] if self._figures else ()
        masks = self._masks
        if masks is not None:
            bit = slot.bit
            picked = [index for index, mask in enumerate(masks) if mask & bit]
            if len(picked) < len(masks):
                times = [times[index] for index in picked]
                places = None if places is None else [places[index] for index in picked]
                figures = None if figures is None else [figures[index] for index in picked]
        older = 0 if self._older is None else self._older[slot.number]
        older_sum = 0 if self._older_sums is None else self._older_sums[slot.number]
        return Run(times, places, figures, older, older_sum) if times or older else None

    def _begin(self, plan: Plan) -> None:
        self._times = array("q")
        if plan.has_places:
            self._places = array("Q")
        if len(plan.columns) > 1:
            self._masks = array("Q")
        self._figures = tuple([] for _ in plan.zeros)

    def _place_of(self, at_ms: int, pos: int) -> int:
        times, places = self._times, self._places
        index = bisect_right(times, at_ms)
        if places is not None:
            while index and times[index - 1] == at_ms and places[index - 1] > pos:
                index -= 1
        return index

    def _fold(self, count: int, plan: Plan) -> int:
        """Keep of the first ones only how many they were and their sums; bytes more."""
        more_bytes = -count * plan.row_bytes
        for index in range(count if plan.is_counted else 0):
            mask = 1 if self._masks is None else self._masks[index]
            more_bytes += self._count_older(plan, mask, [column[index] for column in self._figures])
        del self._times[:count]
        for column in (self._places, self._masks, *self._figures):
            if column is not None:
                del column[:count]
        return more_bytes

    def _count_older(self, plan: Plan, mask: int, figures: Sequence[int]) -> int:
        more_bytes = 0
        if self._older is None:
            self._older = [0] * len(plan.columns)
            self._older_sums = [0] * len(plan.columns) if plan.zeros else None
            more_bytes = plan.older_bytes
        for number in bits_of(mask):
            column = plan.columns[number]
            self._older[number] += 1
            if self._older_sums is not None and column is not None:
                self._older_sums[number] += figures[column]
        return more_bytes


def bits_of(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the last first."""
    while mask:
        number = mask.bit_length() - 1
        mask ^= 1 << number
        yield number
