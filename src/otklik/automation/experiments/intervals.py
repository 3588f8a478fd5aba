"""Intervals that stay true however often one looks. Pure.

A usual 95 % interval is wrong in a fifth of the tests that are looked at twenty times and stopped at the
first success. These are wrong in at most `alpha` of them over all looks together: the mixture sequential
probability ratio test with a normal mixture (Johari, Koomen, Pekelis, Walsh, "Always valid inference",
Operations Research 70, 2022), for means of many independent people (Waudby-Smith, Arbour, Sinha, Kennedy,
Ramdas, "Time-uniform central limit theory", Annals of Statistics 52, 2024).
"""

import math
from functools import cache
from typing import Final

import msgspec

PLANNED: Final = 10_000
"""People of both arms together at whom the intervals are tightest. Fixed before anything is seen: to choose
it by the data would break what the interval promises."""
_ROUNDS: Final = 60


class Interval(msgspec.Struct, frozen=True):
    """Where a value lies, and our best single guess of it."""

    low: float
    estimate: float
    high: float

    @property
    def is_above(self) -> bool:
        """All of it is better than nothing."""
        return self.low > 0

    @property
    def is_below(self) -> bool:
        """All of it is worse than nothing."""
        return self.high < 0


def find_width(variance: float, *, people: int, alpha: float, planned: int = PLANNED) -> float:
    """Half the width of the interval round an estimate whose variance is `variance` after `people` people.

    Valid at every number of people at once; `alpha` is the share of experiments in which the truth may ever
    lie outside. Infinite while there is nobody.
    """
    if people <= 0:
        return math.inf
    ratio = _find_mixture(alpha) * people / planned
    return math.sqrt(variance * (1 + 1 / ratio) * (2 * math.log(1 / alpha) + math.log1p(ratio)))


@cache
def _find_mixture(alpha: float) -> float:
    """The mixture's variance over the estimate's at the planned number of people that makes the width least.

    There the derivative of (1 + 1/r)(2 ln 1/alpha + ln(1 + r)) is nothing: r = 2 ln 1/alpha + ln(1 + r).
    """
    base = 2 * math.log(1 / alpha)
    ratio = base
    for _ in range(_ROUNDS):
        ratio = base + math.log1p(ratio)
    return ratio
