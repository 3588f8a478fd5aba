"""Segments that name other segments: who needs whom, and what may not be. Pure.

A segment in a condition is its condition, so a circle would have no meaning, and a long chain is a long
condition: both are refused when a filter is saved.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from otklik.kit.errors import Fault
from otklik.segments.errors import ConditionFault, FaultCode
from otklik.segments.language.parsing_reading import item, under

MAX_CHAIN: Final = 5
"""Segments that may stand in one another, the asked one counted."""
MAX_REACHED: Final = 30
"""Other segments that one condition may lead to, however far."""


@dataclass(frozen=True, slots=True)
class SegmentNode:
    """A segment as the graph sees it.

    `is_part`: of a score, stages or RFM, which nobody may name; `reads_computed`: its own condition asks for
    one of these.
    """

    id: int
    name: str
    depends_on: tuple[int, ...]
    is_part: bool = False
    reads_computed: bool = False


Graph = Mapping[int, SegmentNode]


def find_named(source: object, at: str) -> Iterator[tuple[str, int]]:
    """(path, segment id) of each `{"segment": id}` of a condition's JSON that parses."""
    waiting: list[tuple[str, object]] = [(at, source)]
    while waiting:
        path, node = waiting.pop()
        if not isinstance(node, dict):
            continue
        if "segment" in node:
            yield under(path, "segment"), node["segment"]
        for kind in ("all", "any"):
            parts = node.get(kind)
            if isinstance(parts, list):
                waiting.extend((item(under(path, kind), number), part) for number, part in enumerate(parts))
        if "not" in node:
            waiting.append((under(path, "not"), node["not"]))


def check_dependencies(
    named: Iterable[tuple[str, int]], *, graph: Graph, of: int | None = None, name: str = ""
) -> list[Fault]:
    """What is wrong with naming these segments in the condition of segment `of` (None: of no segment yet).

    `graph` knows them all; `name` is what `of` is called, for the chain that a circle's fault tells.
    """
    faults: list[Fault] = []
    reached: set[int] = set()
    for path, segment in named:
        if of is not None and (chain := _find_chain(segment, of, graph)):
            faults.append(_cycle(path, [name, *(graph[each].name for each in chain[:-1]), name]))
            continue
        reached |= reach([segment], graph)
        if (length := _longest(segment, graph) + 1) > MAX_CHAIN:
            message = f"segments stand at most {MAX_CHAIN} in one another, here {length}"
            faults.append(ConditionFault(path, FaultCode.TOO_DEEP, message, {"limit": MAX_CHAIN}))
    if len(reached) > MAX_REACHED and not faults:
        message = f"a condition leads to at most {MAX_REACHED} segments, here {len(reached)}"
        faults.append(ConditionFault("filter", FaultCode.TOO_MANY, message, {"limit": MAX_REACHED}))
    return faults


def reach(segments: Iterable[int], graph: Graph) -> set[int]:
    """These segments and all that their conditions lead to."""
    found: set[int] = set()
    waiting = list(segments)
    while waiting:
        segment = waiting.pop()
        if segment not in found and segment in graph:
            found.add(segment)
            waiting.extend(graph[segment].depends_on)
    return found


def list_dependents(segment: int, graph: Graph) -> set[int]:
    """All segments whose condition leads to this one, itself not among them."""
    found: set[int] = set()
    waiting = [segment]
    while waiting:
        needed = waiting.pop()
        new = {node.id for node in graph.values() if needed in node.depends_on} - found
        found |= new
        waiting.extend(new)
    return found - {segment}


def check_dependents(of: int, *, graph: Graph, at: str) -> list[Fault]:
    """What an edit of `of`, already in `graph`, makes wrong for the segments that need it."""
    for segment in sorted(list_dependents(of, graph)):
        length = _longest(segment, graph)
        if length > MAX_CHAIN or len(reach(graph[segment].depends_on, graph)) > MAX_REACHED:
            message = f"“{graph[segment].name}”, which needs this segment, would become too big"
            fault = ConditionFault(at, FaultCode.TOO_DEEP, message, {"segment": graph[segment].name})
            return [fault]
    return []


def _find_chain(start: int, goal: int, graph: Graph) -> list[int] | None:
    """Segments from `start` to `goal`, each naming the next; None when none leads there."""
    came_from: dict[int, int | None] = {start: None}
    waiting = [start]
    while waiting:
        segment = waiting.pop()
        if segment == goal:
            chain = [segment]
            while (before := came_from[chain[-1]]) is not None:
                chain.append(before)
            return chain[::-1]
        for needed in graph[segment].depends_on if segment in graph else ():
            if needed not in came_from:
                came_from[needed] = segment
                waiting.append(needed)
    return None


def _cycle(path: str, names: list[str]) -> Fault:
    chain = " → ".join(names)
    message = f"the segment would depend on itself: {chain}"
    return ConditionFault(path, FaultCode.CYCLE, message, {"chain": chain})


def _longest(segment: int, graph: Graph) -> int:
    """How many segments the longest chain from this one has, itself counted; the graph has no circle."""
    lengths: dict[int, int] = {}
    waiting = [segment]
    while waiting:
        current = waiting[-1]
        needed = graph[current].depends_on if current in graph else ()
        unknown = [each for each in needed if each not in lengths]
        if unknown:
            waiting.extend(unknown)
        else:
            lengths[current] = 1 + max((lengths[each] for each in needed), default=0)
            waiting.pop()
    return lengths[segment]
