"""Whether a figure of today is one of those that this message usually has. Pure.

Counts and shares are brought to a scale on which chance has one size whatever their level, Anscombe's:
2√(x + ⅜) for a count, 2·asin √((x + ⅜)/(n + ¾)) for x of n (F. J. Anscombe, "The transformation of Poisson,
binomial and negative-binomial data", Biometrika 35, 1948). On it, the usual is the median of the days before
(of the same weekday once there are six of them), and the spread is their median absolute deviation × 1.4826
(P. J. Rousseeuw, C. Croux, JASA 88, 1993): a few odd days, a sale or an outage, hide nothing. It is never
less than what chance alone makes. The range is the usual ± t spreads, t of Student for so few days: a MAD
knows 0.37 of what a standard deviation would, hence its degrees of freedom (the same paper). Very far is
reported on the day, far on two days in a row.

Nothing at all is judged by the waiting time: who sends m in such hours by chance sends none with e^−m.

Honest about small numbers: too few days, or too few sends, and there is no verdict. What is out must also
matter: by a fifth of a share, by a third of a count. How often all this raises a false alarm is simulated in
tests/unit/automation/test_watch.py.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import median
from typing import Final

import msgspec

from otklik.automation.watch.contracts import Day, History, How, Unit, Verdict

MIN_DAYS: Final = 14
MAX_DAYS: Final = 56
MIN_SENT: Final = 20
"""On a usual day; of less nothing can be said within a day."""
MIN_TRIES: Final = 50
"""Of which a share is taken; else chance alone covers every change that matters."""
MIN_HITS: Final = 5
"""Failures and unsubscribes: so many at least are reported."""
_SAME_WEEKDAYS: Final = 6
_TO_DEVIATION: Final = 1.4826
_EFFICIENCY: Final = 0.37
_TAIL_AT_ONCE: Final = 2e-5
"""How often chance alone passes the range that is reported the same day, at both ends together."""
_TAIL_TWICE: Final = 0.01
"""… and the range that is reported when the day before had passed it at the same end (Western Electric, 1956,
took two of three points beyond two deviations; days in a row depend on each other, hence the wider range)."""
_COUNT_MATTERS: Final = 1 / 3
_SHARE_MATTERS: Final = 0.2
_SILENCE: Final = 1e-4


class _Range(msgspec.Struct, frozen=True):
    """Where a figure stands on the scale of chance: spreads from the usual, and how far is reported."""

    center: float
    spread: float
    far: float
    at_once: float
    twice: float

    @property
    def ends(self) -> tuple[float, float]:
        """The range that is told: what lies within is reported on no day."""
        return self.center - self.twice * self.spread, self.center + self.twice * self.spread


def judge_count(today: Day, history: History) -> Verdict | None:
    """A number of sends or goals; None: too little is known."""
    found = _range_of_count(today, history)
    if found is None or (usual := _to_count(found.center)) < MIN_SENT:
        return None
    low, high = (_to_count(end) for end in found.ends)
    before = _range_of_count(history[-1], history[:-1])
    is_out = _is_out(found, before) and _matters(today.hits, usual, _COUNT_MATTERS)
    return Verdict(today.hits, usual, low, high, _days(history), Unit.COUNT, How.COUNTS, is_out)


def judge_share(today: Day, history: History, *, is_harm: bool = False) -> Verdict | None:
    """A share of sends; `is_harm`: only too many are reported (failures). None: too little is known."""
    days = [day for day in history[-MAX_DAYS:] if day.tries >= MIN_TRIES]
    found = _range_of_share(today, days)
    if found is None or today.tries < MIN_TRIES:
        return None
    usual, value = _to_share(found.center), today.hits / today.tries
    low, high = (_to_share(end) for end in found.ends)
    is_out = _is_out(found, _range_of_share(days[-1], days[:-1])) and _matters(value, usual, _SHARE_MATTERS)
    if is_harm:
        is_out = is_out and value > high and today.hits >= MIN_HITS
    return Verdict(value, usual, low, high, len(days), Unit.RATE, How.SHARES, is_out)


def _is_out(today: _Range, before: _Range | None) -> bool:
    """Very far today, or far on two days at the same end."""
    if abs(today.far) > today.at_once:
        return True
    is_again = before is not None and abs(before.far) > before.twice and before.far * today.far > 0
    return is_again and abs(today.far) > today.twice


def _range_of_count(today: Day, history: History) -> _Range | None:
    days = history[-MAX_DAYS:]
    return _find_range(today, days, _of_count(today.hits), [_of_count(day.hits) for day in days], 1.0)


def _range_of_share(today: Day, days: History) -> _Range | None:
    days = days[-MAX_DAYS:]
    return _find_range(
        today, days, _of_share(today), [_of_share(day) for day in days], math.sqrt(today.tries + 0.5)
    )


def _find_range(
    today: Day, days: History, value: float, scaled: Sequence[float], precision: float
) -> _Range | None:
    if len(days) < MIN_DAYS:
        return None
    precise = [math.sqrt(day.tries + 0.5) if day.tries else 1.0 for day in days]
    weekdays = [day.weekday for day in days]
    center, spread, freedom = _learn(scaled, precise, weekdays, today.weekday)
    spread /= precision
    # The median of n values varies pi/2 times as much as their mean; of a weekday there is a seventh of them.
    wider = math.sqrt(1 + math.pi / 2 / max(len(days) / 7, 1.0))
    at_once, twice = (student(1 - tail / 2, freedom) * wider for tail in (_TAIL_AT_ONCE, _TAIL_TWICE))
    return _Range(center, spread, (value - center) / spread, at_once, twice)


def _days(history: History) -> int:
    return min(len(history), MAX_DAYS)


def judge_silence(hours: float, expected: Sequence[float]) -> Verdict | None:
    """Nothing was sent for so many hours; `expected`: sends of the same hours on each of the days before.

    None: too little is known. The fewest that were usual (their lower quartile, so that a quiet weekday is no
    alarm) are taken for the mean of a Poisson count: none at all comes by chance with exp(−mean).
    """
    if len(expected) < MIN_DAYS:
        return None
    ordered = sorted(expected)
    mean, usual = ordered[len(ordered) // 4], median(ordered)
    is_out = math.exp(-mean) < _SILENCE and ordered[0] > 0 and hours > 0
    low = min(ordered)
    return Verdict(0.0, usual, low, ordered[-1], len(ordered), Unit.COUNT, How.WAITING, is_out)


def _learn(
    scaled: Sequence[float], precise: Sequence[float], weekdays: Sequence[int], weekday: int
) -> tuple[float, float, float]:
    """(the usual on such a weekday, the spread of one standard unit, degrees of freedom)."""
    centers = {
        each: _center([value for value, day in zip(scaled, weekdays, strict=True) if day == each], scaled)
        for each in {*weekdays, weekday}
    }
    rests = [
        (value - centers[day]) * precision
        for value, precision, day in zip(scaled, precise, weekdays, strict=True)
    ]
    middle = median(rests)
    deviation = _TO_DEVIATION * median(abs(rest - middle) for rest in rests)
    counts = Counter(weekdays)
    groups = sum(1 for count in counts.values() if count >= _SAME_WEEKDAYS) or 1
    rest = len(scaled) - groups
    # Days lie closer to the median of few than to the truth.
    spread = max(1.0, deviation * math.sqrt(len(scaled) / rest))
    return centers[weekday], spread, max(_EFFICIENCY * rest, 3.0)


def _center(same: Sequence[float], every: Sequence[float]) -> float:
    return median(same) if len(same) >= _SAME_WEEKDAYS else median(every)


def _matters(value: float, usual: float, share: float) -> bool:
    return abs(value - usual) > share * usual


def _of_count(hits: int) -> float:
    return 2 * math.sqrt(hits + 0.375)


def _to_count(scaled: float) -> float:
    return max((max(scaled, 0.0) / 2) ** 2 - 0.375, 0.0)


def _of_share(day: Day) -> float:
    return 2 * math.asin(math.sqrt((day.hits + 0.375) / (day.tries + 0.75)))


def _to_share(scaled: float) -> float:
    return math.sin(min(max(scaled, 0.0), math.pi) / 2) ** 2


@lru_cache(maxsize=512)
def student(level: float, freedom: float) -> float:
    """The quantile of Student's t, for a level above one half; found by halving."""
    return _search(lambda value: _student_tail(value, freedom), 1 - level)


def _search(tail: Callable[[float], float], wanted: float) -> float:
    low, high = 0.0, 1.0
    while tail(high) > wanted:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) > wanted else (low, middle)
    return high


def _student_tail(value: float, freedom: float) -> float:
    """P(T > value) by Simpson's rule over the density in u = value / x, which ends where the tail does."""
    steps = 400
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)

    def density(share: float) -> float:
        if share <= 0:
            return 0.0
        at = value / share
        log = scale - (freedom + 1) / 2 * math.log1p(at * at / freedom)
        return math.exp(log) * value / share / share

    total = density(0.0) + density(1.0)
    for step in range(1, steps):
        total += density(step / steps) * (4 if step % 2 else 2)
    return total / steps / 3
