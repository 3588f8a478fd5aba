from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.conftest import MakeWorkspace
from tests.integration.events.conftest import ANN, ANNS_PHONE, BOB, VISITOR, Shop
from tests.integration.events.store import START, make_event

from otklik.events.erasure import erase_events
from otklik.events.overview import get_overview
from otklik.events.prepared import encode_rows
from otklik.profiles.contracts import Erased, PropertyNowRow, RedirectRow

API = "/api/v1"


async def _get(shop: Shop, path: str, **params: Any) -> Any:  # noqa: ANN401 - query and answer
    answer = await shop.api.get(API + path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _define(shop: Shop, *rows: tuple[str, str, str]) -> None:
    """Definitions (kind, event, name) as the pipeline notes them."""
    async with shop.engines.postgres.connection() as connection:
        for kind, event, name in rows:
            await connection.execute(
                "INSERT INTO definitions (workspace_id, kind, event, name, original_names, types, first_seen,"
                " last_seen) VALUES (%s, %s, %s, %s, '{Their Name}', '{text}', now(), now())",
                (shop.workspace.id, kind, event, name),
            )


async def test_a_feed_goes_over_all_homes_newest_first(shop: Shop) -> None:
    page = await _get(shop, f"/profiles/{ANN}/events")
    assert [item["timestamp"][17:19] for item in page["items"]] == ["20", "10", "00"]
    newest = page["items"][0]
    assert (newest["name"], newest["original_name"]) == ("$order_completed", "Order Completed")
    assert newest["properties"] == {"order_id": 1, "amount": "99.90"}
    assert newest["context"] == {"library": {"name": "otklik.js"}}
    assert (newest["person"], newest["quiet"]) == (str(ANN), False)
    assert page["items"][1]["person"] == str(ANNS_PHONE)
    assert (await _get(shop, f"/profiles/{ANNS_PHONE}/events"))["items"] == page["items"]
    assert len((await _get(shop, f"/profiles/{VISITOR}/events"))["items"]) == 1


async def test_a_feed_is_paged_also_through_equal_times(shop: Shop) -> None:
    await shop.store.add(*(make_event(BOB, f"e{number}", at_s=100) for number in range(5)))
    whole = (await _get(shop, f"/profiles/{BOB}/events"))["items"]
    paged: list[Any] = []
    cursor = None
    while True:
        page = await _get(shop, f"/profiles/{BOB}/events", limit=2, **({"cursor": cursor} if cursor else {}))
        paged += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [item["name"] for item in paged] == [
        "e4",
        "e3",
        "e2",
        "e1",
        "e0",
        "$order_completed",
        "$page_viewed",
    ]
    assert paged == whole


async def test_a_feed_is_filtered_by_our_and_their_names(shop: Shop) -> None:
    async def names(chosen: str) -> list[str]:
        return [item["name"] for item in (await _get(shop, f"/profiles/{ANN}/events", names=chosen))["items"]]

    assert await names("$order_completed") == ["$order_completed"]
    assert await names("Order Completed") == ["$order_completed"]
    assert await names("$order_completed,$page_viewed,") == [
        "$order_completed",
        "$page_viewed",
        "$page_viewed",
    ]
    assert await names("nothing") == []


async def test_feeds_refuse_bad_input(shop: Shop) -> None:
    for person in ("0", "abc", "9" * 30, "-1", "999"):
        assert (await shop.api.get(f"{API}/profiles/{person}/events")).status_code == 404, person
    for query in ("limit=0", "limit=501", "cursor=zzz", "names=%00"):
        assert (await shop.api.get(f"{API}/profiles/{ANN}/events?{query}")).status_code == 422, query


async def test_the_debugger_shows_what_arrived_last(shop: Shop) -> None:
    late = str(int((START + timedelta(seconds=500)).timestamp() * 1000))
    await shop.store.add(make_event(ANNS_PHONE, "late", at_s=-99_999, received_at=late))
    await shop.store.add_bots(make_event(7, "$page_viewed", at_s=600))
    items = (await _get(shop, "/events/recent"))["items"]
    assert (items[0]["name"], items[0]["person_name"], items[0]["is_bot"]) == ("late", "Анна Орлова", False)
    assert len(items) == 7
    with_bots = (await _get(shop, "/events/recent", bots=True, limit=2))["items"]
    assert [item["is_bot"] for item in with_bots] == [True, False]
    by_name = (await _get(shop, "/events/recent", name="Order Completed"))["items"]
    assert [item["person"] for item in by_name] == [str(ANN)]
    by_person = (await _get(shop, "/events/recent", person=str(ANN)))["items"]
    assert len(by_person) == 4
    await shop.store.add(make_event(ANN, "of_old", at_s=700, received_at=late, source="import"))
    assert "of_old" in {item["name"] for item in (await _get(shop, "/events/recent"))["items"]}
    happened = (await _get(shop, "/events/recent", imported=False))["items"]
    assert len(happened) == 7
    assert "of_old" not in {item["name"] for item in happened}
    await shop.store.add(make_event(ANN, "$segment_left", at_s=800, received_at=late))
    assert (await _get(shop, "/events/recent", limit=1))["items"][0]["name"] == "$segment_left"
    own = (await _get(shop, "/events/recent", own=True))["items"]
    assert len(own) == 8
    assert "$segment_left" not in {item["name"] for item in own}, "nobody does that himself"
    for query in ("limit=0", "limit=201", "bots=perhaps", "imported=perhaps", "own=perhaps"):
        assert (await shop.api.get(f"{API}/events/recent?{query}")).status_code == 422


async def test_the_catalogue_lists_describes_and_hides(shop: Shop) -> None:
    now = datetime.now(UTC)
    ago = (now - START).total_seconds()
    await shop.store.add(
        *(
            make_event(BOB, "a/b", at_s=ago - 60 - n, properties={"color": "red" if n else "blue"})
            for n in range(3)
        )
    )
    await _define(
        shop,
        ("event", "", "a/b"),
        ("event", "", "$page_viewed"),
        ("event_property", "a/b", "color"),
        ("property", "", "$name"),
    )
    events = (await _get(shop, "/catalog/events"))["items"]
    assert [(each["name"], each["count"]) for each in events] == [("$page_viewed", 0), ("a/b", 3)]
    assert [each["name"] for each in (await _get(shop, "/catalog/events", search="A/"))["items"]] == ["a/b"]
    assert len((await _get(shop, "/catalog/events", search="their"))["items"]) == 2
    first = await _get(shop, "/catalog/events", limit=1)
    rest = await _get(shop, "/catalog/events", limit=1, cursor=first["next_cursor"])
    assert [page["items"][0]["name"] for page in (first, rest)] == ["$page_viewed", "a/b"]
    (color,) = (await _get(shop, "/catalog/events/a%2Fb/properties"))["items"]
    assert (color["name"], color["types"], color["values"]) == ("color", ["text"], ["red", "blue"])
    assert [each["name"] for each in (await _get(shop, "/catalog/properties"))["items"]] == ["$name"]

    owner = await shop.workspace.owner()
    body = {"description": "Нажал на кнопку", "is_hidden": True}
    for path in (
        "/catalog/events/a%2Fb",
        "/catalog/properties/$name",
        "/catalog/events/a%2Fb/properties/color",
    ):
        changed = await owner.patch(API + path, json=body)
        assert changed.status_code == 200, changed.text
        assert (changed.json()["description"], changed.json()["is_hidden"]) == ("Нажал на кнопку", True)
    assert (await owner.patch(f"{API}/catalog/events/a%2Fb", json={"is_hidden": False})).json()["description"]
    assert (await owner.patch(f"{API}/catalog/events/unknown", json=body)).status_code == 404
    for bad in (
        {"description": "x" * 2001},
        {"description": "\x00"},
        {"is_hidden": "no idea"},
        {"name": "x"},
    ):
        assert (await owner.patch(f"{API}/catalog/events/a%2Fb", json=bad)).status_code == 422


async def test_the_overview_counts_days_of_the_zone(shop: Shop) -> None:
    profile_zone = "Asia/Vladivostok"
    await (await shop.workspace.owner()).patch(f"{API}/workspace", json={"time_zone": profile_zone})
    ago = (datetime.now(UTC) - START).total_seconds()
    await shop.store.add(
        make_event(ANN, "x", at_s=ago - 1),
        make_event(ANNS_PHONE, "x", at_s=ago - 2),
        make_event(BOB, "x", at_s=ago - 3),
        make_event(BOB, "$email_changed", at_s=ago - 3, properties={"first": True}),
        make_event(VISITOR, "$property_changed", at_s=ago - 4),
        make_event(BOB, "x", at_s=ago - 86_400 * 3),
        make_event(BOB, "x", at_s=ago - 86_400 * 40),
    )
    redirect = RedirectRow(shop.workspace.id, ANNS_PHONE, ANN, 1)
    await shop.engines.clickhouse.insert("redirects", encode_rows([redirect]), token="r")
    await shop.engines.clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="test")
    found = await get_overview(shop.engines, workspace_id=shop.workspace.id)
    assert len(found.chart) == 14
    # Seconds ago may be yesterday in the zone, at midnight: both days together are certain.
    assert sum(day.visitors for day in found.chart[-2:]) == 2
    assert sum(day.events for day in found.chart[-2:]) == 3
    assert sum(day.events for day in found.chart) == 4
    answer = await _get(shop, "/overview")
    assert (answer["leads_today"], answer["online"]) in {(1, 0), (0, 0)}
    assert answer["chart"][-1]["at"] == found.chart[-1].at.isoformat()


async def test_the_lists_behind_the_overview_hold_those_it_counts(shop: Shop) -> None:
    zone = ZoneInfo("Europe/Moscow")
    midnight = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    start = (midnight.astimezone(UTC) - START).total_seconds()
    await shop.store.add(
        make_event(ANN, "x", at_s=start + 1),
        make_event(ANNS_PHONE, "x", at_s=start + 2),
        make_event(BOB, "x", at_s=start - 1),
        make_event(BOB, "$email_changed", at_s=start + 3, properties={"first": True}),
        make_event(VISITOR, "$email_changed", at_s=start + 3, properties={"first": False}),
    )
    redirect = RedirectRow(shop.workspace.id, ANNS_PHONE, ANN, 1)
    await shop.engines.clickhouse.insert("redirects", encode_rows([redirect]), token="r2")
    await shop.engines.clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="test")

    async def people(today: str) -> set[str]:
        answer = await shop.api.post(f"{API}/profiles/search", json={"today": today})
        assert answer.status_code == 200, answer.text
        return {item["id"] for item in answer.json()["items"]}

    figures = await _get(shop, "/overview")
    assert await people("visitors") == {str(ANN)}
    assert await people("leads") == {str(BOB)}
    assert (figures["visitors_today"], figures["leads_today"]) == (1, 1)
    recent = await _get(shop, "/events/recent", today=True)
    assert {item["person"] for item in recent["items"]} == {str(ANN), str(ANNS_PHONE), str(BOB), str(VISITOR)}
    assert len(recent["items"]) == 4
    assert (await shop.api.post(f"{API}/profiles/search", json={"today": "robots"})).status_code == 422


async def test_erasing_leaves_nothing_of_any_home(shop: Shop) -> None:
    workspace = shop.workspace.id
    await shop.store.add_bots(make_event(ANN, "x"))
    now = [PropertyNowRow(workspace, "$name", ANN, 1, '"Ann"')]
    await shop.engines.clickhouse.insert("property_now", encode_rows(now), token="n")
    redirect = [RedirectRow(workspace, ANNS_PHONE, ANN, 1)]
    await shop.engines.clickhouse.insert("redirects", encode_rows(redirect), token="r")
    erased = Erased(workspace, 1, ANN, (ANN, ANNS_PHONE), {}, at=START)
    survivors = await erase_events(shop.engines, erased)
    assert set(survivors) == {
        "events",
        "bot_events",
        "property_writes",
        "property_now",
        "mark_writes",
        "people",
        "redirects",
        "home_facts",
        "home_names",
        "trades",
    }
    assert set(survivors.values()) == {0}
    assert dict(await erase_events(shop.engines, erased)) == dict(survivors)
    left = await shop.engines.clickhouse.query(
        "SELECT DISTINCT person FROM events WHERE workspace_id = {workspace_id:UInt32} ORDER BY person",
        workspace_id=workspace,
        comment="test",
    )
    assert [row["person"] for row in left] == [BOB, VISITOR]
    await shop.count(ANN, ANNS_PHONE, BOB)
    page = (await shop.api.post(f"{API}/profiles/search", json={})).json()
    assert [item["id"] for item in page["items"]] == [str(VISITOR), str(BOB)]


GUARDED: list[tuple[str, str, tuple[str, ...]]] = [
    ("GET", f"/profiles/{ANN}/events", ()),
    ("GET", "/events/recent", ()),
    ("GET", "/catalog/events", ()),
    ("GET", "/catalog/properties", ()),
    ("GET", "/catalog/events/x/properties", ()),
    ("PATCH", "/catalog/events/x", ("marketer", "operator", "viewer")),
    ("PATCH", "/catalog/properties/x", ("marketer", "operator", "viewer")),
    ("PATCH", "/catalog/events/x/properties/y", ("marketer", "operator", "viewer")),
    ("GET", "/overview", ()),
]


async def test_routes_know_anonymous_weak_and_foreign_callers(
    shop: Shop, make_workspace: MakeWorkspace
) -> None:
    other = await make_workspace(name="Cafe")
    anonymous = shop.workspace.make_client()
    anonymous.headers["X-Otklik-CSRF"] = "1"
    foreign = await other.owner()
    foreign.headers["X-Otklik-Workspace"] = str(shop.workspace.id)
    clients = {role: await shop.workspace.as_role(role) for role in ("marketer", "operator", "viewer")}
    for method, path, refused in GUARDED:
        body = {"is_hidden": True} if method == "PATCH" else None
        assert (await anonymous.request(method, API + path, json=body)).status_code == 401, path
        assert (await foreign.request(method, API + path, json=body)).status_code == 404, path
        for role, client in clients.items():
            answer = await client.request(method, API + path, json=body)
            assert (answer.status_code == 403) is (role in refused), (path, role, answer.text)
        theirs = await other.api.request(method, API + path, json=body)
        if method == "PATCH" or "/profiles/" in path:
            assert theirs.status_code == 404, path
        elif path != "/overview":
            assert theirs.json()["items"] == [], path
