"""Reads who begins a scenario: triggers, audience, how often."""

from collections.abc import Mapping

from otklik.automation.graph.limits import MAX_TRIGGERS
from otklik.automation.graph.nodes import Entry, OnCall, OnEvent, OnSegment, Repeat, Trigger, Turn
from otklik.automation.graph.reading_parts import (
    SELECTOR_KEYS,
    read_condition,
    read_flag,
    read_selector,
    read_selectors,
    read_wait,
)
from otklik.segments.errors import FaultCode
from otklik.segments.language.parsing_events import read_id
from otklik.segments.language.parsing_reading import Reading, item, under

_ENTRY_KEYS = ("triggers", "audience", "repeat", "together")
_KINDS = ("event", "segment", "call")


def read_entry(source: object, path: str, reading: Reading) -> Entry | None:
    """Read `{"triggers": […], "audience"?, "repeat"?, "together"?}`."""
    fields = reading.fields(source, path, allowed=_ENTRY_KEYS, required=("triggers",))
    if fields is None:
        return None
    triggers = _read_triggers(fields.get("triggers", []), under(path, "triggers"), reading)
    audience = fields.get("audience")
    condition = read_condition(audience, under(path, "audience"), reading) if audience is not None else None
    return Entry(
        triggers,
        condition,
        _read_repeat(fields.get("repeat", "once"), under(path, "repeat"), reading),
        is_together=read_flag(fields.get("together"), under(path, "together"), reading),
    )


def _read_triggers(source: object, path: str, reading: Reading) -> tuple[Trigger, ...]:
    if not isinstance(source, list):
        reading.expected(path, "a list of triggers", source)
        return ()
    if not source and not reading.faults:
        reading.fault(path, FaultCode.EMPTY, "at least one trigger is expected")
    if len(source) > MAX_TRIGGERS:
        reading.fault(path, FaultCode.TOO_MANY, f"at most {MAX_TRIGGERS} triggers", limit=MAX_TRIGGERS)
        return ()
    found = (_read_trigger(each, item(path, number), reading) for number, each in enumerate(source))
    return tuple(each for each in found if each is not None)


def _read_trigger(source: object, path: str, reading: Reading) -> Trigger | None:
    if not isinstance(source, dict):
        reading.expected(path, "a trigger (an object)", source)
        return None
    kinds = [kind for kind in _KINDS if kind in source]
    if len(kinds) != 1:
        message = f"a trigger has one of {', '.join(_KINDS)}"
        reading.fault(path, FaultCode.UNKNOWN_KIND, message, expected=", ".join(_KINDS))
        return None
    if kinds[0] == "event":
        return _read_on_event(source, path, reading)
    if kinds[0] == "segment":
        return _read_on_segment(source, path, reading)
    reading.fields(source, path, allowed=("call",))
    read_flag(source["call"], under(path, "call"), reading)
    return OnCall()


def _read_on_event(source: Mapping[str, object], path: str, reading: Reading) -> OnEvent | None:
    reading.fields(source, path, allowed=(*SELECTOR_KEYS, "after", "unless"))
    plain = {key: value for key, value in source.items() if key in SELECTOR_KEYS}
    selector = read_selector(plain, path, reading)
    after = read_wait(source["after"], under(path, "after"), reading) if "after" in source else None
    unless = read_selectors(source["unless"], under(path, "unless"), reading) if "unless" in source else ()
    if unless and "after" not in source:
        message = "“unless” needs “after”: the time in which it may happen"
        reading.fault(under(path, "after"), FaultCode.MISSING, message, expected="after")
    return OnEvent(selector, after, unless) if selector is not None else None


def _read_on_segment(source: Mapping[str, object], path: str, reading: Reading) -> OnSegment | None:
    reading.fields(source, path, allowed=("segment", "on"))
    place = under(path, "segment")
    segment = read_id(source["segment"], place, reading)
    words = [turn.value for turn in Turn]
    turn = reading.one_of(
        source.get("on", "entered"), under(path, "on"), words, FaultCode.UNKNOWN_VALUE, "entered or left"
    )
    if segment is None or turn is None:
        return None
    if not reading.resolve.has_segment(segment):
        message = f"there is no segment {segment}"
        reading.fault(place, FaultCode.UNKNOWN_SEGMENT, message, found=segment)
        return None
    return OnSegment(segment, Turn(turn))


def _read_repeat(source: object, path: str, reading: Reading) -> Repeat:
    if isinstance(source, dict):
        fields = reading.fields(source, path, allowed=("every",), required=("every",)) or {}
        if "every" not in fields:
            return Repeat()
        return Repeat(every=read_wait(fields["every"], under(path, "every"), reading))
    what = "once, always or {“every”: a duration}"
    word = reading.one_of(source, path, ("once", "always"), FaultCode.UNKNOWN_VALUE, what)
    return Repeat(always=word == "always")
