"""Sequences in SQL: one fold over a person's steps in order.

Without an absence a chain only needs to know the latest time by which it must end: of all chains that reached
a step the one with the latest deadline leaves the most room. With an absence after several steps each start's
deadline is put among the events as a mark; when it comes, the latest event of the last step or of what must
not follow tells. After one step the next event that must not follow does.
`predicate.sequences` says the same by looking at each start.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from typing import Final

from otklik.segments.language.conditions import Duration, Followed
from otklik.segments.predicate.operators import Clock
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_columns import Columns

STEPS_TYPE: Final = "Array(Tuple(UInt128, UInt32))"
_DEADLINE: Final = 1 << 31
_END_OF_MOMENT: Final = (1 << 64) - 1


def steps_column(flags: list[str], place: str, columns: Columns) -> str:
    """The column of a person's steps: place and the steps that the event may be, as bits."""
    mask = " + ".join(f"toUInt32({flag}) * {1 << number}" for number, flag in enumerate(flags))
    steps = f"groupArrayIf(({place}, toUInt32({mask})), {' OR '.join(flags)})"
    return columns.add(STEPS_TYPE, steps, "groupArrayArray")


def followed_sql(condition: Followed, steps: str, clock: Clock, binder: Binder) -> str:
    """The answer, of the column of steps."""
    has_absence = condition.steps[-1].is_absent
    count = len(condition.steps) - has_absence
    if has_absence:
        return _absence_sql(condition, count, steps, clock, binder)
    ordered = f"arraySort({steps})"
    if condition.within is None:
        taken = "if(bitTest(x.2, done), toUInt8(done + 1), done)"
        return f"(arrayFold((done, x) -> if(done < {count}, {taken}, done), {ordered}, toUInt8(0)) = {count})"
    return _chain_sql(condition.within, count, ordered, clock, binder)


def deadline_sql(at_ms: str, within: Duration, clock: Clock, binder: Binder) -> str:
    """`durations.add` in SQL."""
    exact = binder.number(within.milliseconds)
    if not within.months:
        return f"({at_ms} + {exact})"
    zone = binder.text(clock.zone.key)
    moved = f"addMonths(fromUnixTimestamp64Milli({at_ms}, {zone}), {binder.number(within.months)})"
    return f"(toUnixTimestamp64Milli({moved}) + {exact})"


def _chain_sql(within: Duration, count: int, ordered: str, clock: Clock, binder: Binder) -> str:
    """`best.n`: the latest deadline of a chain that has n steps, 0 for none."""
    at_ms = "toInt64(bitShiftRight(x.1, 64))"
    first = f"if(bitTest(x.2, 0), greatest(best.1, {deadline_sql(at_ms, within, clock, binder)}), best.1)"
    further = [
        f"if(bitTest(x.2, {number}) AND best.{number} >= {at_ms},"
        f" greatest(best.{number + 1}, best.{number}), best.{number + 1})"
        for number in range(1, count)
    ]
    nothing = ", ".join(["toInt64(0)"] * count)
    folded = f"arrayFold((best, x) -> ({', '.join([first, *further])}), {ordered}, ({nothing}))"
    return f"({folded}.{count} > 0)"


def _absence_sql(condition: Followed, count: int, steps: str, clock: Clock, binder: Binder) -> str:
    if condition.within is None:
        raise ValueError("an absence needs a time")
    deadline = deadline_sql("toInt64(bitShiftRight(x.1, 64))", condition.within, clock, binder)
    is_over = f"bitTest(x.2, 0) AND {deadline} < {binder.number(clock.now_ms)}"
    if count == 1:
        return _alone_sql(f"arraySort({steps})", is_over, deadline)
    marks = (
        f"arrayMap(x -> (bitOr(bitShiftLeft(toUInt128({deadline}), 64), toUInt128({_END_OF_MOMENT})),"
        f" toUInt32({_DEADLINE}), x.1), arrayFilter(x -> {is_over}, {steps}))"
    )
    line = f"arraySort(arrayConcat(arrayMap(x -> (x.1, x.2, toUInt128(0)), {steps}), {marks}))"
    return _behind_sql(line, count)


def _alone_sql(ordered: str, is_over: str, deadline: str) -> str:
    """One step and its absence: what may not have come is next after the deadline, or never was."""
    following = f"arrayShiftLeft(arrayReverseFill(x -> bitTest(x.2, 1), {ordered}), 1)"
    is_late = f"NOT bitTest(next.2, 1) OR toInt64(bitShiftRight(next.1, 64)) > {deadline}"
    return f"arrayExists((x, next) -> {is_over} AND ({is_late}), {ordered}, {following})"


def _behind_sql(line: str, count: int) -> str:
    """Two steps and more, and an absence.

    `known`: found; whether the latest of last step and absence is the last step; the latest start with its
    chain before that; then, by steps, the latest start whose chain has come so far.
    """
    last, absent = count - 1, count
    chain = [f"known.{number + 4}" for number in range(last)]
    begun = [f"if(bitTest(x.2, 0), x.1, {chain[0]})"]
    begun += [
        f"if(bitTest(x.2, {number}), greatest({chain[number]}, {chain[number - 1]}), {chain[number]})"
        for number in range(1, last)
    ]
    found = f"known.1 OR (x.2 = {_DEADLINE} AND known.2 = 1 AND known.3 >= x.3)"
    is_last = f"multiIf(bitTest(x.2, {last}), 1, bitTest(x.2, {absent}), 0, known.2)"
    before = f"if(bitTest(x.2, {last}), {chain[-1]}, known.3)"
    kind = f"Tuple(UInt8, UInt8, {', '.join(['UInt128'] * (last + 1))})"
    state = f"CAST(({', '.join([found, is_last, before, *begun])}), '{kind}')"
    folded = f"arrayFold((known, x) -> {state}, {line}, defaultValueOfTypeName('{kind}'))"
    return f"({folded}.1 = 1)"
