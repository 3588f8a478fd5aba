"""What an experiment's arms say against each other: lifts with honest intervals, and a winner or none. Pure.

People are counted in the arm they were given when they became eligible, whether anything reached them or not
(intention to treat).
"""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Final

import msgspec

from otklik.automation.experiments.intervals import Interval, find_width
from otklik.automation.experiments.ratios import SUSPICIOUS, find_mismatch

ALPHA: Final = 0.05
MIN_PEOPLE: Final = 100
"""Of an arm. Below it an average of people is no normal variable, and no interval holds."""
MIN_REACHED: Final = 10
"""People of both arms who reached the goal: fewer say nothing about a share."""
MIN_BUYERS_PEOPLE: Final = 5_000
"""Of an arm, for money: a few large orders make the average of fewer people worthless."""
_LARGEST: Final = 50.0


class Verdict(StrEnum):
    """What may be said of an arm against another."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE_YET = "no_difference_yet"
    NOT_ENOUGH_DATA = "not_enough_data"


class Arm(msgspec.Struct, frozen=True):
    """People of an arm. `money`, `money_squared`: sums over people of what each brought, after capping."""

    people: int
    reached: int = 0
    money: float = 0.0
    money_squared: float = 0.0


class Lift(msgspec.Struct, frozen=True):
    """An arm against another: the difference of averages, and by what share it is more (None: of nothing)."""

    verdict: Verdict
    difference: Interval | None = None
    relative: Interval | None = None


_NOT_YET: Final = Lift(Verdict.NOT_ENOUGH_DATA)


class Average(msgspec.Struct, frozen=True):
    """An average over an arm's people and the variance of one person."""

    people: int
    mean: float
    variance: float


def compare_conversion(arm: Arm, baseline: Arm, *, alpha: float = ALPHA) -> Lift:
    """Whether a larger share of people reached the goal in `arm` than in `baseline`."""
    is_enough = (
        min(arm.people, baseline.people) >= MIN_PEOPLE and arm.reached + baseline.reached >= MIN_REACHED
    )
    return _compare(_share(arm), _share(baseline), alpha=alpha) if is_enough else _NOT_YET


def compare_money(arm: Arm, baseline: Arm, *, alpha: float = ALPHA) -> Lift:
    """Whether a person of `arm` brought more money than one of `baseline`; sums must be capped already."""
    is_enough = min(arm.people, baseline.people) >= MIN_BUYERS_PEOPLE and arm.money + baseline.money > 0
    return _compare(_money(arm), _money(baseline), alpha=alpha) if is_enough else _NOT_YET


def find_winner(arms: Mapping[str, Arm], *, alpha: float = ALPHA) -> str | None:
    """The arm whose conversion is above every other's, or None while that cannot be said.

    All pairs share `alpha` (Bonferroni): the chance ever to name a winner among equals stays below it.
    """
    pairs = len(arms) * (len(arms) - 1) // 2
    if not pairs:
        return None
    beaten: dict[str, int] = dict.fromkeys(arms, 0)
    for one, other in combinations(arms, 2):
        lift = compare_conversion(arms[one], arms[other], alpha=alpha / pairs)
        if lift.verdict is Verdict.BETTER:
            beaten[one] += 1
        elif lift.verdict is Verdict.WORSE:
            beaten[other] += 1
    return next((name for name, count in beaten.items() if count == len(arms) - 1), None)


def is_lopsided(counts: Sequence[int], weights: Sequence[float]) -> bool:
    """People did not come to the arms in their shares: the experiment is broken and names no winner."""
    return find_mismatch(counts, weights) < SUSPICIOUS


def _share(arm: Arm) -> Average:
    """The variance is of one success and one failure more than seen: none seen is no certainty."""
    share = (arm.reached + 1) / (arm.people + 2)
    return Average(arm.people, arm.reached / arm.people, share * (1 - share))


def _money(arm: Arm) -> Average:
    mean = arm.money / arm.people
    return Average(arm.people, mean, max(arm.money_squared / arm.people - mean * mean, 0.0))


def _compare(one: Average, other: Average, *, alpha: float) -> Lift:
    people = one.people + other.people
    variance = one.variance / one.people + other.variance / other.people
    width = find_width(variance, people=people, alpha=alpha)
    gap = one.mean - other.mean
    difference = Interval(gap - width, gap, gap + width)
    return Lift(_judge(difference), difference, _relate(one, other, people=people, alpha=alpha))


def _judge(difference: Interval) -> Verdict:
    if difference.is_above:
        return Verdict.BETTER
    return Verdict.WORSE if difference.is_below else Verdict.NO_DIFFERENCE_YET


def _relate(one: Average, other: Average, *, people: int, alpha: float) -> Interval | None:
    """By what share `one` is more: logarithm of the ratio, delta method. None when either is nothing."""
    if one.mean <= 0 or other.mean <= 0:
        return None
    variance = sum(each.variance / each.people / each.mean**2 for each in (one, other))
    width = find_width(variance, people=people, alpha=alpha)
    ratio = math.log(one.mean / other.mean)
    low, middle, high = (math.expm1(_bounded(ratio + side * width)) for side in (-1, 0, 1))
    return Interval(low, middle, high)


def _bounded(exponent: float) -> float:
    return min(exponent, _LARGEST)
