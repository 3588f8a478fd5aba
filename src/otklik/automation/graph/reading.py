"""Reads the JSON of a scenario into its graph, or tells every fault with its path.

Its parts: `entry` (triggers, audience, repeat), `exit` (what ends a run), `start` (the first step),
`nodes` (steps by name), `moved` (where people of vanished steps go), `layout` (the editor's own).
"""

from collections.abc import Mapping

import msgspec

from otklik.automation.graph.checking import check_ways
from otklik.automation.graph.entries import Exit
from otklik.automation.graph.faults import GraphError, GraphFault
from otklik.automation.graph.limits import MAX_NAME_CHARS, MAX_NODES, MAX_SOURCE_BYTES
from otklik.automation.graph.nodes import Graph, Node
from otklik.automation.graph.reading_entry import read_entry
from otklik.automation.graph.reading_mailing import check_mailing
from otklik.automation.graph.reading_nodes import read_node
from otklik.automation.graph.reading_parts import read_condition, read_flag, read_selectors
from otklik.segments.errors import ConditionFault, FaultCode
from otklik.segments.language.conditions import Selector
from otklik.segments.language.names import Resolver
from otklik.segments.language.parsing_reading import Reading, show, under

_KEYS = ("entry", "exit", "start", "nodes", "moved", "layout")


def read_graph(source: object, *, resolve: Resolver, at: str = "") -> Graph:
    """Read `source`, decoded JSON, into a graph; `at` is where it stands in the request ("graph").

    `layout` is the editor's own and is not looked into. Raises GraphError with every fault found.
    """
    reading = Reading(resolve)
    graph = None
    if len(msgspec.json.encode(source)) > MAX_SOURCE_BYTES:
        message = f"a scenario has at most {MAX_SOURCE_BYTES} bytes as JSON"
        reading.fault(at, FaultCode.TOO_BIG, message, limit=MAX_SOURCE_BYTES)
    else:
        graph = _read(source, at, reading)
    if graph is not None and not reading.faults:
        reading.faults.extend(check_ways(graph, at))
        if graph.entry.mailing is not None:
            reading.faults.extend(check_mailing(graph.nodes, at))
    if graph is None or reading.faults:
        raise GraphError(reading.faults)
    return graph


def _read(source: object, at: str, reading: Reading) -> Graph | None:
    fields = reading.fields(source, at, allowed=_KEYS, required=("entry", "start", "nodes"))
    if fields is None:
        return None
    nodes = _read_nodes(fields.get("nodes"), under(at, "nodes"), reading)
    entry = read_entry(fields.get("entry", {}), under(at, "entry"), reading)
    start = _read_start(fields.get("start"), nodes, under(at, "start"), reading)
    leaving = _read_exit(fields.get("exit"), under(at, "exit"), reading)
    moved = _read_moved(fields.get("moved"), nodes, under(at, "moved"), reading)
    if entry is None or reading.faults:
        return None
    return Graph(entry, start, nodes, leaving, moved)


def _read_nodes(source: object, path: str, reading: Reading) -> dict[str, Node]:
    if not isinstance(source, dict):
        if source is not None:
            reading.expected(path, "an object of nodes by their names", source)
        return {}
    if not source:
        reading.fault(path, FaultCode.EMPTY, "a scenario has at least one step")
    if len(source) > MAX_NODES:
        reading.fault(path, FaultCode.TOO_MANY, f"a scenario has at most {MAX_NODES} steps", limit=MAX_NODES)
        return {}
    found: dict[str, Node] = {}
    for name, each in source.items():
        place = under(path, name)
        if not name or len(name) > MAX_NAME_CHARS or not name.replace("_", "a").replace("-", "a").isalnum():
            message = f"a step's name has 1 to {MAX_NAME_CHARS} letters, digits, “-” and “_”"
            reading.fault(place, FaultCode.BAD_TEXT, message)
        node = read_node(each, place, reading, names=source.keys())
        if node is not None:
            found[name] = node
    return found


def _read_start(value: object, nodes: Mapping[str, Node], path: str, reading: Reading) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        reading.expected(path, "the name of a step", value)
        return ""
    if nodes and value not in nodes:
        _no_node(path, value, reading)
    return value


def _read_exit(source: object, path: str, reading: Reading) -> Exit:
    if source is None:
        return Exit()
    fields = reading.fields(source, path, allowed=("events", "condition", "goal"))
    if fields is None:
        return Exit()
    events: tuple[Selector, ...] = ()
    if "events" in fields:
        events = read_selectors(fields["events"], under(path, "events"), reading)
    asked = fields.get("condition")
    condition = read_condition(asked, under(path, "condition"), reading) if asked is not None else None
    return Exit(events, condition, by_goal=read_flag(fields.get("goal"), under(path, "goal"), reading))


def _read_moved(source: object, nodes: Mapping[str, Node], path: str, reading: Reading) -> dict[str, str]:
    if source is None:
        return {}
    if not isinstance(source, dict):
        reading.expected(path, "an object: vanished step → step", source)
        return {}
    found: dict[str, str] = {}
    for old, new in source.items():
        place = under(path, old)
        if old in nodes:
            message = f"“{old}” is still there, so nobody has to move"
            reading.faults.append(ConditionFault(place, GraphFault.STILL_THERE, message, {"node": old}))
        elif not isinstance(new, str):
            reading.expected(place, "the name of a step", new)
        elif nodes and new not in nodes:
            _no_node(place, new, reading)
        else:
            found[old] = new
    return found


def _no_node(path: str, name: str, reading: Reading) -> None:
    message = f"there is no step {show(name)}"
    reading.faults.append(ConditionFault(path, GraphFault.UNKNOWN_NODE, message, {"node": name[:60]}))
