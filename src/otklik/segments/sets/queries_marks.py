"""Marks of people in SQL: tags, lists, subscriptions, consents.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from otklik.segments.predicate.history import MarkKind
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import KEY_TYPE, Columns, Reading
from otklik.segments.sets.queries_selecting import root_sql, whose_sql


class Marks:
    """The marks that a statement asks for: of each the place of the last word << 1 | whether it is on."""

    def __init__(self, asked: Asked, binder: Binder) -> None:
        self._asked = asked
        self._binder = binder
        self._columns = Columns("m")
        self._asked_for: set[tuple[str, str]] = set()

    def word(self, kind: MarkKind, key: str) -> str:
        """The column of a mark: 0: nothing was ever said, odd: it is on."""
        self._asked_for.add((kind.value, key))
        is_it = f"kind = {self._binder.text(kind.value)} AND key = {self._binder.text(key)}"
        return self._columns.add(
            KEY_TYPE, f"maxIf(bitOr(bitShiftLeft(k, 1), toUInt128(is_on)), {is_it})", "max"
        )

    def readings(self) -> list[Reading]:
        """The reading, if any mark is asked for."""
        if not self._asked_for:
            return []
        kinds = self._binder.texts(sorted({kind for kind, _ in self._asked_for}))
        keys = self._binder.texts(sorted({key for _, key in self._asked_for}))
        until = self._binder.bind((self._asked.now_ms + 1) << 64, "UInt128")
        homes = whose_sql(self._asked)
        where = f"workspace_id = {{workspace_id:UInt32}} AND kind IN {kinds} AND key IN {keys}"
        where += f" AND k < {until}{homes}"
        figures = "".join(f", {column.at_home}" for column in self._columns.items)
        words = f"SELECT kind, key, person, k, is_on FROM mark_writes WHERE {where}"  # noqa: S608 - constants
        sql = f"SELECT person{figures} FROM ({words}) GROUP BY person"  # noqa: S608 - as above
        return [Reading(sql, self._columns.items, root_sql(self._asked), rows=words)]


def is_on(word: str) -> str:
    """The last word was "on"."""
    return f"(bitAnd({word}, 1) = 1)"


def is_not_off(word: str) -> str:
    """Nothing was said, or the last word was "on"."""
    return f"({word} = 0 OR bitAnd({word}, 1) = 1)"
