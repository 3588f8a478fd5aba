"""Counts over all of the past, and since when people exist, from `home_names` (docs/adr/0005, 0010).

The ticks that fill it end with batches; what came later is read from the events themselves, and what was
counted but is dated after now is taken off. Both ends are told by the table's own rows, and a statement reads
a table as of one moment wherever it names it (`enable_shared_storage_snapshot_in_query`), so nothing counts
twice while a tick arrives.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from typing import Final

from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Columns, Reading
from otklik.segments.sets.queries_selecting import homes_sql, root_sql, whose_sql

ANYTHING: Final = ""
"""The name under which everything is counted."""


_API_START: Final = API_LANE << LANE_SHIFT
_DONE: Final = (
    f"(SELECT (maxIf(tick, name = '{PIPELINE_LANE}'), greatest(maxIf(tick, name = '{API_LANE}'),"  # noqa: S608 - constants
    f" toUInt64({_API_START}))) FROM home_names WHERE workspace_id = 0)"
)
IS_NEW: Final = f"(batch > {_DONE}.1 AND (batch < {_API_START} OR batch > {_DONE}.2))"
"""Of a row with a `batch`: the ticks have not counted it."""


class Counts:
    """How often people did what, now."""

    def __init__(self, asked: Asked, binder: Binder) -> None:
        self._asked = asked
        self._binder = binder
        self._columns = Columns("t")
        self._names: set[str] = set()

    def column(self, name: str) -> str:
        """The column of a count; `name` may be ANYTHING."""
        self._names.add(name)
        return self._columns.add("Int64", f"if(name = {self._binder.text(name)}, n, 0)", "sum")

    def readings(self) -> list[Reading]:
        """The reading, if any count is asked for."""
        if not self._names:
            return []
        names = self._binder.texts(sorted(self._names))
        now = self._binder.moment(self._asked.now_ms)
        ours = f"workspace_id = {{workspace_id:UInt32}}{homes_sql(self._asked)}"
        matter = f"workspace_id = {{workspace_id:UInt32}}{whose_sql(self._asked)}"
        name = "name"
        where = f"{ours} AND name IN {names}"
        if ANYTHING in self._names:
            name, where = "arrayJoin([toString(name), '']) AS name", ours
        late, early = (
            f"SELECT {name}, person, toInt64({n}) AS n FROM events WHERE {where}"  # noqa: S608 - put together of constants
            for n in (1, -1)
        )
        rows = (
            f"SELECT name, person, toInt64(n) AS n FROM home_names WHERE {matter} AND name IN {names}"  # noqa: S608 - as above
            f" UNION ALL {late} AND ts <= {now} AND {IS_NEW}"
            f" UNION ALL {early} AND ts > {now} AND NOT {IS_NEW}"
        )
        return [self._read(rows)]

    def _read(self, rows: str) -> Reading:
        columns, root = self._columns.items, root_sql(self._asked)
        figures = "".join(f", {column.at_home}" for column in columns)
        sums = "".join(f", sum({column.inner}) AS {column.name}" for column in columns)
        is_any = " OR ".join(f"{column.name} > 0" for column in columns)
        people = f"SELECT {root} AS root{sums} FROM ({rows}) GROUP BY root HAVING {is_any}"  # noqa: S608 - as above
        return Reading(
            f"SELECT person{figures} FROM ({rows})",  # noqa: S608 - as above
            columns,
            root,
            exists=0,
            proofs=[column.name for column in columns],
            alone=f"SELECT root AS person, * EXCEPT root FROM ({people})",  # noqa: S608 - as above
        )


def read_existence(asked: Asked, binder: Binder) -> Reading:
    """Everybody who has an event, a property write or a mark by the moment, and nothing else of him."""
    until = binder.bind((asked.now_ms + 1) << 64, "UInt128")
    now = binder.moment(asked.now_ms)
    ours = f"workspace_id = {{workspace_id:UInt32}}{homes_sql(asked)}"
    matter = f"workspace_id = {{workspace_id:UInt32}}{whose_sql(asked)}"
    new = f"{ours} AND k < {until} AND {IS_NEW}"
    sql = (
        f"SELECT person FROM home_names WHERE {matter} AND name = '' AND first <= {now}"  # noqa: S608 - put together of constants
        f" UNION ALL SELECT person FROM events WHERE {ours} AND ts <= {now} AND {IS_NEW}"
        f" UNION ALL SELECT person FROM property_writes WHERE {new}"
        f" UNION ALL SELECT person FROM mark_writes WHERE {new}"
    )
    return Reading(sql, (), root_sql(asked))
