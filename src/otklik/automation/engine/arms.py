"""Which way of a split test a person goes: by a hash, so that every process and every rehearsal agrees."""

from collections.abc import Sequence
from typing import Final

from otklik.automation.graph.nodes import Arm, Graph, Split, list_ways
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


def find_split(graph: Graph, node: str) -> str | None:
    """The split nearest before a step, by the ways that lead to it; of several as near the first by name."""
    near, seen = {node}, {node}
    while near:
        before = {name for name, each in graph.nodes.items() if near.intersection(list_ways(each))} - seen
        splits = sorted(name for name in before if isinstance(graph.nodes[name], Split))
        if splits:
            return splits[0]
        seen |= before
        near = before
    return None
