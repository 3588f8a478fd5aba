"""Reads when and how fast a mailing goes out, and checks that its steps are those of a mailing."""

from collections.abc import Iterator, Mapping
from typing import Final

from otklik.automation.graph.entries import Mailing, Zone
from otklik.automation.graph.faults import GraphFault
from otklik.automation.graph.limits import MAX_PER_MINUTE
from otklik.automation.graph.nodes import Node, Send, Split
from otklik.automation.graph.reading_parts import read_flag, read_reading, read_whole, read_zone
from otklik.segments.errors import ConditionFault
from otklik.segments.language.parsing_reading import Reading, under

_KEYS: Final = ("at", "zone", "frozen", "per_minute")


def read_mailing(source: object, path: str, reading: Reading) -> Mailing | None:
    """Read `{"at"?, "zone"?, "frozen"?, "per_minute"?}`."""
    fields = reading.fields(source, path, allowed=_KEYS)
    if fields is None:
        return None
    at, speed = fields.get("at"), fields.get("per_minute")
    zone = read_zone(fields.get("zone", Zone.WORKSPACE.value), under(path, "zone"), reading)
    return Mailing(
        read_reading(at, under(path, "at"), reading) if at is not None else None,
        zone or Zone.WORKSPACE,
        read_flag(fields.get("frozen"), under(path, "frozen"), reading),
        read_whole(speed, under(path, "per_minute"), reading, low=1, high=MAX_PER_MINUTE)
        if speed is not None
        else None,
    )


def check_mailing(nodes: Mapping[str, Node], at: str) -> Iterator[ConditionFault]:
    """A fault for each step that a mailing cannot have: it sends one message, or splits people."""
    for name, node in nodes.items():
        goes_on = isinstance(node, Send) and (node.next is not None or node.has_otherwise)
        if goes_on or not isinstance(node, Send | Split):
            message = f"“{name}”: a mailing sends one message and ends; what goes on is a chain"
            place = under(under(at, "nodes"), name)
            yield ConditionFault(place, GraphFault.NOT_IN_MAILING, message, {"node": name})
