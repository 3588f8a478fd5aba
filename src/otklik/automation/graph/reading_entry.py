"""Reads who begins a scenario: triggers or a mailing, audience, filters, how often."""

from otklik.automation.graph.entries import Entry, OnSegment, Repeat, Trigger
from otklik.automation.graph.limits import MAX_TRIGGERS
from otklik.automation.graph.reading_filters import read_filters
from otklik.automation.graph.reading_mailing import read_mailing
from otklik.automation.graph.reading_parts import read_condition, read_flag, read_wait
from otklik.automation.graph.reading_triggers import read_trigger
from otklik.segments.errors import FaultCode
from otklik.segments.language.parsing_reading import Reading, item, under

_ENTRY_KEYS = ("triggers", "audience", "repeat", "together", "filters", "also_inside")
_MAILING_KEYS = ("mailing", "audience")


def read_entry(source: object, path: str, reading: Reading) -> Entry | None:
    """Read `{"triggers": […], "audience"?, "repeat"?, …}` or `{"mailing": {…}, "audience"}`."""
    if isinstance(source, dict) and "mailing" in source:
        return _read_mailing(source, path, reading)
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
        filters=read_filters(fields.get("filters"), under(path, "filters"), reading),
        has_insiders=_read_insiders(fields.get("also_inside"), under(path, "also_inside"), triggers, reading),
    )


def _read_mailing(source: dict[str, object], path: str, reading: Reading) -> Entry | None:
    reading.fields(source, path, allowed=_MAILING_KEYS, required=("audience",))
    mailing = read_mailing(source["mailing"], under(path, "mailing"), reading)
    audience = source.get("audience")
    condition = None
    if "audience" in source:
        condition = read_condition(audience, under(path, "audience"), reading)
    return Entry((), condition, mailing=mailing) if mailing is not None else None


def _read_triggers(source: object, path: str, reading: Reading) -> tuple[Trigger, ...]:
    if not isinstance(source, list):
        reading.expected(path, "a list of triggers", source)
        return ()
    if not source and not reading.faults:
        reading.fault(path, FaultCode.EMPTY, "at least one trigger is expected")
    if len(source) > MAX_TRIGGERS:
        reading.fault(path, FaultCode.TOO_MANY, f"at most {MAX_TRIGGERS} triggers", limit=MAX_TRIGGERS)
        return ()
    found = (read_trigger(each, item(path, number), reading) for number, each in enumerate(source))
    return tuple(each for each in found if each is not None)


def _read_insiders(value: object, path: str, triggers: tuple[Trigger, ...], reading: Reading) -> bool:
    """Whether those inside now begin, too; only of segments can one be inside."""
    is_wanted = read_flag(value, path, reading)
    if is_wanted and not reading.faults and not any(isinstance(each, OnSegment) for each in triggers):
        message = "only a trigger of a segment has people who are inside already"
        reading.fault(path, FaultCode.NOT_HERE, message)
    return is_wanted


def _read_repeat(source: object, path: str, reading: Reading) -> Repeat:
    if isinstance(source, dict):
        fields = reading.fields(source, path, allowed=("every",), required=("every",)) or {}
        if "every" not in fields:
            return Repeat()
        return Repeat(every=read_wait(fields["every"], under(path, "every"), reading))
    what = "once, always or {“every”: a duration}"
    word = reading.one_of(source, path, ("once", "always"), FaultCode.UNKNOWN_VALUE, what)
    return Repeat(always=word == "always")
