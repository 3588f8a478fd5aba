from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice

import pytest

from otklik.demo.history import history_items
from otklik.demo.invoices import InvoiceKind, read_slice
from otklik.demo.standard_events import Properties
from otklik.demo.wire import rfc3339

DAYS = 21
NOW = datetime(2026, 11, 22, 12, 55, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def items() -> list[Properties]:
    return list(history_items(shop_url="http://shop.test/", now=NOW, days=DAYS))


def test_every_real_order_is_told_at_its_moved_minute(items: list[Properties]) -> None:
    orders = [invoice for invoice in read_slice() if invoice.kind is InvoiceKind.ORDER]
    shift = NOW.date() - max(invoice.at.date() for invoice in orders)
    told = {
        properties["order_id"]: (item["timestamp"], properties["amount"])
        for item in items
        if item.get("event") == "$order_completed" and isinstance(properties := item["properties"], dict)
    }
    orders = [order for order in orders if order.at.date() + shift > NOW.date() - timedelta(days=DAYS)]
    assert len(told) == len(orders) > 1_000
    for order in orders:
        at = order.at + timedelta(days=shift.days)
        assert told[order.number] == (rfc3339(at), float(order.amount))


def test_nothing_lies_in_the_future_and_time_runs_forward(items: list[Properties]) -> None:
    times = [str(item["timestamp"]) for item in items]
    assert times == sorted(times)
    assert times[-1] <= rfc3339(NOW)
    assert times[0] >= rfc3339(NOW - timedelta(days=DAYS + 1))
    earlier = NOW.replace(hour=9)
    cut = history_items(shop_url="http://s", now=earlier, days=2)
    assert max(str(item["timestamp"]) for item in cut) <= rfc3339(earlier)


def test_the_same_seed_tells_the_same(items: list[Properties]) -> None:
    again = islice(history_items(shop_url="http://shop.test", now=NOW, days=DAYS), 5_000)
    assert list(again) == items[:5_000]
    other = islice(history_items(shop_url="http://shop.test", now=NOW, seed=2, days=DAYS), 5_000)
    assert list(other) != items[:5_000]


def test_message_ids_are_unique(items: list[Properties]) -> None:
    assert len({item["messageId"] for item in items}) == len(items)


def test_people_are_met_before_they_are_known(items: list[Properties]) -> None:
    """A customer's first word is his identify, on the device that ordered."""
    first: dict[object, Properties] = {}
    for item in items:
        if "userId" in item and item.get("event") not in {"$order_refunded", "$order_cancelled"}:
            first.setdefault(item["userId"], item)
    assert {item["type"] for item in first.values()} == {"identify"}
    assert all("anonymousId" in item for item in first.values())


def test_some_customers_come_on_two_devices(items: list[Properties]) -> None:
    devices: dict[object, set[object]] = defaultdict(set)
    for item in items:
        if "userId" in item and "anonymousId" in item:
            devices[item["userId"]].add(item["anonymousId"])
    counted = Counter(len(known) for known in devices.values())
    assert set(counted) == {1, 2}
    assert counted[2] > 50


def test_returns_name_the_order_they_take_back(items: list[Properties]) -> None:
    told: set[object] = set()
    matched = Counter[bool]()
    for item in items:
        properties = item.get("properties")
        if not isinstance(properties, dict):
            continue
        if item["event" if "event" in item else "type"] == "$order_completed":
            told.add(properties["order_id"])
        if item.get("event") in {"$order_refunded", "$order_cancelled"}:
            amount = properties["amount"]
            assert isinstance(amount, float)
            assert Decimal(repr(amount)) >= 0
            matched[bool(properties["is_matched"])] += 1
            assert properties["is_matched"] == (properties["order_id"] in told)
    assert matched[True] > 80


def test_sources_and_visits_without_an_order(items: list[Properties]) -> None:
    names = Counter(str(item.get("event") or item["type"]) for item in items)
    assert names["page"] > 15_000
    assert names["$cart_viewed"] > names["$order_started"] > names["$order_completed"] > 1_000
    contexts = [item["context"] for item in items if isinstance(item.get("context"), dict)]
    campaigns = Counter(
        str(campaign["source"])
        for context in contexts
        if isinstance(context, dict) and isinstance(campaign := context.get("campaign"), dict)
    )
    assert {"google", "yandex", "facebook", "newsletter", "vk"} <= set(campaigns)
