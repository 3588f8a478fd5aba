"""The readings of `events`: one for all conditions, and one more for each that counts by a value (`same`).

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from otklik.segments.language.conditions import Did, Followed
from otklik.segments.predicate.selecting import Bounds, bounds_of
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Column, Columns, Reading, stack_levels
from otklik.segments.sets.queries_counts import Counts
from otklik.segments.sets.queries_derived import derived_sql
from otklik.segments.sets.queries_measures import Level, times_sql
from otklik.segments.sets.queries_orders import ORDER_PROPERTIES, Orders
from otklik.segments.sets.queries_selecting import Selection, homes_sql, whose_sql
from otklik.segments.sets.queries_sequences import followed_sql, steps_column
from otklik.segments.sets.queries_values import Values, is_key_sql
from otklik.segments.sets.queries_wakes import Wakes


class EventsPlan:
    """The events that a statement reads; answers are SQL over columns of a person."""

    def __init__(self, asked: Asked, binder: Binder, values: Values, *, with_wake: bool) -> None:
        self._asked = asked
        self._binder = binder
        self._selection = Selection(asked.clock, binder)
        self._columns = Columns("a")
        self._level = Level(self._selection, binder, self._columns, values)
        self._counts = Counts(asked, binder)
        self._by_value: list[Reading] = []
        self._orders = Orders(asked, binder)
        self.wakes = Wakes(asked.clock, binder, self._selection, self._columns) if with_wake else None

    def did(self, condition: Did) -> str:
        """The answer of a count or a measure."""
        if self.wakes is not None:
            self.wakes.did(condition)
        if self._is_counted(condition):
            return times_sql(self._counts.column(condition.selector.name), condition.times, self._binder)
        if condition.same is not None:
            return self._same(condition, condition.same)
        bounds = bounds_of(condition.within, self._asked.clock)
        return self._level.answer(condition, self._selection.flag(condition.selector, bounds))

    def _is_counted(self, condition: Did) -> bool:
        """Whether it is a plain count over all of the past, of everybody and now."""
        selector = condition.selector
        is_plain = not selector.is_prefix and not selector.where
        is_count = condition.measure is None and condition.same is None and condition.within is None
        return is_plain and is_count and self._asked.is_present and self._asked.homes is None

    def followed(self, condition: Followed) -> str:
        """The answer of a sequence."""
        bounds = bounds_of(condition.during, self._asked.clock)
        later = Bounds(bounds.from_ms, None)  # steps come after the first one
        flags = [
            self._selection.flag(step.selector, later if number else bounds)
            for number, step in enumerate(condition.steps)
        ]
        steps = steps_column(flags, self._selection.place, self._columns)
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
        found = [*self._counts.readings(), *self._by_value, *self._orders.readings()]
        if self._columns.items:
            figures = "".join(f", {column.at_home}" for column in self._columns.items)
            is_narrow = self._asked.among is not None and self._selection.where() in self._asked.among
            whose = homes_sql(self._asked) if is_narrow else whose_sql(self._asked)
            rows = self._selection.rows(whose, is_typed=self._asked.homes is None)
            sql = f"SELECT person{figures} FROM ({rows}) GROUP BY person"  # noqa: S608 - put together of constants
            found.append(Reading(sql, self._columns.items, self._selection.root(self._asked), rows=rows))
        return found

    def _same(self, condition: Did, path: tuple[str, ...]) -> str:
        """True when it holds for the events with one value of `path`: figures by home and value first."""
        selection, columns, values = Selection(self._asked.clock, self._binder), Columns("a"), Values("v")
        flag = selection.flag(condition.selector, bounds_of(condition.within, self._asked.clock))
        key = selection.value(path).key
        answer = Level(selection, self._binder, columns, values).answer(condition, flag)
        figures = "".join(f", {column.of_rows}" for column in columns.items)
        found = selection.rows(whose_sql(self._asked), is_typed=self._asked.homes is None)
        whose = f"{selection.root(self._asked)} AS root"
        sums = f"SELECT {whose}, {key} AS value_key{figures} FROM ({found}) GROUP BY root, value_key"  # noqa: S608 - constants
        known = stack_levels(sums, values.read(), values.decoded())
        column = Column(f"b{len(self._by_value)}", "UInt8", "", "max")
        # Of whom it holds for no value nothing is told: it is as if he had no such events.
        held = f"FROM ({known}) WHERE {is_key_sql('value_key')} AND {answer}"
        sql = f"SELECT root AS person, 1 AS h_{column.name} {held}"
        alone = f"SELECT DISTINCT root AS person, toUInt8(1) AS {column.name} {held}"
        self._by_value.append(Reading(sql, [column], "person", alone=alone))
        return f"({column.name} = 1)"
