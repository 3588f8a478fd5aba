"""Lifts are right, and no winner is named among equals however often one looks."""

import numpy as np
import pytest

from otklik.automation.experiments.comparing import (
    Arm,
    Lift,
    Verdict,
    compare_conversion,
    compare_money,
    find_winner,
)

LOOKS, EACH = 20, 500


def _watch(rng: np.random.Generator, shares: list[float]) -> list[list[Arm]]:
    """Arms as they stand at each look."""
    reached = [rng.binomial(EACH, share, LOOKS).cumsum() for share in shares]
    return [[Arm(EACH * (look + 1), int(each[look])) for each in reached] for look in range(LOOKS)]


def _is_told(lift: Lift) -> bool:
    return lift.verdict in {Verdict.BETTER, Verdict.WORSE}


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_equals_are_called_different_in_at_most_one_experiment_of_twenty(share: float) -> None:
    rng = np.random.default_rng(20)
    wrong = sum(
        any(_is_told(compare_conversion(one, other)) for one, other in _watch(rng, [share, share]))
        for _ in range(400)
    )
    assert wrong <= 400 * 0.05


def test_a_fixed_interval_would_be_wrong_far_oftener() -> None:
    """The simulation can fail: the usual 95 % interval, looked at as often, is wrong in a fifth of them."""
    rng = np.random.default_rng(20)
    wrong = 0
    for _ in range(400):
        for one, other in _watch(rng, [0.1, 0.1]):
            share = (one.reached + other.reached) / (one.people + other.people)
            deviation = (2 * share * (1 - share) / one.people) ** 0.5
            if abs(one.reached - other.reached) / one.people > 1.96 * deviation:
                wrong += 1
                break
    assert wrong > 400 * 0.15


def test_a_true_difference_is_found() -> None:
    rng = np.random.default_rng(20)
    found = sum(
        any(
            compare_conversion(one, other).verdict is Verdict.BETTER
            for one, other in _watch(rng, [0.13, 0.1])
        )
        for _ in range(100)
    )
    assert found >= 95


def test_the_truth_lies_in_the_interval_at_every_look() -> None:
    rng = np.random.default_rng(20)
    missed = 0
    for _ in range(300):
        for one, other in _watch(rng, [0.12, 0.1]):
            lift = compare_conversion(one, other)
            assert lift.difference is not None
            assert lift.relative is not None
            if not lift.difference.low <= 0.02 <= lift.difference.high:
                missed += 1
                break
            assert lift.difference.estimate == pytest.approx((one.reached - other.reached) / one.people)
            assert lift.relative.low < lift.relative.estimate < lift.relative.high
    assert missed <= 300 * 0.05


def test_four_equals_have_a_winner_in_at_most_one_experiment_of_twenty() -> None:
    rng = np.random.default_rng(20)
    named = sum(
        any(find_winner(dict(zip("abcd", arms, strict=True))) for arms in _watch(rng, [0.1] * 4))
        for _ in range(100)
    )
    assert named <= 5


def test_the_winner_is_above_every_other() -> None:
    arms = {"a": Arm(20_000, 2_000), "b": Arm(20_000, 2_600), "c": Arm(20_000, 2_100)}
    assert find_winner(arms) == "b"
    assert find_winner({**arms, "c": Arm(20_000, 2_590)}) is None
    assert find_winner({"a": arms["a"]}) is None
    assert find_winner({}) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Arm(0), Arm(0)),
        (Arm(99, 50), Arm(10_000, 100)),
        (Arm(5_000, 4), Arm(5_000, 5)),
    ],
)
def test_too_little_is_said_to_be_too_little(one: Arm, other: Arm) -> None:
    assert compare_conversion(one, other) == Lift(Verdict.NOT_ENOUGH_DATA)


def test_an_arm_where_nobody_reached_the_goal_has_an_interval_and_no_ratio() -> None:
    lift = compare_conversion(Arm(2_000, 0), Arm(2_000, 60))
    assert lift.verdict is Verdict.WORSE
    assert lift.relative is None


def _paid(rng: np.random.Generator, people: int, factor: float) -> Arm:
    sums = np.where(rng.random(people) < 0.05, rng.lognormal(7, 0.8, people) * factor, 0.0)
    return Arm(people, int((sums > 0).sum()), float(sums.sum()), float((sums * sums).sum()))


def test_money_is_compared_by_person_and_only_among_many() -> None:
    rng = np.random.default_rng(20)
    assert compare_money(_paid(rng, 4_999, 2), _paid(rng, 9_000, 1)).verdict is Verdict.NOT_ENOUGH_DATA
    assert compare_money(Arm(9_000), Arm(9_000)).verdict is Verdict.NOT_ENOUGH_DATA
    lift = compare_money(_paid(rng, 40_000, 1.5), _paid(rng, 40_000, 1))
    assert lift.verdict is Verdict.BETTER
    assert lift.relative is not None
    assert lift.relative.low < 0.5 < lift.relative.high
    equal = [compare_money(_paid(rng, 8_000, 1), _paid(rng, 8_000, 1)) for _ in range(60)]
    assert sum(map(_is_told, equal)) <= 3
