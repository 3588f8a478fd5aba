"""Which rows of `events` a condition looks at, and the values in them: flags over one row, in SQL.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from otklik.events.contracts import NOT_HIS
from otklik.segments.language.conditions import Selector
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import ALWAYS, STORED_FIELDS, Bounds
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import EARLIEST_MS, Binder
from otklik.segments.sets.queries_tests import test_sql
from otklik.segments.sets.queries_typed import Typed, typed_sql
from otklik.segments.sets.queries_values import TypedValues, Value, Values

ROOT: Final = "dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)"
"""The person that a home profile counts for."""
_ROOT_OF_MANY: Final = (
    f"if(person IN (SELECT src FROM redirects WHERE workspace_id = {{workspace_id:UInt32}}), {ROOT}, person)"  # noqa: S608 - constants
)
"""The same, quicker over many rows: few were ever merged, and a set is asked three times faster; yet it takes
2 ms to plan and to read."""
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


class _Mark(NamedTuple):
    """What a flag says of a row: `tests` beside what the reading of the rows may ask for already.

    `name`: the name it must have; None: that is one of the tests.
    """

    name: str | None
    bounds: Bounds
    tests: tuple[str, ...]


class Selection:
    """Flags and values over rows of events; the rows it needs are those where one of its flags holds."""

    def __init__(self, clock: Clock, binder: Binder) -> None:
        self.clock = clock
        self.values = Values("e")
        self._binder = binder
        self._flags: dict[_Mark, str] = {}
        self._fields: set[str] = set()
        self._has_places = False
        self._names: set[str] = set()
        self._prefixes: set[str] = set()
        self._from_ms: int | None = None
        self._is_bounded = True
        self._reads_everything = False

    def flag(self, selector: Selector, bounds: Bounds = ALWAYS) -> str:
        """The name of the flag "this row is an event of the selector, inside the bounds"."""
        tests = [self._name_test(selector)] if selector.is_prefix else []
        tests += [
            test_sql(self.value(test.path), test.op, test.operand, self.clock, self._binder)
            for test in selector.where
        ]
        self._note(selector, bounds)
        return self._name_of(_Mark(None if selector.is_prefix else selector.name, bounds, tuple(tests)))

    def flag_any(self, test: str) -> str:
        """The name of the flag "any event of the person, also what was done to him, with this test"."""
        self._reads_everything = True
        self._is_bounded = False
        return self._name_of(_Mark(None, ALWAYS, (test,)))

    def _name_of(self, mark: _Mark) -> str:
        return self._flags.setdefault(mark, f"c{len(self._flags)}")

    @property
    def place(self) -> str:
        """The column of an event's `k`."""
        self._has_places = True
        return "k"

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
        return self.values.add("'String'", text, Typed("'String'", text, columns=(field,)))

    def root(self, asked: Asked) -> str:
        """The person that a row counts for; rows of a window are few."""
        return root_sql(asked) if self._since_ms is None else ROOT

    def rows(self, whose: str, *, are_few: bool = False, is_typed: bool = False) -> str:
        """SQL of the rows: person, name, ts, flags and what was asked for; `whose`: further conditions.

        `are_few`: those conditions leave few rows, so flags are looked at after them, not while reading.
        `is_typed`: values come out of typed columns where these say the same as the text: quicker over many
        rows, dearer to plan.
        """
        flags = [f"toUInt8({self._flag_sql(mark)}) AS {name}" for mark, name in self._flags.items()]
        taken, columns = self._take(self.values.read(), whose), self.values.decoded()
        if are_few:
            taken += _APART
        elif is_typed and (typed := self.values.typed()) and "properties" not in self._fields:
            taken = self._take_by_type(typed, whose)
            columns = self.values.decoded(besides=typed.decoded)
        known = f"SELECT *, {', '.join(columns)} FROM ({taken})" if columns else taken  # noqa: S608 - as above
        marked = f"SELECT *, {', '.join(flags)} FROM ({known})"  # noqa: S608 - as above
        if self._every_row_fits():
            return marked
        return f"SELECT * FROM ({marked}) WHERE {' OR '.join(self._flags.values())}"  # noqa: S608 - as above

    @property
    def _taken(self) -> list[str]:
        return ["person", "name", "ts", *["k"] * self._has_places, *sorted(self._fields)]

    def _take(self, values: Sequence[str], whose: str) -> str:
        columns = [f"{PLACE} AS k"] * self._has_places
        columns += [f"toString({name}) AS {name}" for name in sorted(self._fields)]
        columns += [value for value in values if value not in self._fields]
        taken = ", ".join(["person", "name", "ts", *columns])
        return f"SELECT {taken} FROM events WHERE {self.where()}{whose}"  # noqa: S608 - put together of constants

    def _take_by_type(self, typed: TypedValues, whose: str) -> str:
        """Values out of typed columns, and of the rows where these are not right out of their text."""
        own = self._take(typed.columns, whose)
        by_type = f"SELECT {', '.join([*self._taken, *typed.values])} FROM ({own}) WHERE {typed.is_right}"  # noqa: S608 - as above
        others = self._take([*typed.columns, "properties"], whose)
        read = ", ".join([*self._taken, *self.values.read()])
        by_text = f"SELECT {read} FROM ({others}) WHERE NOT {typed.is_right}"  # noqa: S608 - as above
        if typed.decoded:
            made = {column.rpartition(" AS ")[2]: column for column in typed.decoded}
            names = ", ".join([*self._taken, *(made.get(name, name) for name in typed.names)])
            by_text = f"SELECT {names} FROM ({by_text})"  # noqa: S608 - as above
        return f"{by_type} UNION ALL {by_text}"

    def _flag_sql(self, mark: _Mark) -> str:
        """The tests of a flag that `where` leaves open."""
        from_ms = mark.bounds.from_ms
        if self._since_ms is not None and from_ms is not None and from_ms <= self._since_ms:
            from_ms = None
        is_named = mark.name is not None and not (self._asks_names_only and self._names == {mark.name})
        names = [f"name = {self._binder.text(mark.name)}"] if is_named and mark.name is not None else []
        tests = [*names, *self._bounds_tests(Bounds(from_ms, mark.bounds.to_ms)), *mark.tests]
        return " AND ".join(tests) or "1"

    def _every_row_fits(self) -> bool:
        """Whether each row of `where` has a flag: of every name there is one that asks for nothing more."""
        whole = {
            mark.name
            for mark in self._flags
            if not mark.tests
            and (mark.bounds.from_ms is None or mark.bounds.from_ms == self._since_ms)
            and not self._bounds_tests(Bounds(None, mark.bounds.to_ms))
        }
        return self._asks_names_only and self._names <= whole

    @property
    def _asks_names_only(self) -> bool:
        return not self._prefixes and not self._reads_everything

    @property
    def _since_ms(self) -> int | None:
        """The moment from which rows are read; None: all of them."""
        return self._from_ms if self._is_bounded else None

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
        if self._since_ms is not None and self._since_ms > EARLIEST_MS:
            tests.append(f"ts >= {self._binder.moment(self._since_ms)}")
        tests.append(f"ts <= {self._binder.moment(self.clock.now_ms)}")
        return " AND ".join(tests)
