"""Counts and measures in SQL: columns over the events of a home, and the test of a person's figure.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Final

from otklik.segments.language.conditions import Did, Measure, MeasureKind, Op, Operand, Times
from otklik.segments.language.values import SUM_PLACES, as_number
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import KEY_TYPE, Columns
from otklik.segments.sets.queries_selecting import Selection
from otklik.segments.sets.queries_tests import number_place, test_sql
from otklik.segments.sets.queries_values import NUMBER_TYPE, SUM_TYPE, Value, Values, is_key_sql

PAIR_TYPE: Final = "Tuple(String, String)"
_ONCE: Final = Times(Op.GTE, (1,))
_STEP: Final = Decimal(1).scaleb(-SUM_PLACES)
_LIMIT: Final = f"toDecimal256('1{'0' * 38}', 6)"
_FLOOR: Final = Context(prec=120, rounding=ROUND_FLOOR)
_CEILING: Final = Context(prec=120, rounding=ROUND_CEILING)
_SIGNS: Final = {Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<=", Op.EQ: "=", Op.NE: "!="}


class Level:
    """A level at which events are added up: their columns, and the values decoded from the sums."""

    def __init__(self, selection: Selection, binder: Binder, columns: Columns, values: Values) -> None:
        self.selection = selection
        self.binder = binder
        self.columns = columns
        self.values = values

    def answer(self, condition: Did, flag: str) -> str:
        """The answer of the condition over the events with this flag, in columns of the level."""
        if condition.measure is None:
            count = self.columns.add("UInt64", f"countIf({flag})", "sum")
            return times_sql(count, condition.times, self.binder)
        return self._measured(condition.measure, flag)

    def _measured(self, measure: Measure, flag: str) -> str:
        of = self.selection.value(measure.of)
        if measure.kind in {MeasureKind.FIRST, MeasureKind.LAST}:
            value = self._end(of, flag, is_first=measure.kind is MeasureKind.FIRST)
            return test_sql(value, measure.op, measure.operand, self.selection.clock, self.binder)
        if measure.kind in {MeasureKind.MIN, MeasureKind.MAX}:
            name = "min" if measure.kind is MeasureKind.MIN else "max"
            figure = self.columns.add(NUMBER_TYPE, f"{name}If({of.number}, {flag})", name)
            return _exact_test(figure, measure.op, measure.operand, self.binder)
        figure = self._figure(measure.kind, of, flag)
        return _rough_test(figure, measure.op, measure.operand, self.binder)

    def _figure(self, kind: MeasureKind, of: Value, flag: str) -> str:
        """A figure with SUM_PLACES places, NULL when unset."""
        if kind is MeasureKind.DISTINCT:
            keys = f"groupUniqArrayIf({of.key}, {flag} AND {is_key_sql(of.key)})"
            return (
                f"toDecimal256(length({self.columns.add('Array(String)', keys, 'groupUniqArrayArray')}), 6)"
            )
        is_number = f"{flag} AND {of.part} IS NOT NULL"
        total = self.columns.add(SUM_TYPE, f"sumIf(assumeNotNull({of.part}), {is_number})", "sum")
        if kind is MeasureKind.SUM:
            return f"if(abs({total}) < {_LIMIT}, {total}, NULL)"
        count = self.columns.add("UInt64", f"countIf({is_number})", "sum")
        average = f"CAST({total} / greatest({count}, 1), '{SUM_TYPE}')"
        return f"if({count} > 0, {average}, NULL)"

    def _end(self, of: Value, flag: str, *, is_first: bool) -> Value:
        """The value of the first or last event."""
        place = f"bitNot({self.selection.place})" if is_first else self.selection.place
        by = self.columns.add(KEY_TYPE, f"maxIf({place}, {flag})", "max")
        pair = f"argMaxIf((toString({of.kind}), {of.text}), {place}, {flag})"
        found = self.columns.add(PAIR_TYPE, pair, "argMax", by)
        return self.values.add(f"if({by} = 0, 'Null', {found}.1)", f"{found}.2")


def times_sql(count: str, times: Times | None, binder: Binder) -> str:
    """The test of a count; without `times`: at least once."""
    times = times or _ONCE
    places = [binder.number(number) for number in times.numbers]
    if times.op is Op.BETWEEN:
        return f"({count} BETWEEN {places[0]} AND {places[1]})"
    return f"({count} {_SIGNS[times.op]} {places[0]})"


def _exact_test(figure: str, op: Op, operand: Operand, binder: Binder) -> str:
    """A number or NULL against `operand`."""
    if op in {Op.SET, Op.UNSET}:
        return f"({figure} IS {'NOT ' if op is Op.SET else ''}NULL)"
    if op is Op.BETWEEN:
        low, high = (number_place(number, binder) for number in _numbers(operand))
        return f"ifNull({figure} BETWEEN {low} AND {high}, 0)"
    (number,) = _numbers(operand)
    missing = 1 if op is Op.NE else 0
    return f"ifNull({figure} {_SIGNS[op]} {number_place(number, binder)}, {missing})"


def _rough_test(figure: str, op: Op, operand: Operand, binder: Binder) -> str:
    """A figure of SUM_PLACES places, or NULL, against `operand`, which may have more places."""
    if op in {Op.SET, Op.UNSET}:
        return f"({figure} IS {'NOT ' if op is Op.SET else ''}NULL)"
    numbers = _numbers(operand)
    low, high = numbers[0].quantize(_STEP, context=_FLOOR), numbers[-1].quantize(_STEP, context=_FLOOR)
    rounded_up = numbers[0].quantize(_STEP, context=_CEILING)
    missing = 1 if op is Op.NE else 0
    if op in {Op.EQ, Op.NE} and low != rounded_up:
        return str(missing)
    place = number_place(rounded_up if op in {Op.GTE, Op.LT, Op.BETWEEN} else low, binder, SUM_PLACES)
    if op is Op.BETWEEN:
        return f"ifNull({figure} BETWEEN {place} AND {number_place(high, binder, SUM_PLACES)}, 0)"
    return f"ifNull({figure} {_SIGNS[op]} {place}, {missing})"


def _numbers(operand: Operand) -> list[Decimal]:
    items = operand if isinstance(operand, tuple) else (operand,)
    return [number for item in items if (number := as_number(item)) is not None]
