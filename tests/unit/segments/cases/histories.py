"""Random pasts for the laws of the evaluators: late arrivals, equal times, exact edges, changes of type."""

from hypothesis import strategies as st
from tests.unit.segments.strategies import DATES, DAY_MS, EVENTS, FIELDS, NOW_MS, PROPERTIES, TEXTS

from otklik.segments.language.values import Json
from otklik.segments.predicate.history import Event, Mark, MarkKind, Past, Write
from otklik.segments.predicate.selecting import STORED_FIELDS

STEPS_MS = (0, 1, 1_000, 3_600_000, DAY_MS, 7 * DAY_MS, 30 * DAY_MS)
"""Distances that the durations of the strategies have too, so that edges are met exactly."""

json_values: st.SearchStrategy[Json] = st.one_of(
    st.none(),
    st.sampled_from(("", 0, False, True, [], {}, 5, 5.0, "5", "5.0", 0.1, -1, 2**53 + 1)),
    st.sampled_from(TEXTS),
    st.sampled_from(DATES),
    st.lists(st.sampled_from((5, "5", "x", True, None)), max_size=3),
    st.fixed_dictionaries({"city": st.sampled_from(TEXTS)}),
)
_names = st.sampled_from(sorted({path[0] for path in PROPERTIES}))
_properties = st.dictionaries(_names, json_values, max_size=3)
stored_fields: st.SearchStrategy[dict[str, Json]] = st.dictionaries(
    st.sampled_from([STORED_FIELDS[path[0]] for path in FIELDS]),
    st.sampled_from((*TEXTS, *DATES, "", "null", "https://shop.example/?q=food", "İ")),
    max_size=3,
)


@st.composite
def moments(draw: st.DrawFn) -> int:
    """Times that often fall together, and on the edges of windows that end at NOW_MS."""
    steps = draw(st.lists(st.sampled_from(STEPS_MS), max_size=3))
    shift = draw(st.sampled_from((-1, 0, 0, 0, 1, DAY_MS)))
    return NOW_MS - sum(steps) + shift


@st.composite
def pasts(draw: st.DrawFn, size: int = 12) -> Past:
    """A past of up to `size` events and as many writes, in the log's order, which is not that of time."""
    places = iter(range(1, 10_000))
    events = [
        Event(
            draw(st.sampled_from(EVENTS)),
            draw(moments()),
            next(places),
            draw(_properties),
            draw(stored_fields),
        )
        for _ in range(draw(st.integers(0, size)))
    ]
    writes = [
        Write(draw(_names), draw(moments()), next(places), draw(json_values))
        for _ in range(draw(st.integers(0, size)))
    ]
    keys = (
        (MarkKind.TAG, "vip"),
        (MarkKind.LIST, "1"),
        (MarkKind.SUBSCRIPTION, "email"),
        (MarkKind.SUBSCRIPTION, "email/news"),
        (MarkKind.CONSENT, "advertising"),
    )
    marks = [
        Mark(*draw(st.sampled_from(keys)), draw(moments()), next(places), draw(st.booleans()))
        for _ in range(draw(st.integers(0, 4)))
    ]
    facts = [Write(write.property, write.ts_ms, next(places), draw(json_values)) for write in writes[:1]]
    return Past(tuple(events), tuple(writes), tuple(facts), tuple(marks))
