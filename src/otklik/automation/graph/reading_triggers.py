"""Reads what begins a scenario, each trigger by the key that says what it is."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from otklik.automation.graph.entries import (
    Measured,
    OnBrowser,
    OnCall,
    OnEvent,
    OnSaved,
    OnSchedule,
    OnSegment,
    Trigger,
    Turn,
    Zone,
)
from otklik.automation.graph.limits import MAX_PAGES, MAX_SECONDS, MAX_SELECTOR_CHARS
from otklik.automation.graph.reading_parts import (
    SELECTOR_KEYS,
    read_clock,
    read_dates,
    read_days,
    read_flag,
    read_reading,
    read_selector,
    read_selectors,
    read_wait,
    read_whole,
    read_zone,
)
from otklik.segments.errors import FaultCode
from otklik.segments.language.parsing_events import read_id
from otklik.segments.language.parsing_reading import Reading, under

_Fields: TypeAlias = Mapping[str, object]
_HUNDRED: Final = 100
_AMOUNTS: Final[Mapping[Measured, tuple[str, int, int]]] = {
    Measured.SCROLL: ("percent", _HUNDRED, 50),
    Measured.TIME_ON_PAGE: ("seconds", MAX_SECONDS, 30),
    Measured.TIME_ON_SITE: ("seconds", MAX_SECONDS, 15),
    Measured.PAGES: ("count", MAX_PAGES, 5),
}
"""By what is measured: the key of its figure, the largest, the one of who says nothing."""
_TEXTS: Final[Mapping[Measured, str]] = {
    Measured.ELEMENT_SEEN: "selector",
    Measured.CLICK: "selector",
    Measured.CALL: "name",
}


def read_trigger(source: object, path: str, reading: Reading) -> Trigger | None:
    """Read one trigger."""
    if not isinstance(source, dict):
        reading.expected(path, "a trigger (an object)", source)
        return None
    kinds = [kind for kind in _KINDS if kind in source]
    if len(kinds) != 1:
        message = f"a trigger has one of {', '.join(_KINDS)}"
        reading.fault(path, FaultCode.UNKNOWN_KIND, message, expected=", ".join(_KINDS))
        return None
    return _KINDS[kinds[0]](source, path, reading)


def _read_event(source: _Fields, path: str, reading: Reading) -> OnEvent | None:
    reading.fields(source, path, allowed=(*SELECTOR_KEYS, "after", "unless"))
    plain = {key: value for key, value in source.items() if key in SELECTOR_KEYS}
    selector = read_selector(plain, path, reading)
    after = read_wait(source["after"], under(path, "after"), reading) if "after" in source else None
    unless = read_selectors(source["unless"], under(path, "unless"), reading) if "unless" in source else ()
    if unless and "after" not in source:
        message = "“unless” needs “after”: the time in which it may happen"
        reading.fault(under(path, "after"), FaultCode.MISSING, message, expected="after")
    return OnEvent(selector, after, unless) if selector is not None else None


def _read_segment(source: _Fields, path: str, reading: Reading) -> OnSegment | None:
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


def _read_call(source: _Fields, path: str, reading: Reading) -> OnCall:
    reading.fields(source, path, allowed=("call",))
    read_flag(source["call"], under(path, "call"), reading)
    return OnCall()


def _read_browser(source: _Fields, path: str, reading: Reading) -> OnBrowser | None:
    words = [each.value for each in Measured]
    place = under(path, "browser")
    word = reading.one_of(source["browser"], place, words, FaultCode.UNKNOWN_VALUE, "what a browser measures")
    if word is None:
        return None
    what = Measured(word)
    if what in _AMOUNTS:
        return _read_amount(what, source, path, reading)
    key = _TEXTS.get(what)
    if key is None:
        reading.fields(source, path, allowed=("browser",))
        return OnBrowser(what)
    reading.fields(source, path, allowed=("browser", key), required=(key,))
    text = reading.text(source[key], under(path, key), f"a {key}") if key in source else None
    if text is not None and len(text) > MAX_SELECTOR_CHARS:
        message = f"a {key} has at most {MAX_SELECTOR_CHARS} characters"
        reading.fault(under(path, key), FaultCode.TOO_LONG, message, limit=MAX_SELECTOR_CHARS)
    return OnBrowser(what, text=text) if text is not None else None


def _read_amount(what: Measured, source: _Fields, path: str, reading: Reading) -> OnBrowser | None:
    key, most, usual = _AMOUNTS[what]
    pages = ("of",) if what is Measured.PAGES else ()
    reading.fields(source, path, allowed=("browser", key, *pages))
    amount = read_whole(source.get(key, usual), under(path, key), reading, low=1, high=most)
    of = ""
    if pages:
        expected = "session or all"
        value, place = source.get("of", "session"), under(path, "of")
        of = reading.one_of(value, place, ("session", "all"), FaultCode.UNKNOWN_VALUE, expected) or ""
    return OnBrowser(what, amount, of) if amount is not None else None


def _read_saved(source: _Fields, path: str, reading: Reading) -> OnSaved | None:
    reading.fields(source, path, allowed=("saved",))
    found = read_id(source["saved"], under(path, "saved"), reading)
    return OnSaved(found) if found is not None else None


def _read_schedule(source: _Fields, path: str, reading: Reading) -> OnSchedule | None:
    reading.fields(source, path, allowed=("schedule",))
    place = under(path, "schedule")
    given = source["schedule"]
    is_once = isinstance(given, dict) and "once" in given
    allowed = ("once", "zone") if is_once else ("at", "days", "dates", "zone")
    fields = reading.fields(given, place, allowed=allowed, required=allowed[:1])
    if fields is None:
        return None
    zone = read_zone(fields.get("zone", Zone.WORKSPACE.value), under(place, "zone"), reading)
    if "once" in fields:
        once = read_reading(fields["once"], under(place, "once"), reading)
        return OnSchedule(once, zone=zone) if once is not None and zone is not None else None
    at = read_clock(fields.get("at"), under(place, "at"), reading) if "at" in fields else None
    if "dates" in fields and "days" in fields:
        reading.fault(under(place, "dates"), FaultCode.CLASH, "days of the week or dates, not both")
    days = read_days(fields.get("days"), under(place, "days"), reading)
    dates = read_dates(fields.get("dates"), under(place, "dates"), reading)
    if at is None or days is None or dates is None or zone is None:
        return None
    return OnSchedule(None, at, days, dates, zone)


_KINDS: Final[Mapping[str, Callable[[_Fields, str, Reading], Trigger | None]]] = {
    "event": _read_event,
    "segment": _read_segment,
    "call": _read_call,
    "browser": _read_browser,
    "saved": _read_saved,
    "schedule": _read_schedule,
}
