"""What is wrong with the ways of a graph that can be read: circles without a wait, lost steps. Pure."""

from collections.abc import Iterator

from otklik.automation.graph.faults import GraphFault
from otklik.automation.graph.nodes import WAITS, Graph, list_ways
from otklik.segments.errors import ConditionFault
from otklik.segments.language.parsing_reading import under


def check_ways(graph: Graph, at: str) -> Iterator[ConditionFault]:
    """A fault for each step that nobody comes to, and for one step of each circle in which nobody rests.

    A send is no rest: it may be decided at once, and a circle of sends would write without end.
    """
    for name in graph.nodes.keys() - find_reached(graph):
        message = f"nobody can come to “{name}”"
        yield ConditionFault(_place(at, name), GraphFault.UNREACHABLE, message, {"node": name})
    for name in sorted(_find_circling(graph)):
        message = f"“{name}” stands in a circle without a wait"
        yield ConditionFault(_place(at, name), GraphFault.CIRCLE_WITHOUT_WAIT, message, {"node": name})


def find_reached(graph: Graph) -> set[str]:
    """The steps that lie on some way from the start."""
    found: set[str] = set()
    waiting = [graph.start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(way for way in list_ways(graph.nodes[name]) if way is not None)
    return found


def _find_circling(graph: Graph) -> set[str]:
    """Steps from which a walk that never waits comes back to them: what is left when all others are taken.

    Who has no way on, or ways only to those taken away, is taken away too; then the same backwards.
    """
    ways = {
        name: {way for way in list_ways(node) if way is not None and not isinstance(graph.nodes[way], WAITS)}
        for name, node in graph.nodes.items()
        if not isinstance(node, WAITS)
    }
    ways = _without_ends(ways)
    backwards: dict[str, set[str]] = {name: set() for name in ways}
    for name, following in ways.items():
        for way in following:
            backwards[way].add(name)
    return set(_without_ends(backwards))


def _without_ends(ways: dict[str, set[str]]) -> dict[str, set[str]]:
    while ends := {name for name, following in ways.items() if not following}:
        ways = {name: following - ends for name, following in ways.items() if name not in ends}
    return ways


def _place(at: str, name: str) -> str:
    return under(under(at, "nodes"), name)
