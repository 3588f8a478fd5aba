"""Which way of a split test a person goes: by a hash, so that every process and every rehearsal agrees."""

from collections.abc import Sequence
from typing import Final

from otklik.automation.graph.nodes import Arm
from otklik.kit.ids import derive_id

_PARTS: Final = 1 << 53


def draw_arm(arms: Sequence[Arm], *, scenario_id: int, node: str, root: int) -> Arm:
    """The arm of this person: shares follow the weights; a new weight moves whom it must."""
    place = (derive_id("arm", scenario_id, node, root) % _PARTS) / _PARTS * sum(arm.weight for arm in arms)
    for arm in arms:
        place -= arm.weight
        if place < 0:
            return arm
    return max(arms, key=lambda arm: arm.weight)
