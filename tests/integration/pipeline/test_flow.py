from typing import Any

from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import format_ms, now_ms


def page(message_id: str, device: str = "d1", **more: object) -> dict[str, Any]:
    return {"type": "page", "messageId": message_id, "anonymousId": device, **more}


async def test_an_item_becomes_an_event_with_its_session(pump: Pump) -> None:
    url = "https://shop.example/?utm_source=yandex&utm_medium=cpc&yclid=77"
    context = {
        "page": {"url": url, "path": "/", "title": "Shop", "referrer": "https://yandex.ru/"},
        "locale": "ru-RU",
        "timezone": "Europe/Moscow",
        "screen": {"width": 1440, "height": 900},
    }
    await pump.append(page("m1", context=context), ip="203.0.113.7")
    await pump.settle()
    started, viewed = await pump.events()
    assert (started["name"], viewed["name"]) == ("$session_started", "$page_viewed")
    assert started["session"] == viewed["session"] != 0
    assert started["pos"] + 1 == viewed["pos"]
    assert started["properties"] == {
        "landing_url": url,
        "referrer": "https://yandex.ru/",
        "utm_source": "yandex",
        "utm_medium": "cpc",
        "yclid": "77",
        "channel_kind": "context_ads",
        "device": "desktop",
        "browser": "Chrome",
        "os": "Windows",
        "screen": "1440x900",
        "language": "ru-RU",
        "time_zone": "Europe/Moscow",
    }
    assert viewed["properties"]["url"] == viewed["url"] == url
    assert viewed["message_id"] == "m1"
    assert viewed["person"] == started["person"] != viewed["device"]
    assert viewed["context"]["ip"] == "203.0.113.7"
    assert (viewed["browser"], viewed["device_type"], viewed["quiet"]) == ("Chrome", "desktop", 0)
    assert await pump.counters() == {("stored", ""): 1}


async def test_duplicates_count_once(pump: Pump) -> None:
    await pump.append(page("m1"), page("m1"), page("m2"))
    await pump.append(page("m2", "d2"), part=1)
    await pump.settle()
    await pump.append(page("m1"), page("m3"))
    await pump.settle()  # a new process: the filter is filled from the store
    assert (await pump.names()).count("$page_viewed") == 3
    assert await pump.counters() == {("stored", ""): 3, ("dropped", "duplicate"): 3}


async def test_duplicates_of_ids_that_no_batch_carried_yet(pump: Pump) -> None:
    async with pump.running():
        for message_id in ("m1", "m2", "m3"):  # a batch each; the first alone carries ids to `seen`
            await pump.append(page(message_id))
            await pump.until(pump.is_idle)
        await pump.append(page("m2"))
        await pump.until(pump.is_idle)
    bot = "Googlebot/2.1 (+http://www.google.com/bot.html)"
    async with pump.running():  # a new process reads what was not carried from the events
        await pump.append(page("m4"))
        await pump.until(pump.is_idle)
        await pump.append(page("m5"), user_agent=bot)
        await pump.until(pump.is_idle)
    assert len(await pump.ch("SELECT h FROM seen")) == 4
    await pump.append(page("m3"), page("m2"), page("m4"), page("m6"))
    await pump.append(page("m5"), part=1)
    await pump.settle()
    assert await pump.counters() == {("stored", ""): 6, ("dropped", "duplicate"): 5}


async def test_bots_are_kept_apart(pump: Pump) -> None:
    await pump.append(page("m1"), user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
    await pump.append(page("m2"), user_agent="python-requests/2.0", door="server")
    await pump.settle()
    assert [row["message_id"] for row in await pump.events(table="bot_events")] == ["m1"]
    assert await pump.names() == ["$page_viewed"]
    assert await pump.pg("SELECT count(*) FROM profiles") == [(0,)]
    assert await pump.counters() == {("stored", ""): 2}


async def test_identify_writes_properties_and_tells_changes(pump: Pump) -> None:
    traits = {"email": " A@B.ru ", "phone": "8 (999) 123-45-67", "name": "Иванов Иван Иванович", "age": 30}
    await pump.append({"type": "identify", "messageId": "m1", "anonymousId": "d1", "traits": traits})
    await pump.settle()
    await pump.append(
        {"type": "identify", "messageId": "m2", "anonymousId": "d1", "traits": {"email": "c@d.ru"}}
    )
    await pump.settle()
    ((properties,),) = await pump.pg("SELECT properties FROM profiles")
    assert properties["$phone"] == "+79991234567"
    assert properties["$email"] == "c@d.ru"
    assert (properties["$first_name"], properties["$last_name"]) == ("Иван", "Иванов")
    changes = [row for row in await pump.events() if row["name"] == "$email_changed"]
    assert [(row["properties"]["old"], row["properties"]["new"]) for row in changes] == [
        (None, "A@B.ru"),
        ("A@B.ru", "c@d.ru"),
    ]
    assert [row["properties"]["first"] for row in changes] == [True, False]
    writes = await pump.ch(
        "SELECT property, value, toString(ts) AS t FROM property_writes ORDER BY property, k"
    )
    assert [row["value"] for row in writes if row["property"] == "$email"] == ['"A@B.ru"', '"c@d.ru"']
    assert {row["t"][:4] for row in writes} == {format_ms(now_ms())[:4]}


async def test_a_late_write_that_a_newer_one_covers_is_history_too(pump: Pump) -> None:
    """It changes nothing now, yet it ruled until the newer one; its copies stay out."""
    sent_ms = now_ms()

    def identify(message_id: str, plan: str, ago_s: int) -> dict[str, Any]:
        at = {"timestamp": format_ms(sent_ms - ago_s * 1_000), "sentAt": format_ms(sent_ms)}
        return {"type": "identify", "messageId": message_id, "userId": "u1", "traits": {"plan": plan}, **at}

    await pump.append(identify("m1", "pro", 60))
    await pump.settle()
    ((version,),) = await pump.pg("SELECT version FROM profiles")
    await pump.append(identify("m2", "free", 3_600), identify("m2", "free", 3_600), identify("m1", "pro", 60))
    await pump.settle()
    writes = await pump.ch("SELECT value FROM property_writes WHERE property = 'plan' ORDER BY k")
    assert [row["value"] for row in writes] == ['"free"', '"pro"']
    ((properties, same_version),) = await pump.pg("SELECT properties, version FROM profiles")
    assert (properties["plan"], same_version) == ("pro", version)
    assert len(await pump.ch("SELECT person FROM property_now WHERE property = 'plan'")) == 1


async def test_what_was_typed_says_so(pump: Pump) -> None:
    item = {"type": "identify", "anonymousId": "d1", "traits": {"email": "a@b.ru"}}
    await pump.append({**item, "messageId": "m1", "options": {"source": "typed"}})
    await pump.append({**item, "messageId": "m2", "traits": {"plan": 1}, "options": {"source": "api"}})
    await pump.settle()
    ((stamps,),) = await pump.pg("SELECT stamps FROM profiles")
    assert {name: stamp[2] for name, stamp in stamps.items()} == {"$email": "typed", "plan": "browser"}
    rows = await pump.ch("SELECT property, source FROM property_writes ORDER BY property")
    assert [row["source"] for row in rows] == ["typed", "browser"]
    told = {row["name"]: row for row in await pump.events()}["$email_changed"]
    assert (told["source"], told["properties"]["source"]) == ("browser", "typed")


async def test_a_change_of_name_is_told_once(pump: Pump) -> None:
    async def told(**traits: str) -> list[tuple[str, str, str]]:
        known = {row["pos"] for row in await pump.events()}
        message_id = f"m{len(known)}"
        item = {"type": "identify", "messageId": message_id, "anonymousId": "d1", "traits": traits}
        await pump.append(item)
        await pump.settle()
        changes = [row for row in await pump.events() if row["pos"] not in known and "changed" in row["name"]]
        return [(row["name"], row["properties"]["property"], row["properties"]["new"]) for row in changes]

    assert await told(name="Иван Иванов") == [("$name_changed", "$name", "Иван Иванов")]
    assert await told(firstName="Пётр", lastName="Петров") == [("$name_changed", "$name", "Пётр Петров")]
    assert await told(firstName="Фёдор") == [("$name_changed", "$first_name", "Фёдор")]
    assert await told(plan="a") == [("$property_changed", "plan", "a")]


async def test_a_merge_is_told_and_redirected(pump: Pump) -> None:
    await pump.append(page("m1", "d1"), page("m2", "d2"))
    for number, device in enumerate(("d1", "d2")):
        await pump.append(
            {"type": "identify", "messageId": f"i{number}", "anonymousId": device, "userId": "u1"}
        )
    await pump.settle()
    assert "$merged" in await pump.names()
    rows = await pump.ch("SELECT uniqExact(person) AS n FROM events")
    assert rows == [{"n": 2}]
    rows = await pump.ch(
        "SELECT uniqExact(dictGetOrDefault(redirect, 'dst', (workspace_id, person), person)) AS n FROM events"
    )
    assert rows == [{"n": 1}]


async def test_heartbeats_keep_the_session_and_show_presence(pump: Pump) -> None:
    now = now_ms()
    minute = 60_000

    def at(ago_min: float) -> int:
        return int(now - ago_min * minute)

    context = {"page": {"url": "https://shop.example/a", "title": "A"}}
    await pump.append(page("m1", timestamp=format_ms(at(70)), context=context), received_at_ms=at(70))
    beat = {"type": "heartbeat", "anonymousId": "d1", "context": context}
    await pump.append({**beat, "messageId": "h1", "timestamp": format_ms(at(35))}, received_at_ms=at(35))
    await pump.append(page("m2", context=context))
    async with pump.running():
        await pump.until(pump.is_idle)

        async def is_present() -> bool:
            return bool(await pump.pg("SELECT 1 FROM presence WHERE url = 'https://shop.example/a'"))

        await pump.until(is_present)
    assert await pump.names() == ["$session_started", "$page_viewed", "$page_viewed"]
    assert await pump.counters() == {("stored", ""): 2, ("dropped", "heartbeat"): 1}


async def test_old_events_are_quiet(pump: Pump) -> None:
    now = now_ms()
    await pump.append(page("m1", timestamp=format_ms(now - 25 * 3_600_000)))
    await pump.append(page("m2", "d2", timestamp=format_ms(now - 23 * 3_600_000)))
    await pump.append(page("m3", "d3", timestamp="1970-01-01T00:00:00Z"))
    await pump.append(page("m4", "d4", timestamp="2099-01-01T00:00:00Z"))
    await pump.settle()
    rows = {row["message_id"]: row for row in await pump.events() if row["name"] == "$page_viewed"}
    assert {key: row["quiet"] for key, row in rows.items()} == {"m1": 1, "m2": 0, "m3": 1, "m4": 0}
    assert rows["m3"]["ts"].year == 2010
    assert rows["m4"]["ts"] == rows["m4"]["received_at"]


async def test_the_catalogue_and_the_key_learn(pump: Pump) -> None:
    ((key_id,),) = await pump.pg("SELECT id FROM write_keys")
    event = {
        "type": "track",
        "event": "Order Completed",
        "messageId": "m1",
        "anonymousId": "d1",
        "properties": {"order_id": "7", "total": 1990.5, "products": [{"sku": "1"}], "at": "2026-01-01"},
    }
    await pump.append(event, write_key_id=key_id)
    await pump.settle()
    rows = await pump.pg(
        "SELECT kind, event, name, original_names, types FROM definitions"
        " WHERE event = '$order_completed' OR name = '$order_completed' ORDER BY 1, 2, 3"
    )
    assert rows == [
        ("event", "", "$order_completed", ["Order Completed"], []),
        ("event_property", "$order_completed", "amount", [], ["number"]),
        ("event_property", "$order_completed", "at", [], ["date"]),
        ("event_property", "$order_completed", "items", [], ["list"]),
        ("event_property", "$order_completed", "order_id", [], ["text"]),
    ]
    assert await pump.pg("SELECT first_event_at IS NOT NULL FROM write_keys") == [(True,)]


async def test_reactors_learn_who_was_touched(pump: Pump) -> None:
    await pump.append(page("m1"), page("m2", "d2"))
    await pump.settle()
    (summary,) = pump.summaries
    persons = {row["person"] for row in await pump.events()}
    assert summary.workspaces[pump.workspace_id].events == 4
    assert set(summary.workspaces[pump.workspace_id].persons) == persons


async def test_hostile_values_are_stored_safely(pump: Pump) -> None:
    properties: list[dict[str, Any]] = [
        {"a": "\x00b\ud800"},
        {"n": 10**40, "m": -(2**63), "f": 1e308},
        {"": 1, "a.b": {"c": 1}, "a": {"b": 2}, "`x": [1, "a", {"b": []}]},
        {"type": "text"},
        {"type": 5},
        {"deep": json_depth(18)},
        {f"k{n}": n for n in range(3_000)},
        {"long": "я" * 9_000, "list": list(range(3_000))},
    ]
    items = [
        {"type": "track", "event": "x", "messageId": str(n), "anonymousId": "d1", "properties": each}
        for n, each in enumerate(properties)
    ]
    await pump.append(*items)
    await pump.settle()
    rows = [row for row in await pump.events() if row["name"] == "x"]
    assert len(rows) == len(items)
    assert rows[0]["properties"] == {"a": "b\ufffd"}
    assert rows[1]["properties"]["n"] == str(10**40)
    assert len(rows[7]["properties"]["list"]) == 2_000
    assert await pump.counters() == {("stored", ""): len(items)}


def json_depth(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = {"d": value}
    return value
