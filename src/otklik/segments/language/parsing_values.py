"""Reads what stands beside an operator, and tests of one value: `{"property", "op", "value"}`."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Final

from otklik.segments.errors import FaultCode
from otklik.segments.language.conditions import Comparison, DatePoint, Duration, Held, Op, Operand, Scalar
from otklik.segments.language.durations import read_duration
from otklik.segments.language.limits import LARGEST_INT, MAX_LIST_ITEMS, MAX_PATH_KEYS, SMALLEST_INT
from otklik.segments.language.parsing_reading import Reading, item, under
from otklik.segments.language.patterns import PatternError, pattern
from otklik.segments.language.values import as_moment, as_number

NUMBER_OPS: Final = (Op.EQ, Op.NE, Op.GT, Op.GTE, Op.LT, Op.LTE, Op.BETWEEN)
HELD_OPS: Final = (Op.FOR_AT_LEAST, Op.FOR_LESS_THAN)
VALUE_OPS: Final = tuple(op for op in Op if op not in HELD_OPS)
"""Operators on a value without history: of an event's property, of a measure."""

_OPS: Final = {op.value: op for op in Op}
_NO_VALUE: Final = (Op.SET, Op.UNSET)
_TEST_KEYS: Final = ("property", "op", "value")
_PAIR: Final = 2


def read_test(
    value: object, path: str, reading: Reading, ops: Collection[Op] = tuple(Op)
) -> Comparison | None:
    """Read `{"property", "op", "value"}`; None with faults when something is wrong."""
    fields = reading.fields(value, path, allowed=_TEST_KEYS, required=("property", "op"))
    if fields is None:
        return None
    keys = read_path(fields["property"], under(path, "property"), reading) if "property" in fields else None
    op = read_op(fields["op"], under(path, "op"), reading, ops) if "op" in fields else None
    if op is None:
        return None
    operand = read_operand(fields, path, op, reading)
    return Comparison(keys, op, operand) if keys is not None else None


def read_path(value: object, path: str, reading: Reading) -> tuple[str, ...] | None:
    r"""Read a property's name: dots walk into objects, `\.` is a dot of the name itself."""
    text = reading.text(value, path, "a property's name")
    if text is None:
        return None
    keys = split_path(text)
    if not all(keys) or len(keys) > MAX_PATH_KEYS:
        what = f"a property's name with up to {MAX_PATH_KEYS} keys between dots, none empty,"
        reading.expected(path, what, text, FaultCode.OUT_OF_RANGE)
        return None
    return keys


def split_path(text: str) -> tuple[str, ...]:
    r"""The keys of a dotted path; `\.` and `\\` stand for the character itself."""
    keys, key, chars = [], "", iter(text)
    for char in chars:
        if char == ".":
            keys.append(key)
            key = ""
        else:
            key += next(chars, "\\") if char == "\\" else char
    return (*keys, key)


def join_path(keys: tuple[str, ...]) -> str:
    """The inverse of `split_path`."""
    return ".".join(key.replace("\\", "\\\\").replace(".", "\\.") for key in keys)


def read_op(value: object, path: str, reading: Reading, ops: Collection[Op]) -> Op | None:
    """Read an operator that may stand here."""
    word = reading.one_of(value, path, _OPS, FaultCode.UNKNOWN_OPERATOR, "an operator")
    if word is None or word in ops:
        return Op(word) if word else None
    message = f"“{word}” cannot stand here; possible: {', '.join(ops)}"
    reading.fault(path, FaultCode.NOT_HERE, message, found=word, expected=", ".join(ops))
    return None


def read_operand(fields: Mapping[str, object], path: str, op: Op, reading: Reading) -> Operand:
    """Read `value` as `op` wants it; None with a fault when it is wrong, or for set and unset."""
    place, value = under(path, "value"), fields.get("value")
    if op in _NO_VALUE:
        if value is not None:
            reading.fault(place, FaultCode.NOT_HERE, f"“{op}” takes no value", found=op)
        return None
    if "value" not in fields:
        reading.fault(place, FaultCode.MISSING, "“value” is missing", expected="value")
        return None
    return _READERS[op](value, place, reading)


def read_scalar(value: object, path: str, reading: Reading) -> Scalar | None:
    """Read a text, a number or a truth value; null and "" are refused, for they are no values."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value == "":
            message = "an empty text is no value; use “set” and “unset”"
            reading.fault(path, FaultCode.EMPTY, message)
            return None
        return reading.text(value, path)
    if isinstance(value, int | float | Decimal):
        return _number(value, path, reading)
    reading.expected(path, "a text, a number, true or false", value)
    return None


def read_number(value: object, path: str, reading: Reading) -> Scalar | None:
    """Read a number, or a text that is one by JSON's grammar (it becomes that number)."""
    if isinstance(value, str):
        number = as_number(value)
        if number is not None:
            return _plain(number)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value, path, reading)
    reading.expected(path, "a number", value)
    return None


def read_date(value: object, path: str, reading: Reading) -> DatePoint | None:
    """Read an RFC 3339 date or time: a bare date is its midnight, without a zone it is UTC."""
    if isinstance(value, str):
        moment_ms = as_moment(value)
        if moment_ms is not None:
            return DatePoint(moment_ms, value)
    reading.expected(
        path,
        "a date such as 2026-01-31 or 2026-01-31T09:30:00Z (years 1900 to 2299)",
        value,
        FaultCode.BAD_DATE,
    )
    return None


def read_length(value: object, path: str, reading: Reading) -> Duration | None:
    """Read an ISO 8601 duration."""
    if not isinstance(value, str):
        reading.expected(path, "an ISO 8601 duration such as P7D", value)
        return None
    try:
        return read_duration(value)
    except ValueError as error:
        reading.fault(path, FaultCode.BAD_DURATION, str(error), found=value[:60])
        return None


def _number(value: float | Decimal, path: str, reading: Reading) -> Scalar | None:
    number = as_number(value)
    is_stored = not isinstance(value, int) or SMALLEST_INT <= value <= LARGEST_INT
    if number is None or not is_stored:
        reading.expected(path, "a number that can be stored", value, FaultCode.OUT_OF_RANGE)
        return None
    return _plain(value) if isinstance(value, Decimal) else value


def _plain(number: Decimal) -> Scalar:
    # As JSON would have it, where that loses nothing: trees are compared, and saved.
    if number == number.to_integral_value() and SMALLEST_INT <= number <= LARGEST_INT:
        return int(number)
    near = float(number)
    return near if as_number(near) == number else number


def _text(value: object, path: str, reading: Reading) -> Operand:
    return reading.text(value, path)


def _pattern(value: object, path: str, reading: Reading) -> Operand:
    text = reading.text(value, path, "a regular expression")
    if text is None:
        return None
    try:
        pattern(text)
    except PatternError as error:
        message = f"RE2 cannot read this regular expression: {_words(error)}"
        reading.fault(path, FaultCode.BAD_PATTERN, message, found=_words(error))
        return None
    return text


def _words(error: Exception) -> str:
    word = error.args[0] if error.args else ""
    return word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word)


def _scalars(value: object, path: str, reading: Reading) -> Operand:
    if not isinstance(value, list):
        reading.expected(path, "a list of values", value)
        return None
    if not value:
        reading.fault(path, FaultCode.EMPTY, "the list is empty")
        return None
    if len(value) > MAX_LIST_ITEMS:
        message = f"a list has at most {MAX_LIST_ITEMS} values"
        reading.fault(path, FaultCode.TOO_MANY, message, limit=MAX_LIST_ITEMS)
        return None
    read = [read_scalar(one, item(path, index), reading) for index, one in enumerate(value)]
    return tuple(one for one in read if one is not None)


def _pair(value: object, path: str, reading: Reading) -> Operand:
    """Two numbers or two dates, the first not the greater."""
    if not isinstance(value, list) or len(value) != _PAIR:
        reading.expected(path, "a list of two numbers or two dates", value)
        return None
    first, second = item(path, 0), item(path, 1)
    if any(isinstance(one, str) and as_number(one) is None for one in value):
        since, until = read_date(value[0], first, reading), read_date(value[1], second, reading)
        if since is None or until is None:
            return None
        _check_order(since.ms <= until.ms, path, reading)
        return since, until
    least, most = read_number(value[0], first, reading), read_number(value[1], second, reading)
    low, high = as_number(least), as_number(most)
    if least is None or most is None or low is None or high is None:
        return None
    _check_order(low <= high, path, reading)
    return least, most


def _check_order(is_rising: bool, path: str, reading: Reading) -> None:  # noqa: FBT001 - the one thing it is told
    if not is_rising:
        reading.fault(path, FaultCode.WRONG_ORDER, "the first of the two is greater than the second")


def _held(value: object, path: str, reading: Reading) -> Operand:
    keys = ("value", "duration")
    fields = reading.fields(value, path, allowed=keys, required=keys)
    if fields is None or any(key not in fields for key in keys):
        return None
    held = read_scalar(fields["value"], under(path, "value"), reading)
    duration = read_length(fields["duration"], under(path, "duration"), reading)
    return Held(held, duration) if held is not None and duration is not None else None


_READERS: Final[Mapping[Op, Callable[[object, str, Reading], Operand]]] = {
    **dict.fromkeys((Op.EQ, Op.NE, Op.HAS), read_scalar),
    **dict.fromkeys((Op.IN, Op.NOT_IN, Op.HAS_ANY, Op.HAS_ALL), _scalars),
    **dict.fromkeys((Op.CONTAINS, Op.NOT_CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH), _text),
    **dict.fromkeys((Op.GT, Op.GTE, Op.LT, Op.LTE), read_number),
    **dict.fromkeys((Op.BEFORE, Op.AFTER), read_date),
    **dict.fromkeys((Op.WITHIN_LAST, Op.WITHIN_NEXT, Op.ANNIVERSARY_WITHIN), read_length),
    **dict.fromkeys(HELD_OPS, _held),
    Op.BETWEEN: _pair,
    Op.MATCHES: _pattern,
}
