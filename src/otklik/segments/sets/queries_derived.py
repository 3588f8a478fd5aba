"""Properties that follow from events, counted from them at any moment; the card says the same of now.

The expressions are those of `events.queries_ticks` and `profiles.queries_facts`.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from otklik.events.queries_facts import AD_IDS
from otklik.profiles.queries_facts import SOURCE_FIELDS
from otklik.segments.language.conditions import Selector
from otklik.segments.sets.binding import LATEST_MS
from otklik.segments.sets.queries_carts import CART_PROPERTIES
from otklik.segments.sets.queries_columns import KEY_TYPE, Columns
from otklik.segments.sets.queries_selecting import Selection

_SESSION: Final = "$session_started"
_MS: Final = "toUnixTimestamp64Milli(ts)"
WHOLE_PROPERTIES: Final = frozenset({"$sessions_count", "$pages_count"})
"""Those that are whole numbers."""
Derive: TypeAlias = Callable[[Selection, Columns], str]


def derived_sql(name: str, selection: Selection, columns: Columns) -> str | None:
    """SQL, over columns of a person, of the value's JSON text, '' for unset; None: it is not derived."""
    derive = _DERIVED.get(name)
    return derive(selection, columns) if derive else None


def _place(field: str) -> Derive:
    """Where the last event came from whose country is known."""

    def derive(selection: Selection, columns: Columns) -> str:
        flag = selection.flag_any(f"{selection.field('country')} != ''")
        place = selection.place
        by = columns.add(KEY_TYPE, f"maxIf({place}, {flag})", "max")
        text = columns.add("String", f"argMaxIf({selection.field(field)}, {place}, {flag})", "argMax", by)
        return f"if({text} = '', '', toJSONString({text}))"

    return derive


def _seen(*, is_first: bool) -> Derive:
    """When he was first or last there; of whom only was noted what was done to him, when that was."""

    def derive(selection: Selection, columns: Columns) -> str:
        own = selection.flag_any(selection.is_own)
        ends = [
            columns.add("Int64", f"maxIf({f'{LATEST_MS} - ' if is_first else ''}{_MS}, {flag})", "max")
            for flag in (own, selection.flag_any("1"))
        ]
        end = f"if({ends[0]} = 0, {ends[1]}, {ends[0]})"
        at = _moment(f"{LATEST_MS} - ({end})" if is_first else end)
        text = f"concat('\"', replaceOne(toString({at}), ' ', 'T'), 'Z\"')"
        return f"if({ends[1]} = 0, '', {text})"

    return derive


def _moment(at_ms: str) -> str:
    return f"fromUnixTimestamp64Milli({at_ms}, 'UTC')"


def _count(name: str) -> Derive:
    """How many events of a name, 0 for one who has others."""

    def derive(selection: Selection, columns: Columns) -> str:
        flag = selection.flag(Selector(name))
        found = columns.add("UInt64", f"countIf({flag})", "sum")
        any_at_all = columns.add("UInt64", f"countIf({selection.flag_any('1')})", "sum")
        return f"if({any_at_all} = 0, '', toString({found}))"

    return derive


def _session(field: str, *, is_first: bool = False, asks_value: bool = False) -> Derive:
    """What the first or last session says; `asks_value`: the last one that says anything of it."""

    def derive(selection: Selection, columns: Columns) -> str:
        value = selection.value((field,))
        flag = selection.flag(Selector(_SESSION))
        test = f"{flag} AND {value.text} != ''" if asks_value else flag
        place = f"bitNot({selection.place})" if is_first else selection.place
        by = columns.add(KEY_TYPE, f"maxIf({place}, {test})", "max")
        text = columns.add("String", f"argMaxIf({value.text}, {place}, {test})", "argMax", by)
        return f"if({text} = '', '', toJSONString({text}))"

    return derive


_DERIVED: Final[Mapping[str, Derive]] = {
    "$country": _place("country"),
    "$city": _place("city"),
    "$first_seen": _seen(is_first=True),
    "$last_seen": _seen(is_first=False),
    "$sessions_count": _count(_SESSION),
    "$pages_count": _count("$page_viewed"),
    "$language": _session("language"),
    "$time_zone": _session("time_zone"),
    **{f"$initial_{field}": _session(field, is_first=True) for field in SOURCE_FIELDS},
    **{f"$last_{field}": _session(field) for field in SOURCE_FIELDS},
    **{f"${name}": _session(name, asks_value=True) for name in AD_IDS},
    **CART_PROPERTIES,
}
