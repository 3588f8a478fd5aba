from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.integration.events.store import START, Store, make_event

from otklik.events.contracts import NOT_HIS, BatchSummary, WorkspaceSummary
from otklik.events.facts import Facts
from otklik.events.facts_people import CHUNK
from otklik.events.prepared import API_LANE, LANE_SHIFT, encode_rows
from otklik.events.rows import EventRow
from otklik.infra.engines import Engines
from otklik.profiles.shop import RECENT

ANN, ANNS_PHONE, BOB = 101, 102, 103


@pytest.fixture
def store(engines: Engines) -> Store:
    return Store(engines, workspace_id=1)


async def _people(engines: Engines) -> dict[int, Mapping[str, Any]]:
    rows = await engines.clickhouse.query(
        "SELECT * FROM people FINAL WHERE workspace_id = {workspace_id:UInt32} AND is_deleted = 0",
        workspace_id=1,
        comment="test",
    )
    return {row["person"]: row for row in rows}


async def _count(engines: Engines, *people: int) -> dict[int, Mapping[str, Any]]:
    await Facts(engines).count_people((1, person) for person in people)
    return await _people(engines)


async def test_facts_follow_from_events(engines: Engines, store: Store) -> None:
    first = {"referrer": "https://ya.ru/", "utm_source": "ad", "channel_kind": "context_ads", "yclid": "y1"}
    last = {"channel_kind": "direct", "language": "ru-RU", "time_zone": "Asia/Omsk"}
    place: dict[str, Any] = {
        "country": "RU",
        "city": "Омск",
        "browser": "Firefox",
        "os": "Linux",
        "device_type": "desktop",
    }
    await store.add(
        make_event(BOB, "$session_started", properties=first),
        make_event(BOB, "$page_viewed", url="https://a.example/1"),
        make_event(BOB, "$page_left", at_s=5, properties={"active_ms": 4000}),
        make_event(BOB, "$session_started", at_s=9000, properties=last, **place),
        make_event(BOB, "$page_viewed", at_s=9000, url="https://a.example/2", **place),
        make_event(BOB, "$page_left", at_s=9010, properties={"active_ms": 6000}),
        *(make_event(BOB, name, at_s=99_999, source="api") for name in sorted(NOT_HIS)),
    )
    row = (await _count(engines, BOB))[BOB]
    assert (row["first_seen"], row["last_seen"]) == (START, START + timedelta(seconds=9010))
    assert row["events_count"] == 6 + len(NOT_HIS)
    assert (row["pages_count"], row["sessions_count"], row["active_ms"]) == (2, 2, 10_000)
    assert (row["country"], row["city"], row["browser"]) == ("RU", "Омск", "Firefox")
    assert (row["language"], row["time_zone"]) == ("ru-RU", "Asia/Omsk")
    assert row["last_url"] == "https://a.example/2"
    assert msgspec.json.decode(row["initial_source"]) == {
        "referrer": "https://ya.ru/",
        "utm_source": "ad",
        "channel_kind": "context_ads",
    }
    assert msgspec.json.decode(row["last_source"]) == {"channel_kind": "direct", "$yclid": "y1"}
    assert (row["stage"], row["orders_count"], row["revenue"]) == ("visitor", 0, Decimal(0))


async def test_homes_count_under_their_root_and_again_apart(engines: Engines, store: Store) -> None:
    await store.add(
        make_event(ANN, "$page_viewed"), make_event(ANNS_PHONE, "$page_viewed", at_s=60), make_event(BOB, "x")
    )
    await store.add_profile(ANN, user_id="7")
    await store.add_profile(ANNS_PHONE)
    apart = await _count(engines, ANN, ANNS_PHONE, BOB)
    assert {person: row["pages_count"] for person, row in apart.items()} == {ANN: 1, ANNS_PHONE: 1, BOB: 0}
    assert (apart[ANN]["stage"], apart[ANNS_PHONE]["stage"]) == ("user", "visitor")

    async with engines.postgres.connection() as connection:
        await connection.execute("UPDATE profiles SET root_id = %s WHERE id = %s", (ANN, ANNS_PHONE))
    together = await _count(engines, ANNS_PHONE)
    assert set(together) == {ANN, BOB}
    assert (together[ANN]["pages_count"], together[ANN]["last_seen"]) == (2, START + timedelta(seconds=60))

    async with engines.postgres.connection() as connection:
        await connection.execute("UPDATE profiles SET root_id = id")
    undone = await _count(engines, ANN, ANNS_PHONE)
    assert {person: row["pages_count"] for person, row in undone.items()} == {ANN: 1, ANNS_PHONE: 1, BOB: 0}


async def test_orders_count_once_by_their_id_over_all_homes(engines: Engines, store: Store) -> None:
    def order(person: int, kind: str, order_id: object, at_s: float, **told: object) -> EventRow:
        properties = {"order_id": order_id, **told}
        return make_event(person, f"$order_{kind}", at_s=at_s, properties=properties)

    await store.add_profile(ANN, email="ann@a.example")
    await store.add_profile(ANNS_PHONE, root=ANN)
    item = {"name": "Tea", "quantity": 2}
    await store.add(
        order(ANN, "completed", "1", 0, amount="100.10", items=[item]),
        order(ANNS_PHONE, "completed", "1", 1, amount="100.10"),  # the same order, told by the other device
        order(ANN, "completed", 2, 2, amount=50),
        order(ANN, "cancelled", "2", 3),  # a number and a text are one id
        order(ANN, "completed", "3", 4, amount=40.25),
        order(ANN, "refunded", "3", 5, amount="15.25"),
        order(ANN, "completed", "4", 6, amount=30),
        order(ANN, "refunded", "4", 7),  # wholly
        order(ANN, "completed", "5", 8, amount="0.000001"),
        order(ANN, "paid", "5", 9),
        order(ANN, "cancelled", "6", 10),  # never completed
        order(ANN, "completed", "7", 11, amount=1),
        order(ANN, "cancelled", "7", 12),
        order(ANN, "completed", "7", 13, amount=2),  # taken up again
        order(ANN, "completed", None, 14, amount="dear"),
        order(ANN, "status_changed", "3", 15, status="on its way"),
    )
    row = (await _count(engines, ANN))[ANN]
    assert row["orders_count"] == 6
    assert row["revenue"] == Decimal("127.100001")
    shop = msgspec.json.decode(row["shop"])
    assert shop == {
        "ordered_items": ["Tea"],
        "last_order_status": "on its way",
        "paid_orders_count": 1,
        "last_payment": 0.000001,
        "last_order_at": "2026-01-10T12:00:14.000Z",
        "average_cheque": 21.18,
    }
    assert row["stage"] == "lead"


async def test_the_cart_is_what_the_last_events_left(engines: Engines, store: Store) -> None:
    tea = {"product_id": "t", "name": "Tea", "price": 3}
    await store.add(
        make_event(BOB, "$cart_added", at_s=1, properties=tea),
        make_event(BOB, "$order_completed", at_s=2, properties={"order_id": 1, "amount": 3}),
        make_event(BOB, "$cart_added", at_s=3, properties=tea | {"quantity": 2}),
    )
    shop = msgspec.json.decode((await _count(engines, BOB))[BOB]["shop"])
    assert shop["cart_amount"] == 6
    assert shop["cart_items"] == [tea | {"quantity": 2}]


async def test_a_cart_is_of_its_last_events_and_goods_are_of_the_last_orders(
    engines: Engines, store: Store
) -> None:
    """Each looks back a hundred of its own events, however many of the others came after."""
    tea, cake = {"name": "Tea", "price": 3}, {"name": "Cake", "price": 5}
    orders = [
        make_event(BOB, "$order_completed", at_s=at, properties={"order_id": at, "name": f"Good {at}"})
        for at in range(RECENT + 1)
    ]
    added = [make_event(BOB, "$cart_added", at_s=200 + at, properties=cake) for at in range(RECENT)]
    await store.add(
        *orders,
        make_event(BOB, "$cart_added", at_s=150, properties=tea),
        *added,
        *(make_event(ANN, "$order_completed", at_s=at, properties={"order_id": at}) for at in range(RECENT)),
        make_event(ANN, "$cart_added", at_s=-5, properties=tea),
    )
    rows = await _count(engines, BOB, ANN)
    shop = msgspec.json.decode(rows[BOB]["shop"])
    assert shop["cart_items"] == [cake | {"quantity": RECENT}]
    assert shop["ordered_items"] == [f"Good {at}" for at in range(RECENT, RECENT - 20, -1)]
    assert rows[BOB]["orders_count"] == RECENT + 1
    assert "cart_items" not in msgspec.json.decode(rows[ANN]["shop"])


async def test_counting_again_changes_nothing(engines: Engines, store: Store) -> None:
    await store.add(make_event(BOB, "$page_viewed"), make_event(BOB, "$cart_added", properties={"name": "x"}))
    once = (await _count(engines, BOB))[BOB]
    twice = (await _count(engines, BOB))[BOB]
    assert {**once, "version": 0} == {**twice, "version": 0}
    assert twice["version"] > once["version"]


async def test_who_has_no_events_left_is_hidden(engines: Engines, store: Store) -> None:
    await store.add(make_event(BOB, "$page_viewed"))
    assert set(await _count(engines, BOB)) == {BOB}
    for table in ("events", "home_facts"):
        await engines.clickhouse.command(
            f"ALTER TABLE {table} DELETE WHERE person = {BOB} SETTINGS mutations_sync = 2", comment="test"
        )
    assert await _count(engines, BOB) == {}


async def test_a_new_follower_catches_up_from_its_watermark(engines: Engines, store: Store) -> None:
    api_batch = (API_LANE << LANE_SHIFT) + 3
    await store.add(make_event(ANN, "x"), batch=1)
    await store.add(make_event(BOB, "x"), batch=40)
    await store.add(make_event(ANNS_PHONE, "$property_changed"), batch=api_batch)
    await Facts(engines).count_waiting()
    assert set(await _people(engines)) == {ANN, BOB, ANNS_PHONE}

    await store.add(make_event(BOB, "x", at_s=1), batch=41)
    await Facts(engines).count_waiting()
    people = await _people(engines)
    assert (people[BOB]["events_count"], people[ANN]["events_count"]) == (2, 1)
    assert people[BOB]["version"] > people[ANN]["version"]

    redirect = [{"workspace_id": 1, "src": ANN, "dst": BOB, "version": 1, "batch": api_batch + 1}]
    await engines.clickhouse.insert("redirects", encode_rows(redirect), token="r")  # type: ignore[arg-type]  # plain rows
    await Facts(engines).count_waiting()
    assert (await _people(engines))[ANN]["version"] > people[BOB]["version"]


async def test_a_follower_counts_what_it_is_told_and_notes_it(engines: Engines, store: Store) -> None:
    facts = Facts(engines)
    await facts.count_waiting()
    await store.add(make_event(ANN, "x"), batch=7)
    touched = WorkspaceSummary(events=1, persons=(ANN,))
    await facts([BatchSummary(batch=7, workspaces={1: touched})])
    await facts.count_waiting()
    assert set(await _people(engines)) == {ANN}
    async with engines.postgres.connection() as connection:
        rows = await connection.execute("SELECT state -> 'done' FROM watermarks WHERE name = 'facts'")
        assert await rows.fetchone() == ({"0": 7},)


async def test_who_comes_while_others_are_counted_is_shown_with_the_next(
    engines: Engines, store: Store
) -> None:
    facts = Facts(engines)
    await facts.count_waiting()
    await facts.count()
    await store.add(make_event(BOB, "x"), batch=8)
    await facts([BatchSummary(batch=8, workspaces={1: WorkspaceSummary(events=1, persons=(BOB,))})])
    await facts.show()
    assert set(await _people(engines)) == set(), "not counted yet"
    await facts.count_waiting()
    assert set(await _people(engines)) == {BOB}


async def test_many_people_and_a_large_cluster_are_counted(engines: Engines, store: Store) -> None:
    people = range(1 << 62, (1 << 62) + CHUNK + 7)
    await store.add(*(make_event(person, "$page_viewed") for person in people))
    assert len(await _count(engines, *people)) == len(people)
    members = list(people)[:1000]
    await store.add_profile(members[0])
    async with engines.postgres.connection() as connection:
        for member in members[1:]:
            await connection.execute(
                "INSERT INTO profiles (workspace_id, id, root_id, created_at) VALUES (1, %s, %s, now())",
                (member, members[0]),
            )
    after = await _count(engines, *members)
    assert after[members[0]]["pages_count"] == len(members)
    assert len(after) == max(len(people) - len(members), 0) + 1


async def test_workspaces_stay_apart(engines: Engines, store: Store) -> None:
    other = Store(engines, workspace_id=2)
    await store.add(make_event(BOB, "x"))
    await other.add(make_event(BOB, "x"), make_event(BOB, "x", at_s=1))
    await Facts(engines).count_people([(1, BOB), (2, BOB)])
    assert (await _people(engines))[BOB]["events_count"] == 1
