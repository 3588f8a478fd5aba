"""What has been shipped and waits for the follower: batches by lane, how large they are, since when. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.events.batches import LANE_SHIFT
from otklik.events.contracts import BatchSummary
from otklik.segments.live.repository import LANES

BATCHES: Final = 32
"""Batches of a lane in one step at most."""
EVENTS: Final = 20_000
"""Events of a lane in one step, unless its first batch alone has more: so that who falls behind holds no more
in memory, and hears of the first before the last are looked at."""
_USUAL: Final = EVENTS // BATCHES
"""So large a batch is taken to be of which nothing is known."""

Stretches = dict[int, tuple[int, int]]
"""First and last batch by lane."""


class Backlog:
    """`newest`: the last shipped batch of each lane."""

    def __init__(self) -> None:
        self.newest: dict[int, int] = {}
        self._sizes: dict[int, int] = {}
        self._arrivals: dict[int, int] = {}

    def note(self, summaries: Sequence[BatchSummary]) -> None:
        """These were shipped."""
        for summary in summaries:
            self.note_shipped({summary.batch >> LANE_SHIFT: summary.batch})
            self._sizes[summary.batch] = sum(each.events for each in summary.workspaces.values())
            if summary.received_ms:
                self._arrivals[summary.batch] = summary.received_ms

    def note_shipped(self, shipped: Mapping[int, int]) -> None:
        """All up to these batches (by lane) were shipped."""
        for lane, batch in shipped.items():
            self.newest[lane] = max(self.newest.get(lane, 0), batch)

    def next_stretches(self, done: Mapping[int, int]) -> Stretches:
        """The batches that the next step takes, after those of `done`."""
        firsts = {lane: done.get(lane, lane << LANE_SHIFT) + 1 for lane in LANES}
        return {
            lane: (first, self._last_of(first, self.newest[lane]))
            for lane, first in firsts.items()
            if first <= self.newest.get(lane, 0)
        }

    def _last_of(self, first: int, newest: int) -> int:
        last, events = first, self._sizes.get(first, _USUAL)
        while last < newest and last - first + 1 < BATCHES:
            events += self._sizes.get(last + 1, _USUAL)
            if events > EVENTS:
                break
            last += 1
        return last

    def has_after(self, done: Mapping[int, int]) -> bool:
        """Whether batches wait after these."""
        return any(last < self.newest.get(lane, 0) for lane, last in done.items())

    def forget(self, done: Mapping[int, int]) -> int | None:
        """The batches up to these are done; when the last of them whose arrival is known came, or None."""
        arrived_ms: int | None = None
        for lane, last in done.items():
            for batch in [each for each in self._sizes if each >> LANE_SHIFT == lane and each <= last]:
                del self._sizes[batch]
                arrived_ms = self._arrivals.pop(batch, arrived_ms)
        return arrived_ms
