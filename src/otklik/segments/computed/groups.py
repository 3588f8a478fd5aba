"""The names of the 27 cells of RFM: recency, frequency and money, each 1 (worst) to 3 (best). Pure."""

from typing import Final

GROUPS: Final = (
    "champions",
    "loyal",
    "promising",
    "new",
    "need_attention",
    "at_risk",
    "cant_lose",
    "hibernating",
    "lost",
)
"""All names, the best first."""

_BEST: Final = 3
_WORST: Final = 1


def group_of(cell: str) -> str:
    """The group of a cell such as "321".

    Bought lately (3): often, for much or middling money: champions; often, or more than once for much: loyal;
    once, for much or middling: promising; once, for little: new.
    Bought a while ago (2): often: loyal when for much money, else need attention; now and then the same;
    once: at risk when for much, else hibernating. Bought long ago (1): often or for much money: cannot be
    lost when both, at risk when one of them; else hibernating while something speaks for them, lost at 111.
    """
    recency, frequency, money = (int(digit) for digit in cell)
    if recency == _BEST:
        return _of_recent(frequency, money)
    if recency == _WORST:
        return _of_long_ago(frequency, money)
    if frequency == _WORST:
        return "at_risk" if money == _BEST else "hibernating"
    return "loyal" if frequency == _BEST and money == _BEST else "need_attention"


def _of_recent(frequency: int, money: int) -> str:
    if frequency == _WORST:
        return "new" if money == _WORST else "promising"
    if frequency == _BEST and money > _WORST:
        return "champions"
    return "loyal" if _BEST in {frequency, money} else "promising"


def _of_long_ago(frequency: int, money: int) -> str:
    if frequency == _BEST and money == _BEST:
        return "cant_lose"
    if _BEST in {frequency, money}:
        return "at_risk"
    return "lost" if frequency == _WORST and money == _WORST else "hibernating"


CELLS: Final = tuple(
    f"{recency}{frequency}{money}" for recency in (3, 2, 1) for frequency in (3, 2, 1) for money in (3, 2, 1)
)
"""Every cell, the best first."""
