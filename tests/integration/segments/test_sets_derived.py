"""Properties that follow from events, at any moment of the past."""

import uuid
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import Servers
from tests.integration.segments.sets_store import SetsStore, Someone

from otklik.profiles.properties import OwnWrite
from otklik.segments.language.conditions import Comparison, Op, PropertyIs
from otklik.segments.language.names import FROM_EVENTS
from otklik.segments.predicate.history import Event
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_derived, compile_members

BEGIN_MS = 1_772_323_200_000
"""1 March 2026, midnight of UTC."""
FIRST = {"utm_source": "yandex", "yclid": "77", "language": "ru-RU", "time_zone": "Europe/Moscow"}
SECOND = {"utm_source": "google", "language": ""}
EVENTS = (
    (0, Event("$message_sent", BEGIN_MS - 5, 1)),
    (0, Event("$session_started", BEGIN_MS, 2, FIRST)),
    (0, Event("$page_viewed", BEGIN_MS + 10, 3, {}, {"country": "RU", "city": "Тверь"})),
    (1, Event("$session_started", BEGIN_MS + 20, 4, SECOND)),
    (1, Event("$page_viewed", BEGIN_MS + 20, 5, {}, {"country": "KZ"})),
    (1, Event("$page_viewed", BEGIN_MS + 30, 6)),
    (0, Event("$order_completed", BEGIN_MS + 91, 9, {"order_id": "a", "amount": 100.5, "status": "new"})),
    (1, Event("$order_paid", BEGIN_MS + 92, 10, {"order_id": "a"})),
    (1, Event("$order_completed", BEGIN_MS + 93, 11, {"order_id": "b", "amount": "50"})),
    (0, Event("$order_refunded", BEGIN_MS + 95, 12, {"order_id": "b", "amount": 20})),
    (0, Event("$order_cancelled", BEGIN_MS + 97, 13, {"order_id": "a"})),
)
NEVER = None
SEEN: list[tuple[int, dict[str, Any]]] = [
    (-1, {"$first_seen": "2026-02-28T23:59:59.995Z", "$sessions_count": 0, "$city": NEVER}),
    (10, {"$first_seen": "2026-03-01T00:00:00.000Z", "$last_seen": "2026-03-01T00:00:00.010Z"}),
    (10, {"$sessions_count": 1, "$pages_count": 1, "$country": "RU", "$city": "Тверь", "$language": "ru-RU"}),
    (10, {"$last_utm_source": "yandex", "$time_zone": "Europe/Moscow", "$yclid": "77", "$gclid": NEVER}),
    (40, {"$last_seen": "2026-03-01T00:00:00.030Z", "$sessions_count": 2, "$pages_count": 3}),
    (40, {"$country": "KZ", "$city": NEVER, "$language": NEVER, "$yclid": "77"}),
    (40, {"$initial_utm_source": "yandex", "$last_utm_source": "google", "$last_utm_medium": NEVER}),
    (60, {"$last_utm_source": "mine", "$initial_utm_source": "yandex"}),
    (80, {"$last_utm_source": "google", "$orders_count": NEVER, "$revenue": NEVER}),
    (91, {"$orders_count": 1, "$revenue": 100.5, "$paid_orders_count": NEVER, "$last_order_status": "new"}),
    (94, {"$orders_count": 2, "$revenue": 150.5, "$paid_orders_count": 1, "$average_cheque": 75.25}),
    (94, {"$last_order_at": "2026-03-01T00:00:00.093Z", "$last_payment": 100.5}),
    (96, {"$revenue": 130.5, "$last_order_status": "refunded"}),
    (98, {"$orders_count": 1, "$revenue": 30, "$last_order_status": "cancelled", "$average_cheque": 30}),
]


@pytest.fixture(scope="module")
def store(servers: Servers) -> Iterator[SetsStore]:
    opened = SetsStore(servers.clickhouse.url, f"sets_{uuid.uuid4().hex[:16]}")
    writes = (
        (0, OwnWrite(BEGIN_MS + 50, 7, 0, "set", "mine", "", "test", ""), "$last_utm_source"),
        (1, OwnWrite(BEGIN_MS + 70, 8, 0, "delete", None, "", "test", ""), "$last_utm_source"),
    )
    opened.add(1, [Someone((11, 12), EVENTS, writes), Someone((21,), (), writes[:1])])
    yield opened
    opened.close()


@pytest.mark.parametrize("is_present", [False, True])
def test_what_follows_from_events_has_a_past(store: SetsStore, *, is_present: bool) -> None:
    """What the site set wins while it stands; of who has no events nothing follows."""
    for after_ms, expected in SEEN[-1:] if is_present else SEEN:
        asked = Asked(workspace_id=1, now_ms=BEGIN_MS + after_ms, is_present=is_present, zone=ZoneInfo("UTC"))
        for name, value in expected.items():
            test = Comparison((name,), Op.UNSET) if value is None else Comparison((name,), Op.EQ, value)
            found = {row["person"] for row in store.ask(compile_members(PropertyIs(test), asked), 1)}
            assert 11 in found, (after_ms, name, value)
            is_unset_of_other = value is None and after_ms >= 50
            assert (21 in found) is (is_unset_of_other or (value == "mine" and after_ms >= 50))


def test_derived_values_can_be_shown_as_of_then(store: SetsStore) -> None:
    asked = Asked(workspace_id=1, now_ms=BEGIN_MS + 40, is_present=False, zone=ZoneInfo("UTC"))
    rows = store.ask(compile_derived(["$country", "$sessions_count", "$orders_count", "plan"], asked), 1)
    assert rows == [
        {"person": 11, "derived": {"$country": '"KZ"', "$orders_count": "", "$sessions_count": "2"}}
    ]


def test_all_that_follows_from_events_is_counted(store: SetsStore) -> None:
    asked = Asked(workspace_id=1, now_ms=BEGIN_MS + 40, is_present=False, zone=ZoneInfo("UTC"))
    (row,) = store.ask(compile_derived(FROM_EVENTS, asked), 1)
    assert row["derived"].keys() == FROM_EVENTS
