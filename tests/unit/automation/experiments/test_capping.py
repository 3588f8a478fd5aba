"""One whale decides nothing."""

import math

from otklik.automation.experiments.capping import cap, find_cap


def test_the_cap_is_the_quantile_of_everybody_who_took_part() -> None:
    assert find_cap([float(each) for each in range(1, 10_001)], people=10_000) == 9_990
    assert find_cap([7.0] * 40, people=10_000) == 7
    assert find_cap([7.0] * 9, people=10_000) == 0


def test_too_few_people_have_no_cap() -> None:
    assert find_cap([1.0, 9_000_000.0], people=500) == math.inf


def test_sums_are_cut_and_squares_are_of_what_is_left() -> None:
    assert cap({"a": [10.0, 500.0], "b": []}, height=100) == {"a": (110.0, 10_100.0), "b": (0.0, 0.0)}
