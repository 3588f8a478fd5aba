"""Histories of chosen people, as far as a condition looks, out of the stores that segments are counted in."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.profiles.properties import OwnWrite, apply, is_same
from otklik.segments import errors, queries_person
from otklik.segments.language.names import FROM_EVENTS
from otklik.segments.language.values import Json
from otklik.segments.needs import Needs
from otklik.segments.predicate.history import Event, History, Mark, MarkKind, Past, Write
from otklik.segments.predicate.selecting import STORED_FIELDS
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_derived

COMING: Final = "\x00"
"""A property that nobody can have: an unset write of it says when the person came to be."""
_POSITION: Final = (1 << 64) - 1
Row = Mapping[str, Any]


async def load_history(engines: Engines, *, person: profiles.Person, needs: Needs, asked: Asked) -> History:
    """As `load_histories`, of one person."""
    found = await load_histories(engines, people={person.id: person.members}, needs=needs, asked=asked)
    return found[person.id]


async def load_histories(
    engines: Engines, *, people: Mapping[int, Sequence[int]], needs: Needs, asked: Asked
) -> dict[int, History]:
    """By root the histories of people (root → all homes) up to the moment asked of, as far as `needs` asks.

    As many statements for many as for one. What follows from events ($sessions_count, $revenue …) is told as
    it was at that moment, as if it had always been so. Raises ConflictError when there is too much of them.
    """
    chosen = _Chosen(asked.workspace_id, people, {home: root for root in people for home in people[root]})
    beginnings = await _load_beginnings(engines, chosen, asked)
    events, writes, marks, facts = await asyncio.gather(
        _load_events(engines, chosen, needs, asked),
        _load_writes(engines, chosen, needs, asked),
        _load_marks(engines, chosen, needs, asked),
        _load_facts(engines, chosen, needs, asked),
    )
    return {
        root: History(_make_past(root, beginnings.get(root), events, writes, marks, facts)) for root in people
    }


class _Chosen(msgspec.Struct, frozen=True):
    """Of whom is read. `people`: root → homes; `roots`: home → root."""

    workspace_id: int
    people: Mapping[int, Sequence[int]]
    roots: Mapping[int, int]

    def group(self, rows: Sequence[Row]) -> dict[int, list[Row]]:
        """Rows by root, in their order. Raises ConflictError when they are too many."""
        if len(rows) > queries_person.MAX_ROWS:
            raise errors.too_long_past(queries_person.MAX_ROWS)
        found: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows:
            found[self.roots[int(row["home"])]].append(row)
        return found


def _make_past(
    root: int,
    beginning: int | None,
    events: Mapping[int, tuple[Event, ...]],
    writes: Mapping[int, tuple[Write, ...]],
    marks: Mapping[int, tuple[Mark, ...]],
    facts: Mapping[int, Mapping[str, Json]],
) -> Past:
    if beginning is None:
        return Past()
    coming = Write(COMING, beginning, 0)
    theirs = tuple(Write(name, beginning, 0, value) for name, value in facts.get(root, {}).items())
    return Past(events.get(root, ()), (coming, *writes.get(root, ())), theirs, marks.get(root, ()))


async def _load_beginnings(engines: Engines, chosen: _Chosen, asked: Asked) -> dict[int, int]:
    found = await queries_person.list_beginnings(
        engines.clickhouse, workspace_id=chosen.workspace_id, homes=list(chosen.roots), until_ms=asked.now_ms
    )
    beginnings: dict[int, int] = {}
    for home, at_ms in found.items():
        root = chosen.roots[home]
        beginnings[root] = min(at_ms, beginnings.get(root, at_ms))
    return beginnings


async def _load_events(
    engines: Engines, chosen: _Chosen, needs: Needs, asked: Asked
) -> dict[int, tuple[Event, ...]]:
    if not needs.events:
        return {}
    rows = await queries_person.list_events(
        engines.clickhouse,
        workspace_id=chosen.workspace_id,
        homes=list(chosen.roots),
        needed=list(needs.events.values()),
        keys=needs.keys,
        has_fields=needs.has_fields,
        until_ms=asked.now_ms,
    )
    return {
        root: tuple(read_event(row, needs) for row in theirs) for root, theirs in chosen.group(rows).items()
    }


def read_event(row: Row, needs: Needs) -> Event:
    """An event with as much of it as is needed."""
    names = list(STORED_FIELDS.values()) if needs.has_fields else []
    return Event(
        row["name"],
        int(row["at"]),
        int(row["pos"]),
        {key: msgspec.json.decode(raw) for key, raw in zip(needs.keys, row["raws"], strict=True) if raw},
        {name: row[name] for name in names},
    )


async def _load_writes(
    engines: Engines, chosen: _Chosen, needs: Needs, asked: Asked
) -> dict[int, tuple[Write, ...]]:
    if not needs.properties:
        return {}
    rows = await queries_person.list_writes(
        engines.clickhouse,
        workspace_id=chosen.workspace_id,
        homes=list(chosen.roots),
        properties=needs.properties,
        until_ms=asked.now_ms,
    )
    return {root: tuple(fold_writes(theirs)) for root, theirs in chosen.group(rows).items()}


def fold_writes(rows: Iterable[Row]) -> Iterable[Write]:
    """What each write (property, place, op, value; in order) left of its property, no change too."""
    values: dict[str, Json] = {}
    for row in rows:
        name, place = row["property"], int(row["place"])
        operand = msgspec.json.decode(row["value"]) if row["value"] else None
        ts_ms, position = place >> 64, place & _POSITION
        before = values.get(name)
        after = apply(OwnWrite(ts_ms, position, 0, row["op"], operand, "", "", ""), before)
        values[name] = before if is_same(before, after) else after
        yield Write(name, ts_ms, position, values[name])


async def _load_marks(
    engines: Engines, chosen: _Chosen, needs: Needs, asked: Asked
) -> dict[int, tuple[Mark, ...]]:
    if not needs.marks:
        return {}
    rows = await queries_person.list_marks(
        engines.clickhouse,
        workspace_id=chosen.workspace_id,
        homes=list(chosen.roots),
        marks=needs.marks,
        until_ms=asked.now_ms,
    )
    return {root: tuple(read_mark(row) for row in theirs) for root, theirs in chosen.group(rows).items()}


def read_mark(row: Row) -> Mark:
    """A word about a mark."""
    place = int(row["place"])
    return Mark(MarkKind(row["kind"]), row["key"], place >> 64, place & _POSITION, is_on=bool(row["is_on"]))


async def _load_facts(
    engines: Engines, chosen: _Chosen, needs: Needs, asked: Asked
) -> dict[int, dict[str, Json]]:
    """What follows from their events, by the SQL that counts sets."""
    names = needs.properties & FROM_EVENTS
    if not names:
        return {}
    of_homes = msgspec.structs.replace(asked, homes="{homes:Array(UInt64)}")
    found = await queries_person.list_derived(
        engines.clickhouse,
        compile_derived(names, of_homes),
        workspace_id=chosen.workspace_id,
        roots=list(chosen.people),
        homes=list(chosen.roots),
    )
    return {
        root: {name: msgspec.json.decode(text) for name, text in texts.items() if text}
        for root, texts in found.items()
    }
