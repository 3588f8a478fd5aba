"""No more of a person's past is read than a condition looks at."""

from typing import Any
from zoneinfo import ZoneInfo

from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.needs import EventsNeeded, Needs, find_needs
from otklik.segments.person import fold_writes
from otklik.segments.predicate.history import MarkKind

NOW_MS = 1_790_000_000_000
DAY_MS = 86_400_000


def needs_of(source: Any, **segments: Any) -> Needs:  # noqa: ANN401 - JSON
    members = {int(name[1:]): parse(inner, resolve=AnyNames()) for name, inner in segments.items()}
    condition = parse(source, resolve=AnyNames())
    return find_needs(condition, now_ms=NOW_MS, zone=ZoneInfo("UTC"), members=members)


def test_only_named_events_of_the_widest_window_and_their_keys() -> None:
    found = needs_of(
        {
            "all": [
                {"event": "a", "within": {"last": "P1D"}, "same": "category.name"},
                {"event": "a", "within": {"last": "P7D"}, "where": [{"property": "$url", "op": "set"}]},
                {"not": {"event": "b*", "measure": {"of": "amount", "as": "sum", "op": "gt", "value": 1}}},
                {"sequence": [{"event": "c"}, {"event": "d"}], "during": {"last": "P2D"}},
            ]
        }
    )

    assert set(found.events.values()) == {
        EventsNeeded("a", False, NOW_MS - 7 * DAY_MS, frozenset({"category", "$url"})),
        EventsNeeded("b", True, None, frozenset({"amount"})),
        EventsNeeded("c", False, NOW_MS - 2 * DAY_MS, frozenset()),
        EventsNeeded("d", False, NOW_MS - 2 * DAY_MS, frozenset()),
    }
    assert (found.keys, found.has_fields) == (["amount", "category"], True)
    assert (found.properties, found.marks) == (set(), set())


def test_marks_properties_and_segments_within() -> None:
    found = needs_of(
        {
            "any": [
                {"segment": 1},
                {"subscribed": {"channel": "email", "topic": "news"}},
                {"consent": "tracking"},
            ]
        },
        s1={"any": [{"segment": 2}, {"list": 7}, {"property": "a.b", "op": "set"}]},
        s2={"any": [{"segment": 1}, {"tag": "vip"}]},
    )

    assert found.properties == {"a"}
    assert found.marks == {
        (MarkKind.LIST, "7"),
        (MarkKind.TAG, "vip"),
        (MarkKind.SUBSCRIPTION, "email"),
        (MarkKind.SUBSCRIPTION, "email/news"),
        (MarkKind.CONSENT, "tracking"),
    }


def test_operations_are_folded_into_values() -> None:
    rows = [
        {"property": "n", "place": str(1 << 64 | 5), "op": "add", "value": "2"},
        {"property": "n", "place": str(2 << 64 | 6), "op": "add", "value": "3"},
        {"property": "n", "place": str(2 << 64 | 7), "op": "set_once", "value": "9"},
        {"property": "m", "place": str(3 << 64), "op": "set", "value": '"x"'},
        {"property": "n", "place": str(4 << 64), "op": "delete", "value": ""},
    ]

    told = [(write.property, write.ts_ms, write.pos, write.value) for write in fold_writes(rows)]

    assert told == [("n", 1, 5, 2), ("n", 2, 6, 5), ("n", 2, 7, 5), ("m", 3, 0, "x"), ("n", 4, 0, None)]
