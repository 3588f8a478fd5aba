"""Which rows of `events` a condition looks at, and the values in them: flags over one row, in SQL.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Sequence
from typing import Final

from otklik.events.contracts import NOT_HIS
from otklik.segments.language.conditions import Selector
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import ALWAYS, STORED_FIELDS, Bounds
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import EARLIEST_MS, Binder
from otklik.segments.sets.queries_tests import test_sql
from otklik.segments.sets.queries_typed import Typed, typed_sql
from otklik.segments.sets.queries_values import Value, Values

ROOT: Final = "dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)"
"""The person that a home profile counts for."""
_ROOT_OF_MANY: Final = (
    f"if(person IN (SELECT src FROM redirects WHERE workspace_id = {{workspace_id:UInt32}}), {ROOT}, person)"  # noqa: S608 - constants
)
"""The same, quicker over many rows: few were ever merged, and a set is asked four times faster."""
_APART: Final = f" LIMIT {10**12}"
"""Holds conditions on flags back from the reading of the table: each would be judged on every row of it."""
PLACE: Final = "bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64), toUInt128(pos))"
"""`k` of an event."""


def root_sql(asked: Asked) -> str:
    """The person that a home profile counts for; of chosen homes without a further reading."""
    return _ROOT_OF_MANY if asked.homes is None else ROOT


def homes_sql(asked: Asked) -> str:
    """The condition on rows that they are of the homes asked for."""
    return f" AND person IN {asked.homes}" if asked.homes else ""


def whose_sql(asked: Asked) -> str:
    """The same, and that they are of somebody who matters: for readings of many rows."""
    homes = homes_sql(asked)
    return f"{homes} AND {root_sql(asked)} IN {asked.among}" if asked.among else homes


class Selection:
    """Flags and values over rows of events; the rows it needs are those where one of its flags holds."""

    def __init__(self, clock: Clock, binder: Binder) -> None:
        self.clock = clock
        self.values = Values("e")
        self._binder = binder
        self._flags: dict[str, str] = {}
        self._fields: set[str] = set()
        self._names: set[str] = set()
        self._prefixes: set[str] = set()
        self._from_ms: int | None = None
        self._is_bounded = True
        self._reads_everything = False

    def flag(self, selector: Selector, bounds: Bounds = ALWAYS) -> str:
        """The name of the flag "this row is an event of the selector, inside the bounds"."""
        tests = [self._name_test(selector), *self._bounds_tests(bounds)]
        tests += [
            test_sql(self.value(test.path), test.op, test.operand, self.clock, self._binder)
            for test in selector.where
        ]
        sql = " AND ".join(tests)
        if sql not in self._flags:
            self._flags[sql] = f"c{len(self._flags)}"
        self._note(selector, bounds)
        return self._flags[sql]

    def flag_any(self, test: str) -> str:
        """The name of the flag "any event of the person, also what was done to him, with this test"."""
        self._reads_everything = True
        self._is_bounded = False
        return self._flags.setdefault(test, f"c{len(self._flags)}")

    @property
    def is_own(self) -> str:
        """The test of what the person did himself."""
        return self._name_test(Selector("", is_prefix=True))

    def field(self, name: str) -> str:
        """A stored field of the event."""
        self._fields.add(name)
        return name

    def value(self, path: Sequence[str]) -> Value:
        """A value of the event: a stored field for the names of STORED_FIELDS, else a property."""
        field = STORED_FIELDS.get(path[0])
        if field is None:
            keys = [self._binder.text(key) for key in path]
            return self.values.at("properties", keys, typed_sql(path))
        if len(path) > 1:
            return self.values.add("'Null'", "''")
        text = f"toString({field})"
        return self.values.add("'String'", text, Typed("'String'", text))

    def rows(self, whose: str, *, are_few: bool = False, is_typed: bool = False) -> str:
        """SQL of the rows: person, ts, pos, k, flags and values; `whose`: further conditions on them.

        `are_few`: those conditions leave few rows, so flags are looked at after them, not while reading.
        `is_typed`: values come out of typed columns where these say the same as the text: quicker over many
        rows, dearer to plan.
        """
        flags = [f"toUInt8({sql}) AS {name}" for sql, name in self._flags.items()]
        decoded = "".join(f", {column}" for column in self.values.decoded())
        taken = self._take(self.values.read(), whose)
        if are_few:
            taken += _APART
        elif is_typed and (typed := self.values.typed()) and "properties" not in self._fields:
            columns, is_right = typed
            by_text = self._take(self.values.read(), f"{whose} AND NOT ({is_right})")
            taken = f"{self._take(columns, f'{whose} AND {is_right}')} UNION ALL {by_text}"
        known = f"SELECT *{decoded} FROM ({taken})" if decoded else taken  # noqa: S608 - as above
        marked = f"SELECT *, {', '.join(flags)} FROM ({known})"  # noqa: S608 - as above
        return f"SELECT * FROM ({marked}) WHERE {' OR '.join(self._flags.values())}"  # noqa: S608 - as above

    def _take(self, values: Sequence[str], whose: str) -> str:
        columns = [f"toString({name}) AS {name}" for name in sorted(self._fields)] + [*values]
        taken = ", ".join(["person", "name", "ts", f"{PLACE} AS k", *columns])
        return f"SELECT {taken} FROM events WHERE {self.where()}{whose}"  # noqa: S608 - put together of constants

    def _name_test(self, selector: Selector) -> str:
        if not selector.is_prefix:
            return f"name = {self._binder.text(selector.name)}"
        if selector.name:
            return f"startsWith(name, {self._binder.text(selector.name)})"
        return f"name NOT IN {self._binder.texts(sorted(NOT_HIS))}"

    def _bounds_tests(self, bounds: Bounds) -> list[str]:
        tests = []
        if bounds.from_ms is not None and bounds.from_ms > EARLIEST_MS:
            tests.append(f"ts >= {self._binder.moment(bounds.from_ms)}")
        if bounds.to_ms is not None and bounds.to_ms < self.clock.now_ms:
            tests.append(f"ts <= {self._binder.moment(bounds.to_ms)}")
        return tests

    def _note(self, selector: Selector, bounds: Bounds) -> None:
        if selector.is_prefix:
            self._prefixes.add(selector.name)
        else:
            self._names.add(selector.name)
        if bounds.from_ms is None:
            self._is_bounded = False
        elif self._from_ms is None or bounds.from_ms < self._from_ms:
            self._from_ms = bounds.from_ms

    def where(self) -> str:
        """Rows that may matter, in the order of the table's key."""
        tests = ["workspace_id = {workspace_id:UInt32}"]
        names = [f"name IN {self._binder.texts(sorted(self._names))}"] if self._names else []
        names += [self._name_test(Selector(name, is_prefix=True)) for name in sorted(self._prefixes)]
        if not self._reads_everything:
            tests.append(f"({' OR '.join(names)})")
        if self._is_bounded and self._from_ms is not None and self._from_ms > EARLIEST_MS:
            tests.append(f"ts >= {self._binder.moment(self._from_ms)}")
        tests.append(f"ts <= {self._binder.moment(self.clock.now_ms)}")
        return " AND ".join(tests)
