"""The engine says of any scenario and any events what a plain reading of the graph says."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.automation.driving import Drive
from tests.unit.automation.graphs import read
from tests.unit.automation.plain import DAY_MS, Reader, World
from tests.unit.automation.strategies import NAMES, scenarios

from otklik.kit.ids import derive_id
from otklik.segments.predicate.history import Event

BEGAN = 1_770_000_000_123
UNTIL = BEGAN + 6 * DAY_MS
EVENTS = st.lists(st.tuples(st.integers(0, 6 * DAY_MS // 1_000), st.sampled_from(NAMES)), max_size=12)


def make_world(happened: list[tuple[int, str]], seed: int) -> World:
    """Odd milliseconds, so that nothing happens at the moment of something else."""
    events = [
        Event(name, BEGAN + second * 1_000 + 511 + place, place)
        for place, (second, name) in enumerate(sorted(happened))
    ]
    return World(
        events,
        send=lambda name, visit: (derive_id(seed, name, visit) % 40_000 + 17, derive_id(visit, seed) % 3 > 0),
        holds=lambda name, at: derive_id(seed, name, at) % 2 == 0,
        leaves=lambda name, at: derive_id("leave", seed, name, at) % 5 == 0,
        best=lambda name, at: at + derive_id("best", seed, name, at) % DAY_MS // 1_000 * 1_000 + 1_000,
    )


@settings(max_examples=60)
@given(source=scenarios(), happened=EVENTS, seed=st.integers(0, 1_000))
def test_the_engine_says_what_a_plain_reading_says(
    source: dict[str, Any], happened: list[tuple[int, str]], seed: int
) -> None:
    graph = read(source)
    world = make_world(happened, seed)
    told = Drive(graph, world, began_ms=BEGAN).until(UNTIL)
    assert told == Reader(graph, world, UNTIL).read(BEGAN)
