"""A broken split is noticed, a fair one is not blamed."""

import numpy as np
import pytest

from otklik.automation.experiments.comparing import is_lopsided
from otklik.automation.experiments.ratios import find_mismatch


def test_a_fair_split_is_almost_never_blamed_however_often_one_looks() -> None:
    rng = np.random.default_rng(4)
    blamed = 0
    for _ in range(300):
        counts = rng.multinomial(200, [0.5, 0.3, 0.2], 50).cumsum(axis=0)
        blamed += any(is_lopsided(look.tolist(), [5, 3, 2]) for look in counts)
    assert blamed <= 1


def test_a_broken_split_is_noticed() -> None:
    assert is_lopsided([10_500, 9_500], [1, 1])
    assert is_lopsided([9_000, 1_200], [9, 1])
    assert not is_lopsided([10_060, 9_940], [1, 1])
    assert not is_lopsided([0, 0], [1, 1])


def test_weights_are_shares_in_any_unit() -> None:
    assert find_mismatch([700, 300], [60, 40]) == pytest.approx(find_mismatch([700, 300], [0.6, 0.4]))


def test_an_arm_without_a_share_stays_empty() -> None:
    assert find_mismatch([50, 50, 0], [1, 1, 0]) == 1.0
    with pytest.raises(ValueError, match="without a share"):
        find_mismatch([50, 50, 1], [1, 1, 0])
