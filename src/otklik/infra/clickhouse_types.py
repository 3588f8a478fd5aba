"""Values on their way to and from ClickHouse's text formats."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

_PLACE = re.compile(r"\{\s*([a-z_][a-z0-9_]*)\s*:\s*([A-Za-z0-9_, ()']+)\}")
_WRAPPERS = re.compile(r"(?:Nullable|LowCardinality)\((.*)\)\Z", re.DOTALL)
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\b": "\\b", "\f": "\\f"}
_ESCAPE_TABLE = str.maketrans(_ESCAPES)


def encode_parameter(value: object) -> str:
    """A parameter's value as the HTTP interface reads it: tab-separated escapes, arrays in brackets."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPE_TABLE)
    return _literal(value, is_inside=False)


def inline_parameters(sql: str, parameters: Mapping[str, object]) -> str:
    """`sql` with the places of `parameters` filled by literals: for values too long for an address.

    One pass over the statement: what a value holds is never looked at again.
    """

    def fill(place: re.Match[str]) -> str:
        name, kind = place[1], place[2].strip()
        if name not in parameters:
            return place[0]
        value = parameters[name]
        # Large numbers are read as text: as literals they might become doubles.
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return f"CAST({_literal(str(value) if is_number else value)}, {_literal(kind)})"

    return _PLACE.sub(fill, sql)


def _literal(value: object, *, is_inside: bool = True) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case datetime():
            text = _utc_text(value)
        case date():
            text = value.isoformat()
        case str():
            text = value.translate(_ESCAPE_TABLE).replace("'", "\\'")
        case list() | tuple() | set() | frozenset():
            return f"[{','.join(_literal(item) for item in value)}]"
        case _:
            raise TypeError(f"no ClickHouse parameter can be made of {type(value).__name__}")
    return f"'{text}'" if is_inside else text


def _utc_text(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a datetime for ClickHouse must have a time zone")
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def converters_for(types: Sequence[str]) -> list[tuple[int, Callable[[Any], Any]]]:
    """(column index, conversion) for the columns whose JSON form is not yet the Python value.

    Only whole columns are converted: dates inside arrays, tuples and JSON stay text.
    """
    found = ((index, _converter(name)) for index, name in enumerate(types))
    return [(index, convert) for index, convert in found if convert is not None]


def _converter(name: str) -> Callable[[Any], Any] | None:
    while wrapped := _WRAPPERS.match(name):
        name = wrapped.group(1)
    if name.startswith("DateTime"):
        return _read_datetime
    if name.startswith("Date"):
        return date.fromisoformat
    if name.startswith("Decimal"):
        return Decimal
    return None


def _read_datetime(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
