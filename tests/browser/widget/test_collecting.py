"""What is recorded by itself and by calls, on pages that mean no harm."""

import re
from functools import partial

import pytest
from tests.browser.widget.conftest import KEY, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def test_a_page_view_with_its_context_comes_by_itself(visit: Visit) -> None:
    await visit.open(path="/shop?utm_source=vk&utm_campaign=spring&yclid=77")
    await visit.collector.until(lambda: visit.collector.items("page"))
    batch = visit.collector.batches[0]
    assert batch.headers["content-type"].startswith("text/plain")
    assert visit.collector.preflights == 0
    assert batch.body["writeKey"] == KEY
    assert batch.body["sentAt"].endswith("Z")
    shared = batch.body["context"]
    assert shared["locale"] == "ru-RU"
    assert shared["timezone"] == "Asia/Yekaterinburg"
    assert shared["screen"] == {"width": 1280, "height": 720, "density": 1}
    assert shared["library"]["name"] == "otklik.js"
    assert shared["userAgentData"]["mobile"] is False
    [item] = batch.items
    url = f"{visit.site.url}/shop?utm_source=vk&utm_campaign=spring&yclid=77"
    page = {
        "url": url,
        "path": "/shop",
        "title": "/shop",
        "referrer": "",
        "search": "?utm_source=vk&utm_campaign=spring&yclid=77",
    }
    assert item["properties"] == page
    assert item["context"] == {
        "page": page,
        "campaign": {"source": "vk", "name": "spring"},
        "ids": {"yclid": "77"},
    }
    assert UUID.fullmatch(item["messageId"])
    assert UUID.fullmatch(item["anonymousId"])
    assert "userId" not in item


async def test_analytics_ids_of_others_are_read_from_their_cookies(visit: Visit) -> None:
    await visit.context.add_cookies(
        [
            {"name": "_ga", "value": "GA1.2.1111.2222", "url": visit.site.url},
            {"name": "_ym_uid", "value": "1577", "url": visit.site.url},
        ]
    )
    await visit.open()
    await visit.collector.until(lambda: visit.collector.items("page"))
    assert visit.collector.items("page")[0]["context"]["ids"] == {
        "ga_client_id": "1111.2222",
        "ym_client_id": "1577",
    }


async def test_calls_made_before_the_script_arrives_are_kept_in_order(visit: Visit) -> None:
    calls = (
        "<script>otklik('identify','u1',{plan:'pro'});otklik('track','early',{n:1});"
        "otklik('ready',function(){window.isReady=true})</script>"
    )
    await visit.open(head=visit.snippet() + calls)
    await visit.collector.until(lambda: visit.collector.events("early"))
    assert [item["type"] for item in visit.collector.items()] == ["page", "identify", "track"]
    assert [item.get("userId") for item in visit.collector.items()] == [None, "u1", "u1"]
    assert visit.collector.traits() == [{"plan": "pro"}]
    assert await visit.page.evaluate("window.isReady") is True


async def test_an_own_page_call_stands_for_the_automatic_one(visit: Visit) -> None:
    await visit.open(head=visit.snippet() + "<script>otklik('page',{section:'blog'})</script>")
    await visit.settle()
    [view] = visit.collector.items("page")
    assert view["properties"]["section"] == "blog"
    assert view["properties"]["path"] == "/"


async def test_every_command_as_call_and_as_method(visit: Visit) -> None:
    await visit.open()
    await visit.page.evaluate("""() => {
        otklik.track('a', {n: 1});
        otklik('track', 'b');
        otklik('trigger', 'vip', {tariff: 2});
        otklik('set', {city: 'Perm'});
        otklik('set', [{op: 'add', key: 'visits', value: 1}]);
        otklik('identify', {name: 'Anna'}, {source: 'form'});
        otklik('auth', 42, 'abc');
    }""")
    await visit.settle()
    items = visit.collector.items()
    assert visit.collector.events("a")[0]["properties"] == {"n": 1}
    assert visit.collector.events("b")[0]["properties"] == {}
    assert visit.collector.events("$trigger_fired")[0]["properties"] == {"tariff": 2, "name": "vip"}
    traits, operations, named, auth = (item for item in items if item["type"] == "identify")
    assert traits["traits"] == {"city": "Perm"}
    assert operations["operations"] == [{"op": "add", "key": "visits", "value": 1}]
    assert (named["traits"], named["options"]) == ({"name": "Anna"}, {"source": "form"})
    assert "userId" not in named
    assert (auth["userId"], auth["context"]["auth"]) == ("42", {"hash": "abc"})
    assert items[-1]["userId"] == "42"


async def test_listeners_hear_of_events_until_taken_off(visit: Visit) -> None:
    await visit.open()
    heard = await visit.page.evaluate("""() => {
        const heard = [], listener = (name, properties) => heard.push([name, properties.n]);
        otklik('on', 'track', () => { throw new Error('theirs') });
        otklik('on', 'track', listener);
        otklik('track', 'one', {n: 1});
        otklik('off', 'track', listener);
        otklik('track', 'two', {n: 2});
        return heard;
    }""")
    assert heard == [["one", 1]]


async def test_single_page_apps_view_a_page_per_path(visit: Visit) -> None:
    await visit.open()
    await visit.page.evaluate("""() => {
        history.pushState({}, '', '/redirecting');
        history.replaceState({}, '', '/catalog?page=1');
        document.title = 'Catalog';
    }""")
    await visit.collector.until(lambda: len(visit.collector.items("page")) == 2)
    await visit.page.evaluate("history.pushState({}, '', '/catalog?page=2'); location.hash = 'top'")
    await visit.page.go_back()
    await visit.page.go_back()
    await visit.page.go_back()
    await visit.collector.until(lambda: len(visit.collector.items("page")) == 3)
    first, catalog, again = visit.collector.items("page")
    assert (first["properties"]["path"], again["properties"]["path"]) == ("/", "/")
    assert catalog["properties"]["title"] == "Catalog"
    assert catalog["properties"]["referrer"] == first["properties"]["url"]
    left = visit.collector.events("$page_left")
    assert [item["properties"]["path"] for item in left] == ["/", "/catalog"]
    assert left[0]["context"]["page"]["path"] == "/"


async def test_the_hash_is_a_page_only_where_asked(visit: Visit) -> None:
    await visit.open(hash="")
    await visit.page.evaluate("location.hash = '/cart'")
    await visit.collector.until(lambda: len(visit.collector.items("page")) == 2)
    assert visit.collector.items("page")[1]["properties"]["url"].endswith("/#/cart")


async def test_pages_can_be_left_to_the_site(visit: Visit) -> None:
    await visit.open(pages="off")
    await visit.page.evaluate("history.pushState({}, '', '/other')")
    await visit.call("page", {"section": "own"})
    await visit.settle()
    [view] = visit.collector.items("page")
    assert view["properties"]["section"] == "own"


async def test_leaving_a_page_tells_its_time_and_depth(visit: Visit) -> None:
    await visit.open('<div style="height:3000px">long</div>')
    await visit.settle()
    await visit.page.mouse.move(10, 10)
    await visit.page.mouse.wheel(0, 1000)
    await visit.page.wait_for_function("scrollY > 900")
    await visit.page.mouse.move(20, 20)
    visit.site.put("/next", visit.tag())
    await visit.page.goto(visit.site.url + "/next")
    await visit.collector.until(lambda: visit.collector.events("$page_left"))
    [left] = visit.collector.events("$page_left")
    properties = left["properties"]
    assert properties["path"] == "/"
    assert properties["resumed"] is False
    assert 0 < properties["active_ms"] <= properties["duration_ms"] < 20_000
    assert 50 <= properties["scroll"] < 100


async def test_time_after_a_return_to_the_tab_is_told_apart(visit: Visit) -> None:
    await visit.page.clock.install()
    await visit.open()
    # An hour passes in no time here: what is on its way then would seem lost and be sent again.
    await visit.collector.until(lambda: visit.collector.items("page"))
    await visit.page.clock.run_for(10_000)
    hide = """value => {
        Object.defineProperty(document, 'hidden', {value, configurable: true});
        document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
    }"""
    await visit.page.evaluate(hide, True)
    await visit.collector.until(lambda: visit.collector.events("$page_left"))
    await visit.page.clock.run_for(3_600_000)
    await visit.page.evaluate(hide, False)
    await visit.page.clock.run_for(5_000)
    await visit.page.evaluate(hide, True)
    await visit.page.clock.run_for(1_000)
    await visit.page.evaluate(hide, False)
    await visit.page.evaluate(hide, True)
    await visit.collector.until(lambda: len(visit.collector.events("$page_left")) == 2)
    first, second = (item["properties"] for item in visit.collector.events("$page_left"))
    assert (first["active_ms"], first["resumed"]) == (pytest.approx(10_000, abs=900), False)
    assert (second["active_ms"], second["resumed"]) == (pytest.approx(5_000, abs=900), True)
    assert second["duration_ms"] == pytest.approx(5_000, abs=900)


async def test_heartbeats_while_the_person_is_there(visit: Visit) -> None:
    await visit.page.clock.install()
    await visit.open()
    for beats in range(1, 10):
        await visit.rest()  # a beat that comes while something is sent is left out
        await visit.page.clock.run_for(30_000)
        await visit.collector.until(partial(visit.collector.has, "heartbeat", beats))
    assert visit.collector.items("heartbeat")[0]["context"]["page"]["path"] == "/"
    for _ in range(3):
        await visit.rest()
        await visit.page.clock.run_for(30_000)
    await visit.rest()
    assert len(visit.collector.items("heartbeat")) <= 10, "nobody has moved for five minutes"
    assert "heartbeat" not in str(await visit.queue())


async def test_a_page_out_of_the_back_forward_cache_is_viewed_anew(whole_visit: Visit) -> None:
    visit = whole_visit
    await visit.open(path="/a")
    await visit.page.evaluate(
        "addEventListener('pageshow', e => otklik('track', 'shown', {kept: e.persisted}))"
    )
    visit.site.put("/b", visit.tag())
    await visit.page.goto(visit.site.url + "/b")
    await visit.collector.until(lambda: len(visit.collector.items("page")) == 2)
    await visit.page.go_back(wait_until="commit")
    await visit.collector.until(lambda: visit.collector.events("shown"))
    assert visit.collector.events("shown")[0]["properties"] == {"kept": True}
    await visit.collector.until(lambda: len(visit.collector.events("$page_left")) == 2)
    assert [item["properties"]["path"] for item in visit.collector.items("page")] == ["/a", "/b", "/a"]
    # The page restored may show before the page left says so: they are two processes.
    assert {item["properties"]["path"] for item in visit.collector.events("$page_left")} == {"/a", "/b"}
    assert len({item["anonymousId"] for item in visit.collector.items()}) == 1


async def test_clicks_tell_the_element(visit: Visit) -> None:
    await visit.open("""
        <a id="buy" class="btn big" href="#cart"><b>Купить</b> <i>за 5&nbsp;₽</i></a>
        <button type="button">Menu <span data-otklik-ignore>secret</span></button>
        <div data-otklik-click="banner"><p id="in">Spring</p></div>
        <p id="plain">no</p>
        <div data-otklik-ignore><button id="hidden">no</button></div>
        <input type="button" id="field" value="typed">
    """)
    for selector in ("#buy b", "button >> nth=0", "#in", "#plain", "#hidden", "#field"):
        await visit.page.click(selector)
    await visit.settle()
    link, button, banner, field = (item["properties"] for item in visit.collector.events("$element_clicked"))
    assert link == {
        "element": "a",
        "id": "buy",
        "classes": "btn big",
        "text": "Купить за 5 ₽",
        "href": "#cart",
    }
    assert button == {"element": "button", "text": "Menu"}
    assert banner == {"element": "div", "name": "banner", "text": "Spring"}
    assert field == {"element": "input", "id": "field"}


async def test_clicks_can_be_switched_off(visit: Visit) -> None:
    await visit.open("<button>Menu</button>", clicks="off")
    await visit.page.click("button")
    await visit.settle()
    assert visit.collector.events("$element_clicked") == []


async def test_forms_tell_names_and_only_marked_values(visit: Visit) -> None:
    await visit.open("""
        <form id="order" onsubmit="return false">
            <input name="name"><input name="city" data-otklik-field>
            <select name="size" data-otklik-field="fit"><option>S</option><option selected>M</option></select>
            <input type="radio" name="pay" value="card_no" data-otklik-field>
            <input type="radio" name="pay" value="cash" data-otklik-field checked>
            <input type="password" name="secret" data-otklik-field><input type="hidden" name="csrf" value="x">
            <span data-otklik-ignore><input name="diary"></span><button>Send</button>
        </form>""")
    await visit.page.fill("[name=name]", "Anna")
    await visit.page.fill("[name=city]", "Пермь")
    await visit.page.fill("[name=secret]", "hunter2")
    await visit.page.fill("[name=diary]", "dear diary")
    await visit.page.click("button")
    await visit.settle()
    [sent] = (item["properties"] for item in visit.collector.events("$form_submitted"))
    assert sent == {
        "form": "order",
        "fields": ["name", "city", "size", "pay"],
        "values": {"city": "Пермь", "fit": "M", "pay": "cash"},
    }
    assert [item["properties"] for item in visit.collector.events("$field_filled")] == [
        {"field": "city", "form": "order"}
    ]
    everything = str(visit.collector.batches)
    assert "hunter2" not in everything
    assert "dear diary" not in everything
