"""What may be wrong with a graph; each with its stable code. Those of conditions keep their own."""

from collections.abc import Sequence
from enum import StrEnum

from otklik.kit.errors import Fault, InvalidError


class GraphFault(StrEnum):
    """Stable codes of faults in a graph; the interface translates by them."""

    CIRCLE_WITHOUT_WAIT = "circle_without_wait"
    COMPUTED = "computed"
    NOT_IN_MAILING = "not_in_mailing"
    NO_TRIGGER = "no_trigger"
    NO_UNSUBSCRIBE = "no_unsubscribe"
    STILL_THERE = "still_there"
    UNKNOWN_NODE = "unknown_node"
    UNREACHABLE = "unreachable"


class GraphError(InvalidError):
    """422: the graph cannot run; `faults` names every wrong place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("invalid_graph", "The scenario is wrong", {"count": len(faults)}, faults=faults)
