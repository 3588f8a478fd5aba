"""Values held for a time, in SQL: `for_at_least` and `for_less_than`.

Where a property was only ever set and deleted, a few greatest places per home tell: the value has been held
since a moment or longer exactly when a write of it, no later, comes after the last write of anything else.
Where operations were used, the whole line is folded.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from typing import Final, NamedTuple

from otklik.segments.language.conditions import Comparison, Duration, Held, Op
from otklik.segments.language.durations import DAY_MS, subtract
from otklik.segments.predicate.operators import Clock
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import KEY_TYPE
from otklik.segments.sets.queries_properties import (
    IS_RESET,
    WRITES_TYPE,
    Properties,
    apply_sql,
    has_any_operations,
)
from otklik.segments.sets.queries_selecting import ROOT
from otklik.segments.sets.queries_sequences import deadline_sql
from otklik.segments.sets.queries_tests import equal_sql
from otklik.segments.sets.queries_values import Value, Values
from otklik.segments.sets.queries_wakes import Wakes

_STATE: Final = "Tuple(String, Int64)"
_UNSURE_MS: Final = 5 * DAY_MS
"""A month is cut by at most three days, and a zone lies at most a day off."""


class Holding(NamedTuple):
    """What the answers are made with: `values` decodes the writes."""

    properties: Properties
    values: Values
    clock: Clock
    binder: Binder
    wakes: Wakes | None


def held_sql(test: Comparison, held: Held, holding: Holding) -> str:
    """The answer, over columns of a person."""
    properties, values, clock, binder, wakes = holding
    name, keys = test.path[0], [binder.text(key) for key in test.path[1:]]
    properties.ask_past(name)
    is_it = f"property = {binder.text(name)}"
    value = values.at("value", keys)
    is_equal = equal_sql(value, held.value, binder)
    add_column = properties.past.add
    if wakes is not None:
        wakes.held(held.duration, f"{is_it} AND {is_equal}", properties.past)
    other = add_column(KEY_TYPE, f"maxIf(k, {is_it} AND NOT ({is_equal}))", "max")
    latest = add_column(KEY_TYPE, f"maxIf(k, {is_it} AND {is_equal})", "max")
    sure_ms, unsure_ms = _bounds(held.duration, clock)
    sure = add_column(
        KEY_TYPE, f"maxIf(k, {is_it} AND {is_equal} AND k < {_place(sure_ms + 1, binder)})", "max"
    )
    is_long = f"{sure} > {other}"
    if unsure_ms > sure_ms:
        span = f"k >= {_place(sure_ms + 1, binder)} AND k < {_place(unsure_ms + 1, binder)}"
        between = add_column(
            "Array(UInt128)", f"groupArrayIf(k, {is_it} AND {is_equal} AND {span})", "groupArrayArray"
        )
        is_long = f"({is_long} OR {_is_full(between, other, held.duration, clock, binder)})"
    line = add_column(
        WRITES_TYPE,
        f"groupArrayIf((k, toString(op), value), {is_it} AND {_has_operations(is_it)})",
        "groupArrayArray",
    )
    asks_long = test.op is Op.FOR_AT_LEAST
    simple = f"({latest} > {other} AND {'' if asks_long else 'NOT '}({is_long}))"
    return f"if(empty({line}), {simple}, {_folded(line, keys, held, holding, asks_long=asks_long)})"


def _bounds(duration: Duration, clock: Clock) -> tuple[int, int]:
    """Held since the first moment or earlier: long enough; since after the second: not."""
    begins_ms = subtract(clock.now_ms, duration, clock.zone)
    if not duration.months:
        return begins_ms, begins_ms
    return begins_ms - _UNSURE_MS, begins_ms + _UNSURE_MS


def _place(moment_ms: int, binder: Binder) -> str:
    return binder.bind(max(moment_ms, 0) << 64, "UInt128")


def _is_full(between: str, other: str, duration: Duration, clock: Clock, binder: Binder) -> str:
    """Calendar months: the first write of the value after anything else decides, to the millisecond."""
    since = f"arrayMin(arrayFilter(one -> one > {other}, {between}))"
    full = deadline_sql(f"toInt64(bitShiftRight({since}, 64))", duration, clock, binder)
    has_one = f"arrayExists(one -> one > {other}, {between})"
    return f"({has_one} AND {full} <= {binder.number(clock.now_ms)})"


def _has_operations(is_it: str) -> str:
    """True of homes whose person has operations other than set and delete; false at once where nobody has."""
    operations = (
        f"FROM property_writes WHERE workspace_id = {{workspace_id:UInt32}} AND {is_it} AND NOT {IS_RESET}"
    )
    return f"{has_any_operations(is_it)} AND {ROOT} IN (SELECT {ROOT} {operations})"


def _folded(line: str, keys: list[str], held: Held, holding: Holding, *, asks_long: bool) -> str:
    """By doing all writes in order; `state`: the value, and since when it is equal (0: it is not)."""
    _, _, clock, binder, wakes = holding
    place = ", ".join(["changed", *keys])
    value = Value(f"JSONType({place})", f"JSONExtractString({place})")
    since = "if(state.2 > 0, state.2, toInt64(bitShiftRight(x.1, 64)))"
    judged = f"CAST((changed, if({equal_sql(value, held.value, binder)}, {since}, 0)), '{_STATE}')"
    changed = apply_sql("state.1", "x.2", "x.3")
    step = f"arrayMap(changed -> {judged}, [{changed}])[1]"
    found = f"arrayFold((state, x) -> {step}, arraySort({line}), defaultValueOfTypeName('{_STATE}')).2"
    full = deadline_sql("since", held.duration, clock, binder)
    if wakes is not None:
        wakes.moments.append(f"arrayMap(since -> if(since > 0, {full}, 0), [{found}])[1]")
    sign = "<=" if asks_long else ">"
    return f"arrayExists(since -> since > 0 AND {full} {sign} {binder.number(clock.now_ms)}, [{found}])"
