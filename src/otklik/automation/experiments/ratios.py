"""Whether people came to the arms in the shares they should. Pure."""

import math
from collections.abc import Sequence
from typing import Final

SUSPICIOUS: Final = 0.001
"""Below this the arms were not filled by chance alone: something loses people of one arm, and no figure
of the experiment can be believed."""
_WEIGHT: Final = 100.0


def find_mismatch(counts: Sequence[int], weights: Sequence[float]) -> float:
    """How likely shares as odd as these are, at whatever moment one looks; 1 = nothing odd.

    `counts`: people of each arm; `weights`: the shares they were meant to have, in any unit. One over the
    Bayes factor of a Dirichlet-multinomial against the meant shares: unlike the chi-squared test it may be
    asked after every person (Lindon, Malek, "Anytime-valid inference for multinomial count data", NeurIPS
    2022). A single look's value may rise again later; whoever keeps watch keeps the least.

    Raises ValueError when an arm has people and no share.
    """
    total = math.fsum(weights)
    shares = [weight / total for weight in weights]
    if any(count and not share for count, share in zip(counts, shares, strict=True)):
        raise ValueError("an arm without a share has people")
    used = [(count, share) for count, share in zip(counts, shares, strict=True) if share]
    people = sum(count for count, _ in used)
    log_factor = math.lgamma(_WEIGHT) - math.lgamma(_WEIGHT + people)
    for count, share in used:
        prior = _WEIGHT * share
        log_factor += math.lgamma(prior + count) - math.lgamma(prior) - count * math.log(share)
    return math.exp(-log_factor) if log_factor > 0 else 1.0
