"""Reads what must be so when a trigger fires: pages, devices, sources, hours, operators."""

from collections.abc import Mapping
from typing import Final

from otklik.automation.graph.entries import Filters, Hours, Match, PageRule, Zone
from otklik.automation.graph.limits import MAX_PAGE_RULES, MAX_SOURCES
from otklik.automation.graph.reading_parts import read_clock, read_days, read_zone
from otklik.segments.errors import FaultCode
from otklik.segments.language.parsing_reading import Reading, item, under
from otklik.segments.language.patterns import PatternError, pattern

DEVICES: Final = ("desktop", "mobile", "tablet")
_KEYS: Final = ("pages", "devices", "sources", "hours", "operators")
_TEAM: Final = ("open", "closed")
_OPERATORS: Final = ("online", "offline")
_PATTERNS: Final = frozenset({Match.REGEX, Match.NOT_REGEX})


def read_filters(source: object, path: str, reading: Reading) -> Filters:
    """Read `{"pages"?, "devices"?, "sources"?, "hours"?, "operators"?}`; None asks nothing."""
    if source is None:
        return Filters()
    fields = reading.fields(source, path, allowed=_KEYS)
    if fields is None:
        return Filters()
    team, hours = _read_hours(fields.get("hours"), under(path, "hours"), reading)
    operators, place = fields.get("operators"), under(path, "operators")
    expected = "online or offline"
    word = None
    if operators is not None:
        word = reading.one_of(operators, place, _OPERATORS, FaultCode.UNKNOWN_VALUE, expected)
    return Filters(
        _read_pages(fields.get("pages"), under(path, "pages"), reading),
        _read_words(fields.get("devices"), under(path, "devices"), reading, known=DEVICES),
        _read_words(fields.get("sources"), under(path, "sources"), reading),
        hours,
        team,
        word or "",
    )


def _read_pages(source: object, path: str, reading: Reading) -> tuple[PageRule, ...]:
    items = _read_list(source, path, reading, MAX_PAGE_RULES)
    rules = (_read_rule(each, item(path, number), reading) for number, each in enumerate(items))
    return tuple(rule for rule in rules if rule is not None)


def _read_rule(source: object, path: str, reading: Reading) -> PageRule | None:
    fields = reading.fields(source, path, allowed=("match", "value"), required=("match", "value"))
    if fields is None or "match" not in fields or "value" not in fields:
        return None
    words = [each.value for each in Match]
    place = under(path, "value")
    word = reading.one_of(
        fields["match"], under(path, "match"), words, FaultCode.UNKNOWN_OPERATOR, "a rule of pages"
    )
    value = reading.text(fields["value"], place, "an address or a part of one")
    if word is None or value is None:
        return None
    if Match(word) in _PATTERNS:
        try:
            pattern(value)
        except PatternError as error:
            reading.fault(place, FaultCode.BAD_PATTERN, f"RE2 cannot read this: {error}", found=value[:60])
            return None
    return PageRule(Match(word), value)


def _read_words(
    source: object, path: str, reading: Reading, *, known: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    found = []
    for number, each in enumerate(_read_list(source, path, reading, MAX_SOURCES)):
        place = item(path, number)
        if known is None:
            word = reading.text(each, place, "a source")
        else:
            word = reading.one_of(each, place, known, FaultCode.UNKNOWN_VALUE, f"one of {', '.join(known)}")
        found.append(word)
    return tuple(dict.fromkeys(word for word in found if word is not None))


def _read_list(source: object, path: str, reading: Reading, limit: int) -> list[object]:
    if source is None:
        return []
    if not isinstance(source, list):
        reading.expected(path, "a list", source)
        return []
    if len(source) > limit:
        reading.fault(path, FaultCode.TOO_MANY, f"at most {limit} are expected", limit=limit)
        return []
    return source


def _read_hours(source: object, path: str, reading: Reading) -> tuple[str, Hours | None]:
    """The team's hours by a word, or a time of the week."""
    if source is None:
        return "", None
    if not isinstance(source, dict):
        what = "open, closed or {“from”, “to”}"
        return reading.one_of(source, path, _TEAM, FaultCode.UNKNOWN_VALUE, what) or "", None
    return "", _read_stretch(source, path, reading)


def _read_stretch(source: Mapping[str, object], path: str, reading: Reading) -> Hours | None:
    allowed = ("from", "to", "days", "zone")
    reading.fields(source, path, allowed=allowed, required=("from", "to"))
    start = read_clock(source["from"], under(path, "from"), reading) if "from" in source else None
    end = read_clock(source["to"], under(path, "to"), reading) if "to" in source else None
    days = read_days(source.get("days"), under(path, "days"), reading)
    zone = read_zone(source.get("zone", Zone.WORKSPACE.value), under(path, "zone"), reading)
    if start is None or end is None or days is None or zone is None:
        return None
    if start == end:
        reading.fault(path, FaultCode.WRONG_ORDER, "the hours end when they begin")
        return None
    return Hours(start, end, days, zone)
