"""Carrot Quest's filters of people as tests of ours.

Source: developers.carrotquest.io/filters and the public clients of the Web API (types and their values). A
filter is `{"type": "and"|"or", "filters": [{"type", "property_name", "value"}]}`; `value` is an object, or
one written as a JSON text. What says "not" also holds of those who have no such property, as there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from otklik.events.people_tests import PropertyTest, Test, Tests
from otklik.intake.carrotquest_calls import parse_json
from otklik.kit.errors import Fault, InvalidError

MAX_FILTERS: Final = 50
_MAX_TEXT: Final = 1_000
_LARGEST: Final = 1e15
_OR_UNKNOWN: Final = "_or_unknown"
_UNITS_S: Final[Mapping[str, int]] = {"minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
_NAMES: Final[Mapping[str, str]] = {"$sessions": "$sessions_count"}
"""Properties that bear another name here."""

_Value = Mapping[str, Any]
_Reader = Callable[[str, _Value, str], PropertyTest]


def read_filters(given: object) -> Tests:
    """The parameter `filters`, an object or its JSON text. Raises InvalidError, BadRequestError."""
    if given in (None, "", [], {}):
        return Tests()
    found = parse_json(given, "filters")
    if not isinstance(found, dict) or found.get("type") not in ("and", "or"):
        raise _invalid("filters", 'filters is {"type": "and" or "or", "filters": [...]}')
    items = found.get("filters")
    if not isinstance(items, list) or len(items) > MAX_FILTERS:
        raise _invalid("filters.filters", f"It is a list of at most {MAX_FILTERS} filters")
    tests = tuple(_read(item, f"filters.filters.{number}") for number, item in enumerate(items))
    return Tests(tests, is_any=found["type"] == "or")


def _read(item: object, path: str) -> PropertyTest:
    if not isinstance(item, dict):
        raise _invalid(path, "A filter has type, property_name and value")
    name, kind = item.get("property_name"), item.get("type")
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_TEXT:
        raise _invalid(f"{path}.property_name", "It is the name of a property")
    if not isinstance(kind, str) or kind not in _READERS:
        raise _invalid(f"{path}.type", f"It is one of {', '.join(_READERS)}")
    value = parse_json(item.get("value") or {}, f"{path}.value")
    if not isinstance(value, dict):
        value = {"value": value} if value else {}
    return _READERS[kind](_NAMES.get(name, name), value, f"{path}.value")


def _plain(test: Test, *, is_not: bool = False) -> _Reader:
    return lambda name, _value, _path: PropertyTest(name, test, is_not=is_not)


def _number(test: Test, *, is_not: bool = False, or_unset: bool = False) -> _Reader:
    def read(name: str, value: _Value, path: str) -> PropertyTest:
        x = _read_number(value, "value", path)
        return PropertyTest(name, test, x, is_not=is_not, or_unset=or_unset)

    return read


def _text(test: Test, *, is_not: bool = False) -> _Reader:
    def read(name: str, value: _Value, path: str) -> PropertyTest:
        text = value.get("value")
        if isinstance(text, bool) or not isinstance(text, str | int | float) or len(str(text)) > _MAX_TEXT:
            raise _invalid(f"{path}.value", f"It is a text of at most {_MAX_TEXT} characters")
        return PropertyTest(name, test, str(text), is_not=is_not)

    return read


def _age(test: Test, *, or_unset: bool = False) -> _Reader:
    def read(name: str, value: _Value, path: str) -> PropertyTest:
        unit = value.get("unit") or "days"
        if not isinstance(unit, str) or unit not in _UNITS_S:
            raise _invalid(f"{path}.unit", f"It is one of {', '.join(_UNITS_S)}")
        seconds = _read_number(value, "value", path) * _UNITS_S[unit]
        if not 0 <= seconds <= _MAX_AGE_S:
            raise _invalid(f"{path}.value", "It is too long ago")
        return PropertyTest(name, test, seconds, or_unset=or_unset)

    return read


def _range(name: str, value: _Value, path: str) -> PropertyTest:
    low, high = _read_number(value, "value1", path), _read_number(value, "value2", path)
    return PropertyTest(name, Test.BETWEEN, low, high)


_MAX_AGE_S: Final = 100 * 366 * 86_400
_READERS: Final[Mapping[str, _Reader]] = {
    "known": _plain(Test.KNOWN),
    "unknown": _plain(Test.KNOWN, is_not=True),
    "gt": _number(Test.GT),
    f"gt{_OR_UNKNOWN}": _number(Test.GT, or_unset=True),
    "lt": _number(Test.LT),
    f"lt{_OR_UNKNOWN}": _number(Test.LT, or_unset=True),
    "range": _range,
    "eq": _number(Test.EQUALS),
    "neq": _number(Test.EQUALS, is_not=True),
    "str_eq": _text(Test.IS_TEXT),
    "str_neq": _text(Test.IS_TEXT, is_not=True),
    "str_contains": _text(Test.CONTAINS),
    "str_notcontains": _text(Test.CONTAINS, is_not=True),
    "bool_true": _plain(Test.IS_TRUE),
    "bool_false": _plain(Test.IS_FALSE),
    "daysmore": _age(Test.OLDER),
    f"daysmore{_OR_UNKNOWN}": _age(Test.OLDER, or_unset=True),
    "daysless": _age(Test.YOUNGER),
    f"daysless{_OR_UNKNOWN}": _age(Test.YOUNGER, or_unset=True),
    "lcontains": _text(Test.HAS),
}
FILTER_TYPES: Final[Sequence[str]] = tuple(_READERS)


def _read_number(value: _Value, name: str, path: str) -> float:
    given = value.get(name)
    try:
        number = (
            float(given) if isinstance(given, str | int | float) and not isinstance(given, bool) else None
        )
    except (ValueError, OverflowError):
        number = None
    if number is None or not abs(number) <= _LARGEST:  # NaN is not either
        raise _invalid(f"{path}.{name}", "It is a number")
    return number


def _invalid(path: str, message: str) -> InvalidError:
    return InvalidError(
        "invalid", "{path}: {detail}", {"path": path, "detail": message}, (Fault(path, "filter", message),)
    )
