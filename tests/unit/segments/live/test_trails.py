"""What a track sees of a trail is what it took, whichever other tracks lie in it."""

from hypothesis import given
from hypothesis import strategies as st

from otklik.segments.language.conditions import Selector
from otklik.segments.live.tracks import Track
from otklik.segments.live.trails import TRACKS, Layout, Trail

NAMES = ("looked", "bought")
VALUES = (None, ("price",), ("weight",))
REACH_MS = 1_000
tracks = st.builds(
    lambda name, of, reach_ms, is_counted, has_places: Track(
        Selector(name), of, reach_ms, is_counted, has_places
    ),
    st.sampled_from(NAMES),
    st.sampled_from(VALUES),
    st.sampled_from((0, REACH_MS // 2, REACH_MS, None)),
    st.booleans(),
    st.booleans(),
)
moments = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3 * REACH_MS)), max_size=60)


@given(st.data(), st.lists(tracks, min_size=1, max_size=6), moments)
def test_each_track_sees_what_it_took(
    data: st.DataObject, asked: list[Track], happened: list[tuple[int, int]]
) -> None:
    """The past comes in any order, while time goes on by up to forty at an event."""
    layout, trails = Layout(asked), dict[int, Trail]()
    took: list[list[tuple[int, int, int]]] = [[] for _ in asked]
    now_ms = 3 * REACH_MS
    for pos, (passed_ms, ago_ms) in enumerate(happened):
        now_ms += passed_ms
        at_ms = now_ms - ago_ms
        name = data.draw(st.sampled_from(NAMES))
        numbers = [number for number, track in enumerate(asked) if track.selector.name == name]
        chosen = data.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
        worth: dict[tuple[str, ...], int] = {of: data.draw(st.integers(-5, 5)) for of in VALUES if of}
        taken = [(number, worth.get(asked[number].of or (), 0)) for number in sorted(chosen)]
        for number, figure in taken:
            took[number].append((at_ms, pos, figure))
        for row in layout.make_rows(taken, at_ms=at_ms, pos=pos):
            plan = layout.plans[row[0]]
            trails.setdefault(row[0], Trail()).add(row, plan=plan, now_ms=now_ms)
    for number, track in enumerate(asked):
        slot = layout.slots[number]
        trail = trails.get(slot.trail)
        run = None if trail is None else trail.run(slot)
        seen = [] if run is None else [*run.times]
        rows = sorted(took[number])
        reached = [row for row in rows if track.reach_ms is None or row[0] >= now_ms - track.reach_ms]
        assert seen[len(seen) - len(reached) :] == [at_ms for at_ms, _, _ in reached]
        if run is None:
            assert not reached
            assert not rows or not track.is_counted
            continue
        if run.figures is not None:
            last = [*run.figures][len(seen) - len(reached) :]
            # Without places those of one moment lie in any order.
            assert sorted(zip(seen[len(seen) - len(reached) :], last, strict=True)) == sorted(
                (at_ms, figure) for at_ms, _, figure in reached
            )
        if track.has_places and reached:
            assert run.places is not None
            assert [*run.places][len(seen) - len(reached) :] == [pos for _, pos, _ in reached]
        if track.is_counted or track.reach_ms is None:
            assert len(seen) + run.older == len(rows)
            assert run.figures is None or sum(run.figures) + run.older_sum == sum(row[2] for row in rows)


def test_a_name_of_which_much_is_asked_has_several_trails() -> None:
    many = [Track(Selector("looked", where=()), (f"v{number}",)) for number in range(TRACKS + 1)]
    layout = Layout(many)
    rows = layout.make_rows([(0, 7), (TRACKS - 1, 8), (TRACKS, 9)], at_ms=5, pos=1)
    assert [(trail, mask) for trail, _, _, mask, _ in rows] == [(0, 1 | 1 << (TRACKS - 1)), (1, 1)]
    trail = Trail()
    trail.add(rows[0], plan=layout.plans[0], now_ms=5)
    seen = {number: trail.run(slot) for number, slot in enumerate(layout.slots) if slot.trail == 0}
    assert {number: run.figures for number, run in seen.items() if run is not None} == {
        0: [7],
        TRACKS - 1: [8],
    }
