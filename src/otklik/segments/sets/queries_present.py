"""Tests of present properties in SQL, judged row by row: a row is a person's value, its answer goes on.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

import msgspec

from otklik.segments.language.conditions import Comparison
from otklik.segments.predicate.history import History, Past
from otklik.segments.predicate.holding import judge_property
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Columns, Reading
from otklik.segments.sets.queries_selecting import root_sql, whose_sql
from otklik.segments.sets.queries_tests import test_sql
from otklik.segments.sets.queries_values import Value, Values

_NOTHING = History(Past())
_SPELLED_OTHERWISE = "position(value, '\\\\') > 0"
"""A text has one JSON text of ours, unless something in it must be escaped."""


class Present:
    """The tests of present properties, of everybody.

    Of those whom a test treats as if they had no value nothing is told: who passes, where unset does not, or
    who fails, where it does.
    """

    def __init__(self, asked: Asked, binder: Binder) -> None:
        self._asked = asked
        self._binder = binder
        self._columns = Columns("j")
        self._values = Values("q")
        self._names: set[str] = set()

    @property
    def is_possible(self) -> bool:
        """Whether properties are asked of now and of everybody."""
        return self._asked.is_present and self._asked.homes is None

    def answer(self, test: Comparison) -> str:
        """The answer of a test (not of "held for") on a property that follows from nothing."""
        self._names.add(test.path[0])
        keys = [self._binder.text(key) for key in test.path[1:]]
        value = self._values.at("value", keys)
        passes = test_sql(
            value if keys else _Whole(value), test.op, test.operand, self._asked.clock, self._binder
        )
        is_unset_one = judge_property(test, _NOTHING, self._asked.clock).holds
        is_told = f"NOT ({passes})" if is_unset_one else f"({passes})"
        is_it = f"property = {self._binder.text(test.path[0])} AND {is_told}"
        column = self._columns.add("UInt8", is_it, "max")
        return f"({column} = {0 if is_unset_one else 1})"

    def readings(self) -> list[Reading]:
        """The reading, if anything is asked for."""
        if not self._names:
            return []
        names = self._binder.texts(sorted(self._names))
        where = f"workspace_id = {{workspace_id:UInt32}} AND property IN {names}{whose_sql(self._asked)}"
        read, decoded = (
            "".join(f", {column}" for column in columns)
            for columns in (self._values.read(), self._values.decoded())
        )
        taken = f"SELECT property, person, value{read} FROM property_now FINAL WHERE {where}"  # noqa: S608 - constants
        known = f"SELECT *{decoded} FROM ({taken})" if decoded else taken  # noqa: S608 - as above
        figures = "".join(f", {column.at_home}" for column in self._columns.items)
        is_any = " OR ".join(f"h_{column.name}" for column in self._columns.items)
        sql = f"SELECT * FROM (SELECT person{figures} FROM ({known})) WHERE {is_any}"  # noqa: S608 - as above
        return [Reading(sql, self._columns.items, root_sql(self._asked))]


class _Whole(Value):
    """A whole stored value: a text is compared as it is stored, without reading it."""

    __slots__ = ("_read",)

    def __init__(self, read: Value) -> None:
        super().__init__(read.kind, read.text)
        self._read = read

    @property
    def number(self) -> str:
        """As of what is read."""
        return self._read.number

    @property
    def moment(self) -> str:
        """As of what is read."""
        return self._read.moment

    def is_text(self, texts: list[str], binder: Binder) -> str:
        """Whether it is one of these texts."""
        stored = binder.texts([msgspec.json.encode(text).decode() for text in texts])
        by_reading = "JSONType(value) = 'String' AND JSONExtractString(value)"
        return f"(value IN {stored} OR ({_SPELLED_OTHERWISE} AND {by_reading} IN {binder.texts(texts)}))"
