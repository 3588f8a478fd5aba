"""Reads what a step waits for."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from otklik.automation.graph.nodes import WaitBest, WaitEvent, WaitFor, WaitUntil
from otklik.automation.graph.reading_parts import (
    read_clock,
    read_days,
    read_selectors,
    read_wait,
    read_zone,
)
from otklik.segments.errors import FaultCode
from otklik.segments.language.conditions import Duration
from otklik.segments.language.durations import DAY_MS, WEEK_MS, approximate_ms
from otklik.segments.language.parsing_reading import Reading, under

_Fields: TypeAlias = Mapping[str, object]
_KINDS: Final = ("for", "until", "events")
BEST: Final = "best_hour"
_DAY: Final = Duration(milliseconds=DAY_MS)


def read_resting(
    value: object, place: str, reading: Reading, *, following: str | None, otherwise: str | None
) -> WaitFor | WaitUntil | WaitBest | WaitEvent | None:
    """Read `{"for"}`, `{"until", "days"?, "zone"?}`, `{"events", "at_most"}`; of which `value` is one."""
    kinds = [kind for kind in _KINDS if isinstance(value, dict) and kind in value]
    if not isinstance(value, dict) or len(kinds) != 1:
        message = "a wait has one of for, until, events"
        reading.fault(place, FaultCode.UNKNOWN_KIND, message, expected=", ".join(_KINDS))
        return None
    if kinds[0] == "for":
        reading.fields(value, place, allowed=("for",))
        duration = read_wait(value["for"], under(place, "for"), reading)
        return WaitFor(duration, following) if duration is not None else None
    if kinds[0] == "until" and value["until"] == BEST:
        return _read_best(value, place, reading, following)
    if kinds[0] == "until":
        return _read_until(value, place, reading, following)
    return _read_events(value, place, reading, following, otherwise)


def _read_events(
    value: _Fields, place: str, reading: Reading, following: str | None, otherwise: str | None
) -> WaitEvent | None:
    reading.fields(value, place, allowed=("events", "at_most"), required=("events", "at_most"))
    events = read_selectors(value["events"], under(place, "events"), reading)
    at_most = read_wait(value["at_most"], under(place, "at_most"), reading) if "at_most" in value else None
    return WaitEvent(events, at_most, following, otherwise) if events and at_most else None


def _read_until(value: _Fields, place: str, reading: Reading, following: str | None) -> WaitUntil | None:
    reading.fields(value, place, allowed=("until", "days", "zone"))
    at = read_clock(value["until"], under(place, "until"), reading)
    days = read_days(value.get("days"), under(place, "days"), reading)
    zone = read_zone(value.get("zone", "person"), under(place, "zone"), reading)
    if at is None or days is None or zone is None:
        return None
    return WaitUntil(at, days, zone, following)


def _read_best(value: _Fields, place: str, reading: Reading, following: str | None) -> WaitBest | None:
    reading.fields(value, place, allowed=("until", "days", "within"))
    days = read_days(value.get("days"), under(place, "days"), reading)
    within: Duration | None = _DAY
    if "within" in value:
        within = read_wait(value["within"], under(place, "within"), reading)
    if within is not None and not DAY_MS <= approximate_ms(within) <= WEEK_MS:
        message = "the best hour is looked for within one to seven days"
        reading.fault(under(place, "within"), FaultCode.OUT_OF_RANGE, message)
        return None
    return WaitBest(within, days, following) if within is not None and days is not None else None
