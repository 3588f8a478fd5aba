"""What became of each request: answered in time, late, missed or waiting; how long it took. Pure."""

from typing import Final, TypeVar

import msgspec
import numpy as np

from otklik.desk.statistics.columns import Bools, Ratings, Requests
from otklik.desk.statistics.contracts import Clock, Measure
from otklik.desk.statistics.periods import NEVER, Numbers, WorkingTime

SATISFIED_FROM: Final = 4
"""Ratings from here on say that the visitor is satisfied."""
ColumnsT = TypeVar("ColumnsT", bound=msgspec.Struct)


class Rule(msgspec.Struct, frozen=True):
    """What an answer in time is: within so many seconds by this clock."""

    within_s: int
    clock: Clock = Clock.ALL


class Judged(msgspec.Struct, frozen=True):
    """Requests with what became of them, a row each; seconds are NEVER where they make no sense."""

    rows: Requests
    is_replied: Bools
    is_answered: Bools
    is_late: Bools
    is_waiting: Bools
    is_resolved: Bools
    reply_s: Numbers
    reply_working_s: Numbers
    resolution_s: Numbers
    resolution_working_s: Numbers

    def choose(self, measure: Measure) -> Bools:
        """The rows that a measure counts: the one place where measures are defined."""
        chosen = {
            Measure.ANSWERED: self.is_answered,
            Measure.LATE: self.is_late,
            Measure.WAITING: self.is_waiting,
            Measure.MISSED: ~(self.is_answered | self.is_waiting),
            Measure.REPLIED: self.is_replied,
            Measure.RESOLVED: self.is_resolved,
        }
        return chosen[measure] if measure in chosen else np.ones(len(self.rows.part), np.bool_)


def judge(rows: Requests, *, now: int, working: WorkingTime, rule: Rule) -> Judged:
    """Judge requests at the moment `now`."""
    is_replied, is_closed = rows.replied != NEVER, rows.closed != NEVER
    until = np.where(is_replied, rows.replied, now)
    waited, waited_working = until - rows.asked, working.between(rows.asked, until)
    spent = waited if rule.clock is Clock.ALL else waited_working
    in_time = spent <= rule.within_s
    is_resolved = is_replied & is_closed
    closed = np.where(is_resolved, rows.closed, rows.asked)
    return Judged(
        rows,
        is_replied=is_replied,
        is_answered=is_replied & in_time,
        is_late=is_replied & ~in_time,
        is_waiting=~is_replied & ~is_closed & in_time,
        is_resolved=is_resolved,
        reply_s=_where(is_replied, waited),
        reply_working_s=_where(is_replied, waited_working),
        resolution_s=_where(is_resolved, closed - rows.asked),
        resolution_working_s=_where(is_resolved, working.between(rows.asked, closed)),
    )


def _where(holds: Bools, seconds: Numbers) -> Numbers:
    return np.where(holds, np.maximum(seconds, 0), NEVER)


def choose_ratings(rows: Ratings, measure: Measure) -> Bools:
    """The ratings that a measure counts."""
    match measure:
        case Measure.SATISFIED:
            return np.greater_equal(rows.score, SATISFIED_FROM)
        case Measure.COMMENTED:
            return np.not_equal(rows.commented, 0)
        case _:
            return np.ones(len(rows.score), np.bool_)


def take(columns: ColumnsT, which: Bools | Numbers) -> ColumnsT:
    """Some rows of columns: those where `which` holds, or those at these places."""
    values = {
        name: take(value, which) if isinstance(value, msgspec.Struct) else value[which]
        for name, value in msgspec.structs.asdict(columns).items()
    }
    return type(columns)(**values)
