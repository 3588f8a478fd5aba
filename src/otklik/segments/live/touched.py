"""Whom new batches and the hour touch, and for which segments: from rows of the store to people. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from otklik.profiles.contracts import COMPUTED
from otklik.segments.live.queries_touched import EVENT, PROPERTY, REDIRECT, TouchedRow
from otklik.segments.live.watched import OWN_EVENTS, Watched

UNDONE: Final = "undone"
UNMERGED: Final = "$unmerged"
"""Told of every person that an undone merge leaves: redirects name only those who go."""


class Touched(msgspec.Struct):
    """Home profiles of one workspace.

    `reasons`: the segments each must be looked at for; `moved`: merges concern them, so all segments do;
    `undone`: they became persons of their own again; `strangers`: they did something that nobody asks of, and
    are looked at if they are new; `echoed`: only the follower's own events touched them; `quiet`: history
    touched them, which starts no reaction; `loud`: something of now did; `rewritten`: a property or a mark of
    theirs changed that segments in memory ask for.
    """

    reasons: dict[int, set[int]] = {}
    moved: set[int] = set()
    undone: set[int] = set()
    strangers: set[int] = set()
    echoed: set[int] = set()
    quiet: set[int] = set()
    loud: set[int] = set()
    rewritten: set[int] = set()
    newest_ms: int = 0


def sort_touched(rows: Iterable[TouchedRow], watched: Mapping[int, Watched]) -> dict[int, Touched]:
    """What the rows mean, by workspace."""
    found: dict[int, Touched] = {}
    for row in rows:
        touched = found.setdefault(row.workspace_id, Touched())
        touched.newest_ms = max(touched.newest_ms, row.newest_ms)
        if row.quiet:
            touched.quiet.update(row.people)
        elif row.kind == EVENT and row.name not in OWN_EVENTS:
            # A write or a mark comes with an event that tells of it; the follower told of a step before.
            touched.loud.update(row.people)
        if (row.kind, row.name) == (EVENT, UNMERGED):
            touched.moved.update(row.people)
        elif row.kind == REDIRECT:
            touched.moved.update(row.people)
            if row.name == UNDONE:
                touched.undone.update(row.people)
        else:
            _add(touched, row, watched[row.workspace_id])
    for touched in found.values():
        touched.strangers -= touched.reasons.keys()
        touched.strangers -= touched.moved
        touched.echoed -= touched.moved
    return found


def _add(touched: Touched, row: TouchedRow, watched: Watched) -> None:
    segments = _concerned(row, watched)
    is_echo = (row.kind == EVENT and row.name in OWN_EVENTS) or (
        row.kind == PROPERTY and row.name in COMPUTED
    )
    if not segments:
        # Whom the follower tells of is known to it.
        if not is_echo:
            touched.strangers.update(row.people)
        return
    if row.kind != EVENT and not segments.isdisjoint(watched.quick):
        touched.rewritten.update(row.people)
    for person in row.people:
        known = touched.reasons.get(person)
        if known is None:
            touched.reasons[person] = set(segments)
            if is_echo:
                touched.echoed.add(person)
        else:
            known |= segments
            if not is_echo:
                touched.echoed.discard(person)


def _concerned(row: TouchedRow, watched: Watched) -> frozenset[int]:
    if row.kind == EVENT:
        return watched.of_event(row.name)
    if row.kind == PROPERTY:
        return watched.of_property(row.name)
    return watched.of_mark((row.name, row.key))


class Echoes:
    """Bounds how often the follower answers its own events about one person.

    Segments may ask for `$segment_entered`; two that deny each other so would turn for ever, some five times
    a second. Beyond `limit` answers within `period_ms` a person waits for the end of the period.
    """

    def __init__(self, *, limit: int = 30, period_ms: int = 60_000) -> None:
        self._limit = limit
        self._period_ms = period_ms
        self._begun_ms = 0
        self._counts: dict[tuple[int, int], int] = {}

    def postpone(self, workspace_id: int, touched: Touched, now_ms: int) -> dict[int, int]:
        """Take whoever must wait out of `touched`; until when, by home."""
        if now_ms - self._begun_ms >= self._period_ms:
            self._counts.clear()
            self._begun_ms = now_ms
        waiting: dict[int, int] = {}
        for home in touched.echoed:
            key = (workspace_id, home)
            count = self._counts[key] = self._counts.get(key, 0) + 1
            if count > self._limit:
                waiting[home] = self._begun_ms + self._period_ms
        for home in waiting:
            del touched.reasons[home]
        return waiting
