"""Operators on one value in SQL: the same answers as `predicate.operators.passes`, never NULL.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from otklik.segments.language.conditions import OPPOSITES, DatePoint, Duration, Op, Operand, Scalar
from otklik.segments.language.durations import add, subtract
from otklik.segments.language.values import as_number, fold
from otklik.segments.predicate.operators import Clock
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_days import day_of, days_number, kept_days_sql, last_day
from otklik.segments.sets.queries_values import Value, key_of, plain

Test: TypeAlias = Callable[[Value, Operand, Clock, Binder], str]


def test_sql(value: Value, op: Op, operand: Operand, clock: Clock, binder: Binder) -> str:
    """`value op operand` at the clock's moment; for_… asks for a history and is no test: ValueError."""
    partner = OPPOSITES.get(op)
    if partner is not None:
        return f"NOT {_TESTS[partner](value, operand, clock, binder)}"
    test = _TESTS.get(op)
    if test is None:
        raise ValueError(f"{op} is no operator on one value")
    return test(value, operand, clock, binder)


def number_place(number: Decimal, binder: Binder, places: int = 38) -> str:
    """A number of the condition as an exact decimal."""
    return f"toDecimal256({binder.text(plain(number))}, {places})"


def _set(value: Value, _operand: Operand, _clock: Clock, _binder: Binder) -> str:
    return value.is_set


def _eq(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    return equal_sql(value, operand, binder) if isinstance(operand, _SCALARS) else "0"


def equal_sql(value: Value, operand: Scalar, binder: Binder) -> str:
    """True when both are one value, as `predicate.operators.equal`."""
    if isinstance(operand, bool):
        return f"({value.kind} = 'Bool' AND {value.text} = '{'true' if operand else 'false'}')"
    number = as_number(operand)
    if number is not None:
        return f"ifNull({value.number} = {number_place(number, binder)}, 0)"
    return value.is_text([str(operand)], binder)


def _in(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    items = _items(operand)
    found = [
        equal_sql(value, item, binder) for item in dict.fromkeys(i for i in items if isinstance(i, bool))
    ]
    others = [item for item in items if not isinstance(item, bool)]
    numbers = [number for item in others if (number := as_number(item)) is not None]
    texts = [str(item) for item in others if as_number(item) is None]
    if texts:
        found.append(value.is_text(texts, binder))
    if numbers:
        places = binder.texts([plain(number) for number in numbers])
        found.append(
            f"({value.number} IS NOT NULL AND"
            f" has(arrayMap(one -> toDecimal256(one, 38), {places}), assumeNotNull({value.number})))"
        )
    return f"({' OR '.join(found)})" if found else "0"


def _text_sql(value: Value) -> str:
    """What the operators on text look at, '' for nothing."""
    return f"if({value.kind} IN ('String', 'Int64', 'UInt64'), {value.text}, '')"


def _folded(function: str) -> Test:
    def test(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
        # "" stands for no text; no part is empty, so nothing is found in it.
        return f"{function}(lowerUTF8({_text_sql(value)}), {binder.text(fold(str(operand)))}) > 0"

    return lambda value, operand, clock, binder: f"({test(value, operand, clock, binder)})"


def _matches(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    return f"({_text_sql(value)} != '' AND match({_text_sql(value)}, {binder.text(str(operand))}))"


def _number_test(sign: str) -> Test:
    def test(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
        number = as_number(operand)
        return "0" if number is None else f"ifNull({value.number} {sign} {number_place(number, binder)}, 0)"

    return test


def _between(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    low, high = operand if isinstance(operand, tuple) else (None, None)
    if isinstance(low, DatePoint) and isinstance(high, DatePoint):
        return _moment_between(value, low.ms, high.ms, binder)
    least, most = as_number(low), as_number(high)
    if least is None or most is None:
        return "0"
    ends = f"{number_place(least, binder)} AND {number_place(most, binder)}"
    return f"ifNull({value.number} BETWEEN {ends}, 0)"


def _moment_between(value: Value, from_ms: int, to_ms: int, binder: Binder) -> str:
    return f"ifNull({value.moment} BETWEEN {binder.number(from_ms)} AND {binder.number(to_ms)}, 0)"


def _has_any(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    keys = binder.texts([key_of(item) for item in _items(operand)])
    return f"hasAny({_keys_sql(value)}, {keys})"


def _has_all(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    keys = binder.texts([key_of(item) for item in _items(operand)])
    return f"hasAll({_keys_sql(value)}, {keys})"


def _keys_sql(value: Value) -> str:
    """The keys of a list's items; of what is no list none."""
    key = Value("JSONType(item)", "JSONExtractString(item)").key
    items = f"if({value.kind} = 'Array', JSONExtractArrayRaw({value.text}), [])"
    return f"arrayMap(item -> {key}, {items})"


def _before(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    return f"ifNull({value.moment} < {binder.number(_point(operand))}, 0)"


def _after(value: Value, operand: Operand, _clock: Clock, binder: Binder) -> str:
    return f"ifNull({value.moment} > {binder.number(_point(operand))}, 0)"


def _within_last(value: Value, operand: Operand, clock: Clock, binder: Binder) -> str:
    begins_ms = subtract(clock.now_ms, _duration(operand), clock.zone)
    return _moment_between(value, begins_ms, clock.now_ms, binder)


def _within_next(value: Value, operand: Operand, clock: Clock, binder: Binder) -> str:
    ends_ms = add(clock.now_ms, _duration(operand), clock.zone)
    return _moment_between(value, clock.now_ms, ends_ms, binder)


def _anniversary_within(value: Value, operand: Operand, clock: Clock, binder: Binder) -> str:
    """An anniversary on one of the days from today to the last that begins in time.

    The first year that counts is the one after the date's own, or this one; where its day is over, the next.
    """
    today = day_of(clock.now_ms, clock.zone)
    last = last_day(add(clock.now_ms, _duration(operand), clock.zone), clock.zone)
    days = f"{binder.number(days_number(today))} AND {binder.number(days_number(last))}"
    kept = kept_days_sql(value.text, today, binder)
    return f"(isNotNull({value.moment}) AND arrayExists(day -> day BETWEEN {days}, {kept}))"


def _items(operand: Operand) -> tuple[Scalar, ...]:
    if isinstance(operand, _SCALARS):
        return (operand,)
    items = operand if isinstance(operand, tuple) else ()
    return tuple(item for item in items if not isinstance(item, DatePoint))


def _point(operand: Operand) -> int:
    if isinstance(operand, DatePoint):
        return operand.ms
    raise ValueError(f"{operand!r} is no date")


def _duration(operand: Operand) -> Duration:
    if isinstance(operand, Duration):
        return operand
    raise ValueError(f"{operand!r} is no duration")


_SCALARS: Final = (str, bool, int, float, Decimal)
_TESTS: Final[Mapping[Op, Test]] = {
    Op.SET: _set,
    Op.EQ: _eq,
    Op.IN: _in,
    Op.CONTAINS: _folded("position"),
    Op.STARTS_WITH: _folded("startsWith"),
    Op.ENDS_WITH: _folded("endsWith"),
    Op.MATCHES: _matches,
    Op.GT: _number_test(">"),
    Op.GTE: _number_test(">="),
    Op.LT: _number_test("<"),
    Op.LTE: _number_test("<="),
    Op.BETWEEN: _between,
    Op.HAS: _has_any,
    Op.HAS_ANY: _has_any,
    Op.HAS_ALL: _has_all,
    Op.BEFORE: _before,
    Op.AFTER: _after,
    Op.WITHIN_LAST: _within_last,
    Op.WITHIN_NEXT: _within_next,
    Op.ANNIVERSARY_WITHIN: _anniversary_within,
}
