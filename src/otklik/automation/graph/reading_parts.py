"""What several parts of a graph have: events to look out for, conditions, lengths, names of steps."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Final

from otklik.automation.graph.entries import WEEK, Zone
from otklik.automation.graph.faults import GraphFault
from otklik.automation.graph.limits import MAX_EVENTS, MAX_WAIT_MS, MIN_WAIT_MS
from otklik.segments.errors import ConditionError, ConditionFault, FaultCode
from otklik.segments.language.conditions import Condition, Did, Duration, Selector
from otklik.segments.language.durations import approximate_ms
from otklik.segments.language.parsing import parse
from otklik.segments.language.parsing_reading import Reading, item, show, under
from otklik.segments.language.parsing_values import read_length

SELECTOR_KEYS = ("event", "where")
_DATES: Final = (-1, *range(1, 32))
_YEARS: Final = range(2000, 2200)


def read_selector(source: object, path: str, reading: Reading) -> Selector | None:
    """Read `{"event": name, "where"?: […]}`; one exact name, for events are looked out for by name."""
    fields = reading.fields(source, path, allowed=SELECTOR_KEYS, required=("event",))
    if fields is None or "event" not in fields:
        return None
    plain = {key: fields[key] for key in SELECTOR_KEYS if key in fields}
    condition = read_condition(plain, path, reading)
    if not isinstance(condition, Did):
        return None
    if condition.selector.is_prefix:
        message = "one event by its whole name is expected, not many by the beginning of theirs"
        reading.fault(under(path, "event"), FaultCode.NOT_HERE, message)
        return None
    return condition.selector


def read_selectors(source: object, path: str, reading: Reading) -> tuple[Selector, ...]:
    """A list of events, one at least."""
    if not isinstance(source, list):
        reading.expected(path, "a list of events", source)
        return ()
    if not source:
        reading.fault(path, FaultCode.EMPTY, "at least one event is expected")
    if len(source) > MAX_EVENTS:
        reading.fault(path, FaultCode.TOO_MANY, f"at most {MAX_EVENTS} events", limit=MAX_EVENTS)
        return ()
    found = (read_selector(each, item(path, number), reading) for number, each in enumerate(source))
    return tuple(each for each in found if each is not None)


def read_condition(source: object, path: str, reading: Reading) -> Condition | None:
    """A condition of the condition language; its faults join those of the graph."""
    try:
        return parse(source, resolve=reading.resolve, at=path)
    except ConditionError as error:
        reading.faults.extend(ConditionFault(f.path, f.code, f.message, f.params) for f in error.faults)
        return None


def read_wait(value: object, path: str, reading: Reading) -> Duration | None:
    """A duration that one can wait: a second to a year."""
    duration = read_length(value, path, reading)
    if duration is None:
        return None
    if not MIN_WAIT_MS <= approximate_ms(duration) <= MAX_WAIT_MS:
        message = "a wait is from one second to one year"
        reading.fault(path, FaultCode.OUT_OF_RANGE, message, found=show(value))
        return None
    return duration


def read_way(value: object, path: str, reading: Reading, names: Collection[str]) -> str | None:
    """The name of the step that follows; null is the end."""
    if value is None:
        return None
    if not isinstance(value, str):
        reading.expected(path, "the name of a step, or null for the end", value)
        return None
    if value not in names:
        message = f"there is no step {show(value)}"
        reading.faults.append(ConditionFault(path, GraphFault.UNKNOWN_NODE, message, {"node": value[:60]}))
        return None
    return value


def read_flag(value: object, path: str, reading: Reading) -> bool:
    """True or false; None is false."""
    if value is None or isinstance(value, bool):
        return bool(value)
    reading.expected(path, "true or false", value)
    return False


def read_whole(value: object, path: str, reading: Reading, *, low: int, high: int) -> int | None:
    """A whole number of [low, high]; else None with a fault."""
    if isinstance(value, bool) or not isinstance(value, int):
        reading.expected(path, "a whole number", value)
        return None
    if not low <= value <= high:
        message = f"a number from {low} to {high} is expected"
        reading.fault(path, FaultCode.OUT_OF_RANGE, message, low=low, high=high)
        return None
    return value


def read_clock(value: object, path: str, reading: Reading) -> time | None:
    """A reading of a clock, `10:00`."""
    try:
        found = time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or found.second or found.microsecond:
        reading.expected(path, "a time of day such as 10:00", value, FaultCode.BAD_DATE)
        return None
    return found


def read_reading(value: object, path: str, reading: Reading) -> datetime | None:
    """A reading of calendar and clock, `2026-12-01T10:00`, of whatever zone is said beside it."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or found.second or found.year not in _YEARS:
        what = "a date and a time without a zone such as 2026-12-01T10:00"
        reading.expected(path, what, value, FaultCode.BAD_DATE)
        return None
    return found.replace(microsecond=0)


def read_days(value: object, path: str, reading: Reading) -> tuple[int, ...] | None:
    """Days of the week, rising; None is all of them."""
    if value is None:
        return WEEK
    if not isinstance(value, list) or not value or any(_is_odd(day, WEEK) for day in value):
        reading.expected(path, "a list of days, 1 (Monday) to 7", value)
        return None
    return tuple(sorted(set(value)))


def read_dates(value: object, path: str, reading: Reading) -> tuple[int, ...] | None:
    """Dates of the month, rising; none is ()."""
    if value is None:
        return ()
    if not isinstance(value, list) or not value or any(_is_odd(date, _DATES) for date in value):
        reading.expected(path, "a list of dates, 1 to 31, or -1 for the last day of the month", value)
        return None
    return tuple(sorted(set(value)))


def _is_odd(value: object, known: Collection[int]) -> bool:
    return isinstance(value, bool) or not isinstance(value, int) or value not in known


def read_zone(value: object, path: str, reading: Reading) -> Zone | None:
    """By whose clocks."""
    words = [zone.value for zone in Zone]
    word = reading.one_of(value, path, words, FaultCode.UNKNOWN_VALUE, "whose clock")
    return Zone(word) if word is not None else None
