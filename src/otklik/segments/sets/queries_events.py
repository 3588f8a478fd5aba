"""The readings of `events`: one for all conditions, and one more for each that counts by a value (`same`).

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from otklik.segments.language.conditions import Did, Followed
from otklik.segments.predicate.selecting import ALWAYS, bounds_of
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Column, Columns, Reading, stack_levels
from otklik.segments.sets.queries_derived import derived_sql
from otklik.segments.sets.queries_measures import Level
from otklik.segments.sets.queries_orders import ORDER_PROPERTIES, Orders
from otklik.segments.sets.queries_selecting import ROOT, Selection
from otklik.segments.sets.queries_sequences import followed_sql, steps_column
from otklik.segments.sets.queries_values import Values
from otklik.segments.sets.queries_wakes import Wakes


class EventsPlan:
    """The events that a statement reads; answers are SQL over columns of a person."""

    def __init__(self, asked: Asked, binder: Binder, values: Values, *, with_wake: bool) -> None:
        self._asked = asked
        self._binder = binder
        self._selection = Selection(asked.clock, binder)
        self._columns = Columns("a")
        self._level = Level(self._selection, binder, self._columns, values)
        self._by_value: list[Reading] = []
        self._orders = Orders(asked, binder)
        self.wakes = Wakes(asked.clock, binder, self._selection, self._columns) if with_wake else None

    def did(self, condition: Did) -> str:
        """The answer of a count or a measure."""
        if self.wakes is not None:
            self.wakes.did(condition)
        if condition.same is not None:
            return self._same(condition, condition.same)
        bounds = bounds_of(condition.within, self._asked.clock)
        return self._level.answer(condition, self._selection.flag(condition.selector, bounds))

    def followed(self, condition: Followed) -> str:
        """The answer of a sequence."""
        bounds = bounds_of(condition.during, self._asked.clock)
        flags = [
            self._selection.flag(step.selector, ALWAYS if number else bounds)
            for number, step in enumerate(condition.steps)
        ]
        steps = steps_column(flags, self._columns)
        if self.wakes is not None:
            self.wakes.followed(condition, steps)
        return followed_sql(condition, steps, self._asked.clock, self._binder)

    def derived(self, name: str) -> str | None:
        """JSON text of a property that follows from events, over columns of a person; None: it does not."""
        if name in ORDER_PROPERTIES:
            return self._orders.column(name)
        return derived_sql(name, self._selection, self._columns)

    def readings(self) -> list[Reading]:
        """What is to be read."""
        found = [*self._by_value, *self._orders.readings()]
        if self._columns.items:
            figures = "".join(f", {column.at_home}" for column in self._columns.items)
            rows = self._selection.rows(self._asked.homes)
            sql = (
                f"SELECT {ROOT} AS person, h_exists, * EXCEPT (person, h_exists) FROM ("  # noqa: S608 - constants
                f"SELECT person, toUInt8(1) AS h_exists{figures} FROM ({rows}) GROUP BY person)"
            )
            found.append(Reading(sql, self._columns.items))
        return found

    def _same(self, condition: Did, path: tuple[str, ...]) -> str:
        """True when it holds for the events with one value of `path`: figures by home and value first."""
        selection, columns, values = Selection(self._asked.clock, self._binder), Columns("a"), Values("v")
        flag = selection.flag(condition.selector, bounds_of(condition.within, self._asked.clock))
        value = selection.value(path)
        answer = Level(selection, self._binder, columns, values).answer(condition, flag)
        key, is_set = value.key, value.is_set
        at_home = "".join(f", {column.at_home}" for column in columns.items)
        of_person = "".join(f", {column.of_person}" for column in columns.items)
        rows = f"SELECT *, {key} AS value_key FROM ({selection.rows(self._asked.homes)}) WHERE {is_set}"  # noqa: S608 - constants
        homes = f"SELECT person, value_key{at_home} FROM ({rows}) GROUP BY person, value_key"  # noqa: S608 - as above
        moved = f"SELECT {ROOT} AS person, * EXCEPT person FROM ({homes})"  # noqa: S608 - as above
        figures = f"SELECT person, value_key{of_person} FROM ({moved}) GROUP BY person, value_key"  # noqa: S608 - as above
        known = stack_levels(figures, values.read(), values.decoded())
        column = Column(f"b{len(self._by_value)}", "UInt8", "", "max")
        sql = (
            f"SELECT person, toUInt8(1) AS h_exists, max(toUInt8({answer})) AS h_{column.name}"  # noqa: S608 - as above
            f" FROM ({known}) GROUP BY person"
        )
        self._by_value.append(Reading(sql, [column]))
        return f"({column.name} = 1)"
