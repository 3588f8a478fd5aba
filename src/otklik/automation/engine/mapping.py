"""Where people stand after an edit. Pure."""

from otklik.automation.graph.nodes import Graph, list_ways


def find_place(name: str, *, before: Graph | None, after: Graph) -> str | None:
    """The step of `after` for somebody at step `name` of `before`; None when there is none left for him.

    The same step; else where the edit says; else the nearest step behind it that is still there.
    """
    if name in after.nodes:
        return name
    waiting, seen = [name], {name}
    while waiting:
        place = waiting.pop(0)
        if place in after.moved:
            return after.moved[place]
        if place in after.nodes:
            return place
        if before is None or place not in before.nodes:
            continue
        for way in list_ways(before.nodes[place]):
            if way is not None and way not in seen:
                seen.add(way)
                waiting.append(way)
    return None
