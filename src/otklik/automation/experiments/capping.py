"""Outlying sums are cut at one height for all arms, so that one whale decides nothing. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

QUANTILE: Final = 0.999


def find_cap(sums: Iterable[float], *, people: int, quantile: float = QUANTILE) -> float:
    """The `quantile` of what people brought, over all arms together; infinite while there are too few people.

    `sums`: what each who brought anything brought; the rest of `people` brought nothing. By nearest rank.
    """
    if people < math.ceil(1 / (1 - quantile)):
        return math.inf
    brought = sorted(sums)
    rank = math.ceil(quantile * people) - (people - len(brought))
    return brought[rank - 1] if rank > 0 else 0.0


def cap(sums: Mapping[str, Sequence[float]], *, height: float) -> dict[str, tuple[float, float]]:
    """Of each arm: the sum and the sum of squares of what its people brought, each cut at `height`."""
    return {name: _add(values, height) for name, values in sums.items()}


def _add(values: Sequence[float], height: float) -> tuple[float, float]:
    cut = [min(value, height) for value in values]
    return math.fsum(cut), math.fsum(value * value for value in cut)
