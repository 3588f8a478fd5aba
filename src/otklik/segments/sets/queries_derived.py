"""Properties that follow from events, counted from them at any moment; the card says the same of now.

The expressions are those of `events.queries_ticks` and `profiles.queries_facts`.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from otklik.segments.sets.queries_columns import KEY_TYPE, Columns
from otklik.segments.sets.queries_selecting import Selection

Derive: TypeAlias = Callable[[Selection, Columns], str]


def derived_sql(name: str, selection: Selection, columns: Columns) -> str | None:
    """SQL, over columns of a person, of the value's JSON text, '' for unset; None: it is not derived."""
    derive = _DERIVED.get(name)
    return derive(selection, columns) if derive else None


def _place(field: str) -> Derive:
    """Where the last event came from whose country is known."""

    def derive(selection: Selection, columns: Columns) -> str:
        flag = selection.flag_any(f"{selection.field('country')} != ''")
        by = columns.add(KEY_TYPE, f"maxIf(k, {flag})", "max")
        text = columns.add("String", f"argMaxIf({selection.field(field)}, k, {flag})", "argMax", by)
        return f"if({text} = '', '', toJSONString({text}))"

    return derive


_DERIVED: Final[Mapping[str, Derive]] = {
    "$country": _place("country"),
    "$city": _place("city"),
}
