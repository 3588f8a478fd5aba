"""Graphs for tests, as a marketer's editor would save them."""

from collections.abc import Mapping
from typing import Any

from otklik.automation.graph.nodes import Graph
from otklik.automation.graph.reading import read_graph
from otklik.segments.language.names import AnyNames

CART: dict[str, Any] = {
    "entry": {"triggers": [{"event": "$cart_viewed"}], "repeat": {"every": "P7D"}},
    "exit": {"events": [{"event": "$order_completed"}]},
    "start": "hour",
    "nodes": {
        "hour": {"wait": {"for": "PT1H"}, "next": "first"},
        "first": {"send": {"channel": "email", "content_id": 1}, "next": "day"},
        "day": {"wait": {"for": "P1D"}, "next": "dear"},
        "dear": {
            "condition": {"property": "$cart_amount", "op": "gt", "value": 20000},
            "next": "second",
            "otherwise": "last",
        },
        "second": {"send": {"channel": "email", "content_id": 2}, "next": "last"},
        "last": {"wait": {"for": "P2D"}, "next": "third"},
        "third": {"send": {"channel": "email", "content_id": 3}},
    },
}


def simple(nodes: Mapping[str, Any], **others: object) -> dict[str, Any]:
    """A scenario that begins with the event `go` and the first of `nodes`."""
    entry = {"triggers": [{"event": "go"}], "repeat": "always"}
    return {"entry": entry, "start": next(iter(nodes)), "nodes": dict(nodes), **others}


def read(source: object) -> Graph:
    """The graph of a source without faults."""
    return read_graph(source, resolve=AnyNames())
