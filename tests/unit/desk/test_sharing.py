"""When pages of operators are told: at moments common to all, not more often than the many allow."""

import math
import time

import pytest

from otklik.desk.sharing import pause_s

_ROUNDING_S = 1e-6


@pytest.mark.parametrize(("pages", "every_s"), [(1, 0.05), (4, 0.05), (16, 0.2), (20, 0.25), (500, 0.25)])
def test_pages_are_told_at_the_same_moments(pages: int, every_s: float) -> None:
    for _ in range(20):
        before = time.monotonic()
        pause = pause_s(pages)
        after = time.monotonic()
        assert 0 < pause <= every_s
        common = math.ceil((before + pause - _ROUNDING_S) / every_s) * every_s
        assert common <= after + pause + _ROUNDING_S
