"""Properties of people in SQL: present ones from `property_now`, past ones folded from `property_writes`.

The fold does what `profiles.properties.fold` does: of all homes the last `set` or `delete` decides, then the
operations after it, in order. What the card bounds (64 kept writes a home) is not bounded here.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from typing import Final

from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import KEY_TYPE, Columns, Reading, stack_levels
from otklik.segments.sets.queries_selecting import root_sql, whose_sql
from otklik.segments.sets.queries_values import Values, number_sql

WRITES_TYPE: Final = "Array(Tuple(UInt128, String, String))"
IS_RESET: Final = "op IN ('set', 'delete')"
_NULL, _WHOLE = "JSONType('null')", "JSONType('1')"
_MAX_ITEMS: Final = 1_000
_MAX_WHOLE: Final = "toDecimal256('9223372036854775808', 38)"
_SAFE: Final = "toDecimal256('10000000000000000000000000000000000000', 38)"


class Properties:
    """The properties that a statement asks for; each is JSON text at the level of persons, '' for unset."""

    def __init__(self, asked: Asked, binder: Binder) -> None:
        self._asked = asked
        self._binder = binder
        self._present = Columns("n")
        self.past = Columns("w")
        self._present_names: set[str] = set()
        self._past_names: set[str] = set()
        self._own: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._folds: list[tuple[str, str]] = []

    def value(self, name: str, derived: str | None) -> str:
        """The column of the property's JSON text; what was written wins over what is `derived`."""
        if name not in self._values:
            written = self._written(name)
            self._values[name] = f"if({_unset(written)}, {derived}, {written})" if derived else written
        return f"p{list(self._values).index(name)}"

    def whole_value(self, name: str, derived: str) -> tuple[str, str]:
        """Kind and text of a property whose `derived` text is a whole number or ''."""
        written = self._written(name)
        kind = f"multiIf(NOT {_unset(written)}, JSONType({written}), {derived} = '', {_NULL}, {_WHOLE})"
        return kind, f"if({_unset(written)}, {derived}, JSONExtractString({written}))"

    def values(self) -> list[str]:
        """Columns made of those that homes add up to."""
        return [f"{sql} AS p{number}" for number, sql in enumerate(self._values.values())]

    def _written(self, name: str) -> str:
        """What was written, once."""
        if name not in self._own:
            self._own[name] = self._raw(name)
        return self._own[name]

    def _raw(self, name: str) -> str:
        is_it = f"property = {self._binder.text(name)}"
        if self._asked.is_present:
            self._present_names.add(name)
            return self._present.add("String", f"if({is_it}, value, '')", "max")
        self._past_names.add(name)
        by = self.past.add(KEY_TYPE, f"maxIf(k, {is_it} AND {IS_RESET})", "max")
        reset = self.past.add("String", f"argMaxIf(value, k, {is_it} AND {IS_RESET})", "argMax", by)
        if self._asked.operated is not None and name not in self._asked.operated:
            return reset
        others = f"groupArrayIf((k, toString(op), value), {is_it} AND NOT {IS_RESET})"
        rest = self.past.add(WRITES_TYPE, others, "groupArrayArray")
        self._folds.append((f"arraySort(arrayFilter(x -> x.1 > {by}, {rest}))", reset))
        return f"folded[{len(self._folds)}]"

    def folded(self) -> list[str]:
        """The column that those of `values` are made of: all past values, by one text of the fold."""
        if not self._folds:
            return []
        resets = ", ".join(reset for _, reset in self._folds)
        pairs = ", ".join(f"({writes}, {reset})" for writes, reset in self._folds)
        is_any = has_any_operations(f"property IN {self._binder.texts(sorted(self._past_names))}")
        return [
            f"if({is_any}, arrayMap(one -> {fold_sql('one.1', 'one.2')}, [{pairs}]), [{resets}]) AS folded"
        ]

    def ask_past(self, name: str) -> None:
        """Read the writes of this property, for columns added to `past`."""
        self._past_names.add(name)

    def readings(self, past_values: Values) -> list[Reading]:
        """The stores to read; `past_values` are decoded of each write."""
        found = []
        if self._present_names:
            found.append(self._read_present())
        if self._past_names:
            found.append(self._read_past(past_values))
        return found

    def _read_present(self) -> Reading:
        where = self._where(self._present_names)
        figures = "".join(f", {column.at_home}" for column in self._present.items)
        sql = f"SELECT person{figures} FROM property_now FINAL WHERE {where}"  # noqa: S608 - constants
        return Reading(sql, self._present.items, root_sql(self._asked))

    def _read_past(self, values: Values) -> Reading:
        until = self._binder.bind((self._asked.now_ms + 1) << 64, "UInt128")
        where = f"{self._where(self._past_names)} AND k < {until}"
        figures = "".join(f", {column.at_home}" for column in self.past.items)
        taken = f"SELECT property, person, k, op, value FROM property_writes WHERE {where}"  # noqa: S608 - constants
        writes = stack_levels(taken, values.read(), values.decoded())
        sql = f"SELECT person{figures} FROM ({writes}) GROUP BY person"  # noqa: S608 - constants
        return Reading(sql, self.past.items, root_sql(self._asked), rows=writes)

    def _where(self, names: set[str]) -> str:
        homes = whose_sql(self._asked)
        names_place = self._binder.texts(sorted(names))
        return f"workspace_id = {{workspace_id:UInt32}} AND property IN {names_place}{homes}"


def has_any_operations(is_it: str) -> str:
    """Whether anybody changed these properties otherwise than by set and delete: a constant, asked first."""
    operations = (
        f"FROM property_writes WHERE workspace_id = {{workspace_id:UInt32}} AND {is_it} AND NOT {IS_RESET}"
    )
    return f"(SELECT count() FROM (SELECT 1 {operations} LIMIT 1)) > 0"  # noqa: S608 - put together of constants


def fold_sql(writes: str, start: str) -> str:
    """The JSON text that `writes` (k, op, value), in order, make of `start`."""
    return f"arrayFold((value, x) -> {apply_sql('value', 'x.2', 'x.3')}, {writes}, {start})"


def apply_sql(value: str, op: str, operand: str) -> str:
    """What one write makes of a value, as `profiles.properties.apply`."""
    return (
        f"multiIf({op} IN ('set', 'delete'), {operand},"
        f" {op} = 'set_once', if({_unset(value)}, {operand}, {value}),"
        f" {op} = 'add', {_added(value, operand)}, {op} = 'append', {_listed(_appended(value, operand))},"
        f" {op} = 'union', {_listed(_united(value, operand))},"
        f" {op} = 'exclude' AND JSONType({value}) = 'Array', {_excluded(value, operand)}, {value})"
    )


def _unset(value: str) -> str:
    return f"({value} IN ('', 'null', '\"\"'))"


def _number(value: str) -> str:
    kind, text = f"JSONType({value})", f"JSONExtractString({value})"
    return number_sql(kind, text)


def _added(value: str, step: str) -> str:
    """Exact up to the digits that a double has, as JSON would keep it."""
    base = f"if({_unset(value)}, toDecimal256(0, 38), {_number(value)})"
    is_safe = f"ifNull(abs(base) < {_SAFE} AND abs(step) < {_SAFE} AND abs(base + step) < {_MAX_WHOLE}, 0)"
    total = "assumeNotNull(base + step)"
    text = f"if({total} = truncate({total}), toString({total}), toString(toFloat64(toString({total}))))"
    return f"arrayMap((base, step) -> if({is_safe}, {text}, {value}), [{base}], [{_number(step)}])[1]"


def _items(value: str) -> str:
    return (
        f"multiIf({_unset(value)}, [], JSONType({value}) = 'Array',"
        f" arrayFilter(item -> item != 'null', JSONExtractArrayRaw({value})), [{value}])"
    )


def _appended(value: str, operand: str) -> str:
    return f"arrayConcat({_items(value)}, {_items(operand)})"


def _united(value: str, operand: str) -> str:
    new = f"arrayDistinct(arrayFilter(item -> NOT has({_items(value)}, item), {_items(operand)}))"
    return f"arrayConcat({_items(value)}, {new})"


def _listed(items: str) -> str:
    return f"concat('[', arrayStringConcat(arraySlice({items}, -{_MAX_ITEMS}), ','), ']')"


def _excluded(value: str, operand: str) -> str:
    kept = f"arrayFilter(item -> NOT has({_items(operand)}, item), JSONExtractArrayRaw({value}))"
    return f"concat('[', arrayStringConcat({kept}, ','), ']')"
