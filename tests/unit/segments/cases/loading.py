"""Reads the table of named cases: a person's past, a condition, and what is true at given moments.

A case has `events` [name, time, properties?, stored fields?], `writes` and `facts` [property, time, value],
`marks` [kind, key, time, is on]; places in the log go in the order of listing, events first. `if` is the
condition, `segments` other segments by id, `zone` the workspace's (Moscow's by default). `at` pairs moments
with answers; `matched` is what `same` gives back at the last that is true; `next` pairs moments with the next
change by time alone (null: never), where the listed events and writes of later moments are taken to come.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from otklik.kit.clock import to_ms
from otklik.segments.language.conditions import Condition
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.predicate.history import Event, History, Mark, MarkKind, Past, Write

FOLDER = Path(__file__).parent


NAMES = AnyNames()


class Case(msgspec.Struct, frozen=True):
    """A named case, read."""

    name: str
    past: Past
    condition: Condition
    zone: ZoneInfo
    segments: Mapping[int, Condition]
    at: Sequence[tuple[int, bool]]
    matched: Mapping[str, Any] | None
    next: Sequence[tuple[int, int | None]]

    @property
    def history(self) -> History:
        return History(self.past)


def load_cases() -> list[Case]:
    """Every case of every file."""
    files = sorted(FOLDER.glob("*.json"))
    return [_case(source) for file in files for source in json.loads(file.read_text("utf-8"))["cases"]]


def moment(text: str) -> int:
    """Milliseconds of an RFC 3339 time."""
    return to_ms(datetime.fromisoformat(text))


def _case(source: Mapping[str, Any]) -> Case:
    known = {"name", "events", "writes", "facts", "marks", "if", "segments", "zone", "at", "matched", "next"}
    assert not set(source) - known, (source["name"], set(source) - known)
    segments = source.get("segments", {})
    return Case(
        name=source["name"],
        past=_past(source),
        condition=parse(source["if"], resolve=NAMES),
        zone=ZoneInfo(source.get("zone", "Europe/Moscow")),
        segments={int(key): parse(value, resolve=NAMES) for key, value in segments.items()},
        at=[(moment(text), answer) for text, answer in source["at"]],
        matched=source.get("matched"),
        next=[(moment(now), then and moment(then)) for now, then in source.get("next", ())],
    )


def _past(source: Mapping[str, Any]) -> Past:
    places = iter(range(1, 1_000))
    return Past(
        events=tuple(
            Event(name, moment(at), next(places), *contents)
            for name, at, *contents in source.get("events", ())
        ),
        writes=_writes(source.get("writes", ()), places),
        facts=_writes(source.get("facts", ()), places),
        marks=tuple(
            Mark(MarkKind(kind), key, moment(at), next(places), is_on)
            for kind, key, at, is_on in source.get("marks", ())
        ),
    )


def _writes(sources: Sequence[Any], places: Iterator[int]) -> tuple[Write, ...]:
    return tuple(Write(name, moment(at), next(places), value) for name, at, value in sources)
