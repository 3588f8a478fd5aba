"""Single events that conditions look at: for a memory of people that is carried on by what comes.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.segments.language.conditions import Selector
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import Bounds
from otklik.segments.sets.binding import LATEST_MS, Binder
from otklik.segments.sets.queries_compile import Statement
from otklik.segments.sets.queries_selecting import Selection
from otklik.segments.sets.queries_values import SUM_TYPE

MAX_FITS: Final = 65_535


class Wanted(msgspec.Struct, frozen=True):
    """Events of a selector from a moment on; `of`: only those where it is a number, and that number."""

    selector: Selector
    of: tuple[str, ...] | None = None
    from_ms: int | None = None


def compile_tracks(wanted: Sequence[Wanted], *, zone: ZoneInfo, whose: str, most: int | None) -> Statement:
    """`person` (a home), `at`, `pos`, `fits` (numbers of `wanted`) and `figures` of each event that fits any.

    `figures`: by the order in which `wanted` names different values, the number as text, '' for none, cut as
    sums cut it. `whose`: a condition on rows, " AND …". `most`: of one home no more than so many. Events that
    lie ahead are given too.
    """
    binder = Binder()
    selection = Selection(Clock(LATEST_MS, zone), binder)
    numbers: dict[tuple[str, ...], str] = {}
    fits: list[str] = []
    for each in wanted:
        flag = selection.flag(each.selector, Bounds(each.from_ms, None))
        if each.of is not None:
            number = numbers.setdefault(each.of, selection.value(each.of).number)
            flag = f"({flag} AND {number} IS NOT NULL)"
        fits.append(f"toUInt8({flag})")
    figures = [
        f"if({number} IS NULL, '', toString(CAST(assumeNotNull({number}), '{SUM_TYPE}')))"
        for number in numbers.values()
    ]
    taken = f"arrayFilter((number, fits) -> fits, range(toUInt16({len(fits)})), [{', '.join(fits)}]) AS taken"
    limit = f" LIMIT {most} BY person" if most is not None else ""
    sql = (
        f"SELECT person, toUnixTimestamp64Milli(ts) AS at, toUInt64({selection.place}) AS pos, {taken},"  # noqa: S608 - put together of constants
        f" CAST([{', '.join(figures)}], 'Array(String)') AS figures"
        f" FROM ({selection.rows(whose, are_few=True)}) WHERE notEmpty(taken){limit}"
    )
    return Statement(sql, binder.values)
