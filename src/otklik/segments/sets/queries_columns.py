"""Columns that several readings fill: what is made per home profile, and how homes add up to a person.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Iterable, Sequence

import msgspec

KEY_TYPE = "UInt128"
"""Of `k`: event time in milliseconds << 64 | place in the log, the one order of everything."""


class Column(msgspec.Struct, frozen=True):
    """A figure of a person. `inner`: SQL over rows of one home; `outer`: the aggregate over homes.

    `outer` works on the column `h_<name>`; `by`: the name of the column it goes by (argMax and argMin).
    `is_of_home`: rows of several homes together would not give the same (each home has its last so many).
    """

    name: str
    type: str
    inner: str
    outer: str
    by: str = ""
    is_of_home: bool = False

    @property
    def at_home(self) -> str:
        """The expression over rows of a home, under its name."""
        return f"CAST({self.inner}, '{self.type}') AS h_{self.name}"

    @property
    def of_rows(self) -> str:
        """The expression over rows of a person."""
        return f"CAST({self.inner}, '{self.type}') AS {self.name}"

    @property
    def nothing(self) -> str:
        """What a reading gives that knows nothing of this figure."""
        return f"defaultValueOfTypeName('{self.type}') AS h_{self.name}"

    @property
    def of_person(self) -> str:
        """The expression over homes, under its name."""
        by = f", h_{self.by}" if self.by else ""
        return f"{self.outer}(h_{self.name}{by}) AS {self.name}"


class Columns:
    """Named columns, equal ones once."""

    __slots__ = ("_known", "_prefix", "items")

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[tuple[str, str, str], str] = {}
        self.items: list[Column] = []

    def add(self, kind: str, inner: str, outer: str, by: str = "", *, is_of_home: bool = False) -> str:
        """The name of the column with this expression."""
        key = (inner, outer, by)
        name = self._known.get(key)
        if name is None:
            name = self._known[key] = f"{self._prefix}{len(self.items)}"
            self.items.append(Column(name, kind, inner, outer, by, is_of_home))
        return name


class Reading(msgspec.Struct, frozen=True):
    """Rows of one store: `sql` gives `person` and `h_…` of its own columns.

    `person`, `exists`: whom a row counts for and whether it proves that he exists, SQL over a row. `proofs`:
    those of the columns that prove it by being above zero. `rows`: what `sql` adds up by home, where each
    has so few that adding up by person at once is cheaper when nothing else is read. `alone`: what it gives
    a person, where it is the only reading. Of both each row proves that he exists.
    """

    sql: str
    columns: Sequence[Column]
    person: str
    exists: int = 1
    proofs: Sequence[str] = ()
    rows: str = ""
    alone: str = ""


class People(msgspec.Struct, frozen=True):
    """Rows of people with figures of theirs.

    `person`: the column of their ids; `exists`: the test that one exists, "" where all who are read do.
    """

    sql: str
    person: str = "person"
    exists: str = ""

    def stack(self, *levels: Sequence[str]) -> "People":
        """With each level's columns beside them, as `stack_levels`."""
        return msgspec.structs.replace(self, sql=stack_levels(self.sql, *levels))

    def select(self, *columns: str, test: str = "") -> str:
        """SQL of `person` and `columns` of those who exist and pass the test."""
        person = self.person if self.person == "person" else f"{self.person} AS person"
        tests = " AND ".join(each for each in (self.exists, test) if each)
        where = f" WHERE {tests}" if tests else ""
        return f"SELECT {', '.join([person, *columns])} FROM ({self.sql}){where}"  # noqa: S608 - put together of constants


def join_readings(readings: Sequence[Reading], columns: Iterable[Column]) -> People:
    """All readings with all columns, added up a person."""
    wanted = list(columns)
    if len(readings) == 1 and readings[0].rows and not any(column.is_of_home for column in wanted):
        return _add_up_rows(readings[0])
    if len(readings) == 1 and readings[0].alone:
        return People(readings[0].alone)
    parts = [_padded(reading, wanted) for reading in readings]
    figures = "".join(f", {column.of_person}" for column in wanted)
    proofs = [f"sum(h_{name}) > 0" for reading in readings for name in reading.proofs]
    exists = f"toUInt8({' OR '.join(['max(h_exists) = 1', *proofs])})" if proofs else "max(h_exists)"
    sums = f"SELECT person, {exists} AS exists_{figures} FROM ({' UNION ALL '.join(parts)}) GROUP BY person"  # noqa: S608 - put together of constants
    return People(sums, exists="exists_ = 1")


def _add_up_rows(reading: Reading) -> People:
    """The only reading, by person at once: what homes add up to is what their rows add up to."""
    figures = "".join(f", {column.of_rows}" for column in reading.columns)
    sums = f"SELECT {reading.person} AS root{figures} FROM ({reading.rows}) GROUP BY root"  # noqa: S608 - put together of constants
    return People(sums, person="root")


def _padded(reading: Reading, wanted: Sequence[Column]) -> str:
    own = {column.name for column in reading.columns}
    figures = "".join(
        f", {f'h_{column.name}' if column.name in own else column.nothing}" for column in wanted
    )
    whose = f"{reading.person} AS person, toUInt8({reading.exists}) AS h_exists"
    return f"SELECT {whose}{figures} FROM ({reading.sql})"  # noqa: S608 - as above


def stack_levels(sql: str, *levels: Sequence[str]) -> str:
    """Each level's columns, made of those below it, beside them."""
    for columns in levels:
        if columns:
            sql = f"SELECT *, {', '.join(columns)} FROM ({sql})"  # noqa: S608 - put together of constants
    return sql
