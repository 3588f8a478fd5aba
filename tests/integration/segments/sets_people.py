"""Random people of several homes: late arrivals, equal times, exact edges, operations, changes of type."""

from hypothesis import strategies as st
from tests.integration.segments.sets_store import Someone
from tests.unit.segments.cases.histories import json_values, moments, stored_fields
from tests.unit.segments.strategies import EVENTS, PROPERTIES

from otklik.profiles.properties import OwnWrite, is_unset
from otklik.segments.language.values import Json
from otklik.segments.predicate.history import Event, Mark, MarkKind

NAMES = sorted({path[0] for path in PROPERTIES})
MARKS = (
    (MarkKind.TAG, "vip"),
    (MarkKind.TAG, "опт"),
    (MarkKind.LIST, "1"),
    (MarkKind.LIST, "2"),
    (MarkKind.SUBSCRIPTION, "email"),
    (MarkKind.SUBSCRIPTION, "email/news"),
    (MarkKind.SUBSCRIPTION, "sms/news"),
    (MarkKind.CONSENT, "advertising"),
)
_names = st.sampled_from(NAMES)
_properties = st.dictionaries(_names, json_values, max_size=3)
_homes = st.sampled_from((1, 1, 2, 3))
_steps = st.sampled_from((1, -2, 0.1, 0.2, "5", "x", True, 10**12))
_items = st.sampled_from((5, "5", "x", True, [5, "x"], ["x", "y", None], []))
_operations: st.SearchStrategy[tuple[str, Json]] = st.one_of(
    *[st.tuples(st.just("set"), json_values)] * 4,
    st.tuples(st.just("set_once"), json_values),
    st.tuples(st.just("add"), _steps),
    st.tuples(st.sampled_from(("append", "union", "exclude")), _items),
)


@st.composite
def people(draw: st.DrawFn, size: int = 8) -> Someone:
    """Somebody with up to `size` events and as many writes, at one to three homes numbered from 1."""
    homes = draw(_homes)
    places = iter(range(1, 10_000))
    at_home = st.integers(0, homes - 1)
    events = [
        (
            draw(at_home),
            Event(
                draw(st.sampled_from(EVENTS)),
                draw(moments()),
                next(places),
                draw(_properties),
                draw(stored_fields),
            ),
        )
        for _ in range(draw(st.integers(0, size)))
    ]
    has_operations = draw(st.booleans())
    writes = []
    for _ in range(draw(st.integers(0, size))):
        op, value = draw(_operations) if has_operations else ("set", draw(json_values))
        if op == "set" and is_unset(value):
            op, value = "delete", None
        write = OwnWrite(draw(moments()), next(places), 0, op, value, "", "test", "")
        writes.append((draw(at_home), write, draw(_names)))
    marks = [
        (
            draw(at_home),
            Mark(*draw(st.sampled_from(MARKS)), draw(moments()), next(places), draw(st.booleans())),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    return Someone(tuple(range(1, homes + 1)), tuple(events), tuple(writes), tuple(marks))
