"""What batches brought, noted while they are shipped: the store is not asked about what has just been sent.

Of a batch that was not heard (another process shipped it, it is large, or the segments mean something else
since) the store is asked; so nothing depends on what is noted here. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import msgspec

from otklik.events.batches import PreparedBatch
from otklik.events.prepared import inflate
from otklik.events.rows import EVENTS, MARK_WRITES, PROPERTY_WRITES, REDIRECTS
from otklik.segments.language.values import SUM_PLACES, as_number, cut
from otklik.segments.live.program import Program
from otklik.segments.live.queries_remembered import Found
from otklik.segments.live.queries_touched import EVENT, MARK, PROPERTY, Stretch, TouchedRow
from otklik.segments.live.tracks import Track
from otklik.segments.live.trails import Row
from otklik.segments.live.watched import OWN_EVENTS, Watched
from otklik.segments.predicate.history import Event
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import STORED_FIELDS, event_value, fits
from otklik.segments.sets.binding import EARLIEST_MS, LATEST_MS

MAX_EVENTS: Final = 100_000
"""Of the batches that are noted at a time."""
MAX_BATCH_EVENTS: Final = 20_000
"""Larger is no batch of the pipeline; what the follower told does not count."""
IMPORT: Final = "import"
_OWN: Final = [b'"name":"%b"' % name.encode() for name in OWN_EVENTS]


class _EventLine(msgspec.Struct, gc=False):
    """What of a row of `events` matters."""

    workspace_id: int
    name: str
    ts: str
    person: int
    pos: int
    source: str
    quiet: int
    url: str
    country: str
    city: str
    device_type: str
    browser: str
    os: str
    properties: str


class _PropertyLine(msgspec.Struct, gc=False):
    workspace_id: int
    property: str
    person: int
    ts: str
    source: str


class _MarkLine(msgspec.Struct, gc=False):
    workspace_id: int
    kind: str
    key: str
    person: int
    ts: str
    source: str


Line = TypeVar("Line")
_events = msgspec.json.Decoder(_EventLine)
_properties = msgspec.json.Decoder(_PropertyLine)
_marks = msgspec.json.Decoder(_MarkLine)
_json = msgspec.json.Decoder()


class News(msgspec.Struct, frozen=True):
    """What one batch brought: whom it touches, and by workspace the events that its program looks at."""

    touched: list[TouchedRow]
    found: dict[int, list[Found]]
    programs: dict[int, Program]
    events: int


class Hearing:
    """The news of batches that no step has taken yet."""

    def __init__(self) -> None:
        self._news: dict[int, News] = {}
        self._events = 0
        self._takers: dict[int, Taker] = {}

    def forget(self) -> None:
        """Forget all news."""
        self._news.clear()
        self._events = 0

    def hear(self, batch: PreparedBatch, workspaces: Mapping[int, Watched]) -> None:
        """Note what a batch brings that is stored, every row of it, to those who follow."""
        if not workspaces or REDIRECTS in batch.counts:
            return
        lines = inflate(batch.bodies[EVENTS]) if EVENTS in batch.bodies else b""
        events = batch.counts.get(EVENTS, 0)
        if _is_own(lines, events, workspaces.values()):
            lines, events = b"", 0
        if events > MAX_BATCH_EVENTS or self._events + events > MAX_EVENTS:
            return
        news = self._read(batch, lines, workspaces, events)
        if news is not None:
            self._news[batch.batch] = news
            self._events += events

    def take(
        self, stretches: Mapping[int, tuple[int, int]], workspaces: Mapping[int, Watched]
    ) -> tuple[list[News], list[Stretch]]:
        """The news of these batches (first, last; by lane), and the stretches that the store must tell of."""
        heard: list[News] = []
        unheard: list[Stretch] = []
        for first, last in stretches.values():
            for batch in range(first, last + 1):
                news = self._news.pop(batch, None)
                self._events -= 0 if news is None else news.events
                if news is not None and _is_of(news, workspaces):
                    heard.append(news)
                elif unheard and unheard[-1][1] == batch - 1:
                    unheard[-1] = (unheard[-1][0], batch)
                else:
                    unheard.append((batch, batch))
        return heard, unheard

    def _read(
        self, batch: PreparedBatch, lines: bytes, workspaces: Mapping[int, Watched], events: int
    ) -> News | None:
        crowds: dict[_Key, _Crowd] = {}
        found: dict[int, list[Found]] = {id_: [] for id_ in workspaces}
        takers = {id_: self._taker_of(id_, watched) for id_, watched in workspaces.items()}
        for line in _events.decode_lines(lines):
            taker = takers.get(line.workspace_id)
            if taker is None:
                continue
            at_ms = int(line.ts)
            if not EARLIEST_MS <= at_ms <= LATEST_MS:
                return None
            key = (line.workspace_id, EVENT, line.name, "", line.quiet)
            _join(crowds, key, line.person, at_ms)
            if taken := taker.take(line, at_ms):
                found[line.workspace_id].append((line.person, taken))
        for write in _lines(batch, PROPERTY_WRITES, _properties):
            if write.workspace_id in takers:
                key = (write.workspace_id, PROPERTY, write.property, "", int(write.source == IMPORT))
                _join(crowds, key, write.person, int(write.ts))
        for mark in _lines(batch, MARK_WRITES, _marks):
            if mark.workspace_id in takers:
                key = (mark.workspace_id, MARK, mark.kind, mark.key, int(mark.source == IMPORT))
                _join(crowds, key, mark.person, int(mark.ts))
        touched = [
            TouchedRow(workspace_id, kind, name, key, [*crowd.people], crowd.newest_ms, quiet)
            for (workspace_id, kind, name, key, quiet), crowd in crowds.items()
        ]
        programs = {id_: watched.program for id_, watched in workspaces.items()}
        return News(touched, found, programs, events)

    def _taker_of(self, workspace_id: int, watched: Watched) -> "Taker":
        taker = self._takers.get(workspace_id)
        if taker is None or taker.program is not watched.program:
            taker = self._takers[workspace_id] = Taker(watched)
        return taker


class Taker:
    """Which tracks of a program take an event; the answers are those of `sets.queries_tracks`."""

    def __init__(self, watched: Watched) -> None:
        self.program = watched.program
        self._clock = Clock(LATEST_MS, watched.zone)
        self._tracks: dict[str, list[tuple[int, Track]]] = {}
        for number, track in enumerate(watched.program.layout.tracks):
            self._tracks.setdefault(track.selector.name, []).append((number, track))

    def take(self, line: _EventLine, at_ms: int) -> list[Row]:
        """The rows of what they take."""
        tracks = self._tracks.get(line.name)
        if tracks is None:
            return []
        event: Event | None = None
        taken: list[tuple[int, int]] = []
        for number, track in tracks:
            figure = 0
            if track.selector.where or track.of is not None:
                event = event or _event_of(line, at_ms)
                if not fits(event, track.selector, self._clock):
                    continue
                if track.of is not None:
                    value = as_number(event_value(event, track.of))
                    if value is None:
                        continue
                    figure = int(cut(value, SUM_PLACES).scaleb(SUM_PLACES))
            taken.append((number, figure))
        return self.program.layout.make_rows(taken, at_ms=at_ms, pos=line.pos)


class _Crowd(msgspec.Struct):
    people: set[int]
    newest_ms: int


_Key = tuple[int, str, str, str, int]


def _join(crowds: dict[_Key, _Crowd], key: _Key, person: int, at_ms: int) -> None:
    crowd = crowds.get(key)
    if crowd is None:
        crowds[key] = _Crowd({person}, at_ms)
    else:
        crowd.people.add(person)
        crowd.newest_ms = max(crowd.newest_ms, at_ms)


def _lines(batch: PreparedBatch, table: str, decoder: msgspec.json.Decoder[Line]) -> Iterable[Line]:
    body = batch.bodies.get(table)
    return () if body is None else decoder.decode_lines(inflate(body))


def _is_own(lines: bytes, events: int, workspaces: Iterable[Watched]) -> bool:
    """Whether all these events were told by the follower, and no segment asks for such."""
    is_asked = any(watched.of_event(name) for watched in workspaces for name in OWN_EVENTS)
    # A quote inside of a text is escaped, so each row has its name once.
    return not is_asked and sum(map(lines.count, _OWN)) == events


def _event_of(line: _EventLine, at_ms: int) -> Event:
    fields = {name: getattr(line, name) for name in STORED_FIELDS.values()}
    return Event(line.name, at_ms, line.pos, _json.decode(line.properties), fields)


def _is_of(news: News, workspaces: Mapping[int, Watched]) -> bool:
    """Whether all who follow now followed then, and their programs looked at the same."""
    return all(
        workspace_id in news.programs and news.programs[workspace_id] is watched.program
        for workspace_id, watched in workspaces.items()
    )
