"""One person's history, as much as a condition needs, out of the stores that segments are counted in."""

import asyncio
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
    """The person's history up to the moment asked of as far as `needs` asks.

    What follows from events ($sessions_count, $revenue …) is told as it was at that moment, as if it had
    always been so. Raises ConflictError when the history is too long.
    """
    homes, workspace_id, until_ms = person.members, asked.workspace_id, asked.now_ms
    beginning = await queries_person.find_beginning(
        engines.clickhouse, workspace_id=workspace_id, homes=homes, until_ms=until_ms
    )
    if beginning is None:
        return History(Past())
    events, writes, marks, facts = await asyncio.gather(
        _load_events(engines, workspace_id, homes, needs, until_ms),
        _load_writes(engines, workspace_id, homes, needs, until_ms),
        _load_marks(engines, workspace_id, homes, needs, until_ms),
        _load_facts(engines, person, needs, asked, beginning),
    )
    coming = Write(COMING, beginning, 0)
    return History(Past(events, (coming, *writes), facts, marks))


async def _load_events(
    engines: Engines, workspace_id: int, homes: Sequence[int], needs: Needs, until_ms: int
) -> tuple[Event, ...]:
    if not needs.events:
        return ()
    rows = await queries_person.list_events(
        engines.clickhouse,
        workspace_id=workspace_id,
        homes=homes,
        needed=list(needs.events.values()),
        keys=needs.keys,
        has_fields=needs.has_fields,
        until_ms=until_ms,
    )
    _check_length(rows)
    return tuple(read_event(row, needs) for row in rows)


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
    engines: Engines, workspace_id: int, homes: Sequence[int], needs: Needs, until_ms: int
) -> tuple[Write, ...]:
    if not needs.properties:
        return ()
    rows = await queries_person.list_writes(
        engines.clickhouse,
        workspace_id=workspace_id,
        homes=homes,
        properties=needs.properties,
        until_ms=until_ms,
    )
    _check_length(rows)
    return tuple(fold_writes(rows))


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
    engines: Engines, workspace_id: int, homes: Sequence[int], needs: Needs, until_ms: int
) -> tuple[Mark, ...]:
    if not needs.marks:
        return ()
    rows = await queries_person.list_marks(
        engines.clickhouse, workspace_id=workspace_id, homes=homes, marks=needs.marks, until_ms=until_ms
    )
    _check_length(rows)
    return tuple(read_mark(row) for row in rows)


def read_mark(row: Row) -> Mark:
    """A word about a mark."""
    place = int(row["place"])
    return Mark(MarkKind(row["kind"]), row["key"], place >> 64, place & _POSITION, is_on=bool(row["is_on"]))


async def _load_facts(
    engines: Engines, person: profiles.Person, needs: Needs, asked: Asked, beginning: int
) -> tuple[Write, ...]:
    """What follows from the person's events, by the SQL that counts sets."""
    names = needs.properties & FROM_EVENTS
    if not names:
        return ()
    of_homes = msgspec.structs.replace(asked, homes="{homes:Array(UInt64)}")
    found = await queries_person.find_derived(
        engines.clickhouse,
        compile_derived(names, of_homes),
        workspace_id=asked.workspace_id,
        root=person.id,
        homes=person.members,
    )
    return tuple(Write(name, beginning, 0, msgspec.json.decode(text)) for name, text in found.items() if text)


def _check_length(rows: Sequence[Row]) -> None:
    if len(rows) > queries_person.MAX_ROWS:
        raise errors.too_long_past(queries_person.MAX_ROWS)
