"""What an experiment's counts say: each arm against the first, a winner or none, how long to wait. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from otklik.automation.experiments.capping import cap, find_cap
from otklik.automation.experiments.comparing import (
    ALPHA,
    MIN_PEOPLE,
    MIN_REACHED,
    Arm,
    Lift,
    Verdict,
    compare_conversion,
    compare_money,
    find_winner,
    is_lopsided,
)

DAY_MS: Final = 86_400_000
LONGEST_WAIT_DAYS: Final = 365


class Outcome(msgspec.Struct, frozen=True):
    """An arm: its share, people, those who reached the goal, money (capped), and against the first arm."""

    arm: str
    weight: float
    people: int
    pending: int
    reached: int
    money: float
    conversion: Lift | None = None
    worth: Lift | None = None


class Judgement(msgspec.Struct, frozen=True):
    """An experiment. `days_more`: about how long until anything can be said, None: it can, or never."""

    outcomes: Sequence[Outcome]
    winner: str | None
    is_lopsided: bool
    is_enough: bool
    days_more: int | None


class Counted(msgspec.Struct, frozen=True):
    """Counts of an arm; `sums`: what each who reached the goal brought."""

    weight: float
    people: int
    pending: int
    sums: Sequence[float]


def judge(counted: Mapping[str, Counted], *, elapsed_ms: int) -> Judgement:
    """Judge arms; the first is what the others are compared with. `elapsed_ms`: since the first drawing."""
    height = find_cap(
        [money for each in counted.values() for money in each.sums],
        people=sum(each.people for each in counted.values()),
    )
    capped = cap({name: each.sums for name, each in counted.items()}, height=height)
    arms = {name: Arm(each.people, len(each.sums), *capped[name]) for name, each in counted.items()}
    lopsided = is_lopsided(
        [each.people + each.pending for each in counted.values()],
        [each.weight for each in counted.values()],
    )
    first, *others = arms
    alpha = ALPHA / max(len(others), 1)
    outcomes = [
        Outcome(
            name,
            each.weight,
            each.people,
            each.pending,
            len(each.sums),
            arms[name].money,
            compare_conversion(arms[name], arms[first], alpha=alpha) if name != first else None,
            compare_money(arms[name], arms[first], alpha=alpha) if name != first else None,
        )
        for name, each in counted.items()
    ]
    lifts = [each.conversion for each in outcomes if each.conversion is not None]
    is_enough = all(lift.verdict is not Verdict.NOT_ENOUGH_DATA for lift in lifts)
    return Judgement(
        outcomes,
        None if lopsided else find_winner(arms),
        lopsided,
        is_enough,
        None if is_enough else _find_wait(arms, first, elapsed_ms),
    )


def _find_wait(arms: Mapping[str, Arm], first: str, elapsed_ms: int) -> int | None:
    """Days until the poorest pair has what a comparison needs, if it goes on as it did."""
    waits = []
    for name, arm in arms.items():
        if name == first:
            continue
        pairs = (
            (min(arm.people, arms[first].people), MIN_PEOPLE),
            (arm.reached + arms[first].reached, MIN_REACHED),
        )
        for have, need in pairs:
            if have >= need:
                continue
            if not have:
                return None
            waits.append(elapsed_ms * (need - have) / have / DAY_MS)
    longest = math.ceil(max(waits, default=0.0))
    return max(longest, 1) if longest <= LONGEST_WAIT_DAYS else None
