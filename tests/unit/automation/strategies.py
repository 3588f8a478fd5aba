"""Random scenarios without faults, and what happens to somebody in them."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st

HOUR_MS: Final = 3_600_000
NAMES: Final = ("left", "bought", "looked", "replied")
WAITS: Final = ("for", "until", "best", "events")
DURATIONS: Final = ("PT1H", "PT7M", "P1D", "PT30S")


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Steps lead to later ones, to the end, or back to a wait; who is not reached is left out."""
    count = draw(st.integers(1, 8))
    kinds = [
        draw(st.sampled_from((*WAITS, "send", "ask", "split", "tag", "edit", "score", "handover", "exit")))
        for _ in range(count)
    ]
    waits = [f"n{number}" for number, kind in enumerate(kinds) if kind in WAITS]

    def way(number: int) -> str | None:
        later = [f"n{each}" for each in range(number + 1, count)]
        return draw(st.sampled_from([*later, *waits, None]))

    nodes = {f"n{number}": draw(_node(kind, partial(way, number))) for number, kind in enumerate(kinds)}
    trigger: dict[str, Any] = {"event": "go"}
    if draw(st.booleans()):
        trigger |= {"after": draw(st.sampled_from(DURATIONS)), "unless": [{"event": "looked"}]}
    leaving = {"condition": {"tag": "gone"}} if draw(st.booleans()) else {}
    return {
        "entry": {"triggers": [trigger], "repeat": "always"},
        "exit": {"events": [{"event": "left"}], **leaving},
        "start": "n0",
        "nodes": _reached(nodes),
    }


@st.composite
def _node(draw: st.DrawFn, kind: str, way: Callable[[], str | None]) -> dict[str, Any]:  # noqa: C901, PLR0911 - one a kind
    match kind:
        case "for":
            return {"wait": {"for": draw(st.sampled_from(DURATIONS))}, "next": way()}
        case "until":
            days = sorted(draw(st.sets(st.integers(1, 7), min_size=1)))
            hour = draw(st.integers(0, 23))
            return {"wait": {"until": f"{hour:02}:30", "days": days}, "next": way()}
        case "best":
            return {"wait": {"until": "best_hour"}, "next": way()}
        case "events":
            events = [{"event": draw(st.sampled_from(NAMES[1:]))}]
            at_most = draw(st.sampled_from(DURATIONS))
            wait = {"events": events, "at_most": at_most}
            return {"wait": wait, "next": way(), "otherwise": way()}
        case "send":
            other = {"otherwise": way()} if draw(st.booleans()) else {}
            return {"send": {"channel": "email", "content_id": 1}, "next": way(), **other}
        case "ask":
            return {"condition": {"tag": "vip"}, "next": way(), "otherwise": way()}
        case "split":
            weights = [draw(st.integers(0, 3)), draw(st.integers(1, 3))]
            arms = [{"arm": f"a{n}", "weight": weight, "next": way()} for n, weight in enumerate(weights)]
            return {"split": arms}
        case "tag":
            return {"tag": {"add": "seen"}, "next": way()}
        case "score":
            return {"score": {"add": 5}, "next": way()}
        case "handover":
            return {"handover": {"note": "Call"}, "next": way()}
        case "edit":
            return {"property": [{"op": "add", "property": "steps", "value": 1}], "next": way()}
        case _:
            return {"exit": "enough"}


def _reached(nodes: dict[str, Any]) -> dict[str, Any]:
    found: set[str] = set()
    waiting: list[str | None] = ["n0"]
    while waiting:
        name = waiting.pop()
        if name is None or name in found:
            continue
        found.add(name)
        node = nodes[name]
        waiting += [node.get("next"), node.get("otherwise"), *(arm["next"] for arm in node.get("split", ()))]
    return {name: node for name, node in nodes.items() if name in found}
