"""What a set is asked of: a workspace, a moment, a zone, and what the stores have counted already."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec

from otklik.segments.language.conditions import Condition
from otklik.segments.predicate.operators import Clock


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The moment and the stores of a question.

    `now_ms`: nothing with a later event time exists. `is_present`: it is the clock's now, so stores of the
    present may be read. `zone`: the workspace's, for months, years and days. `members`: the condition of each
    segment that can be reached; nobody is in one that is absent. `counted`: lane → last batch that the ticks
    of facts have counted, empty: everything is read from events and writes. `homes`: SQL of the home profiles
    to look at (a subquery in brackets or a bound array), all homes of each person among them; None: all.
    `among`: SQL of the persons that matter, a subquery in brackets, or more of them; None: all.
    `operated`: the properties that were ever changed otherwise than by set and delete; None: any may be one.
    """

    workspace_id: int
    now_ms: int
    is_present: bool
    zone: ZoneInfo
    members: Mapping[int, Condition] = {}
    counted: Mapping[int, int] = {}
    homes: str | None = None
    among: str | None = None
    operated: frozenset[str] | None = None

    @property
    def clock(self) -> Clock:
        """The moment and the zone."""
        return Clock(self.now_ms, self.zone)
