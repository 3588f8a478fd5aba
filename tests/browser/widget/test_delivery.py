"""What happens when the network, the server or the visitor does not behave."""

import pytest
from playwright.async_api import Route
from tests.browser.widget.conftest import Answer, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def message_ids(visit: Visit, batch: int) -> list[str]:
    return [item["messageId"] for item in visit.collector.batches[batch].items]


async def test_a_busy_server_is_asked_again_with_the_same_ids(visit: Visit) -> None:
    visit.collector.plan.extend([Answer(503), Answer(500)])
    await visit.open()
    await visit.collector.until(lambda: visit.collector.items("page"))
    first, second, third = visit.collector.batches
    assert [batch.status for batch in visit.collector.batches] == [503, 500, 200]
    assert message_ids(visit, 0) == message_ids(visit, 1) == message_ids(visit, 2)
    assert 0.9 <= second.at - first.at <= 4
    assert 1.9 <= third.at - second.at <= 8
    assert first.body["sentAt"] < third.body["sentAt"]
    assert first.items[0]["timestamp"] == third.items[0]["timestamp"]


async def test_retry_after_is_kept_to_also_by_what_comes_meanwhile(visit: Visit) -> None:
    visit.collector.plan.append(Answer(429, {"Retry-After": "3"}))
    await visit.open()
    await visit.collector.until(lambda: visit.collector.batches)
    await visit.call("track", "meanwhile")
    await visit.collector.until(lambda: visit.collector.events("meanwhile"))
    first, second = visit.collector.batches
    assert 2.9 <= second.at - first.at <= 8
    assert [item["type"] for item in second.items] == ["page", "track"]


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_what_the_server_refuses_for_good_is_dropped(visit: Visit, status: int) -> None:
    visit.collector.plan.append(Answer(status))
    await visit.open()
    await visit.collector.until(lambda: visit.collector.batches)
    await visit.settle()
    assert visit.collector.items("page") == []
    await visit.page.wait_for_function(
        "!Object.keys(localStorage).some(key => key.startsWith('otklik_queue'))"
    )


async def test_a_batch_too_large_is_sent_in_halves_and_what_alone_is_too_large_dropped(visit: Visit) -> None:
    await visit.open()
    await visit.settle()
    visit.collector.plan.extend([Answer(413), Answer(413), Answer(413), Answer(200)])
    before = len(visit.collector.batches)
    await visit.page.evaluate("() => { for (let n = 0; n < 4; n++) otklik('track', 'e' + n) }")
    await visit.collector.until(lambda: visit.collector.events("e3"))
    sizes = [len(batch.items) for batch in visit.collector.batches[before:]]
    assert sizes == [4, 2, 1, 3]
    assert visit.collector.events("e0") == []
    assert len(visit.collector.events("e1")) == len(visit.collector.events("e2")) == 1


async def test_many_events_travel_in_batches_that_outlive_the_page(visit: Visit) -> None:
    await visit.open()
    await visit.page.evaluate("""() => {
        for (let n = 0; n < 120; n++) otklik('track', 'n' + n, {text: 'я'.repeat(500)})
    }""")
    await visit.settle()
    numbers = [item["event"] for item in visit.collector.items("track") if item["event"].startswith("n")]
    assert numbers == [f"n{n}" for n in range(120)]
    assert all(int(batch.headers["content-length"]) < 65_536 for batch in visit.collector.batches)


async def test_offline_then_online(visit: Visit) -> None:
    await visit.open()
    await visit.settle()
    await visit.context.set_offline(offline=True)
    before = len(visit.collector.batches)
    await visit.call("track", "in the tunnel")
    assert "in the tunnel" in str(await visit.queue())
    assert len(visit.collector.batches) == before
    await visit.context.set_offline(offline=False)
    await visit.collector.until(lambda: visit.collector.events("in the tunnel"))


async def test_what_could_not_be_sent_is_sent_from_the_next_page(visit: Visit) -> None:
    await visit.open()
    await visit.settle()
    visit.collector.plan.extend([Answer(503, {"Retry-After": "600"})])
    await visit.call("track", "kept")
    await visit.collector.until(lambda: visit.collector.batches[-1].status == 503)
    visit.site.put("/next", visit.tag())
    await visit.page.goto(visit.site.url + "/next")
    await visit.collector.until(lambda: visit.collector.events("kept"))
    [kept] = visit.collector.events("kept")
    assert kept["context"]["page"]["path"] == "/"


async def test_what_is_tracked_just_before_leaving_arrives(visit: Visit) -> None:
    visit.site.put("/bare", "")
    await visit.open()
    await visit.page.evaluate("otklik('track', 'last words'); location.href = '/bare'")
    await visit.collector.until(lambda: visit.collector.events("last words"))
    await visit.collector.until(lambda: visit.collector.events("$page_left"))


async def test_what_is_tracked_just_before_closing_arrives(visit: Visit) -> None:
    await visit.open()
    await visit.page.evaluate("otklik('track', 'last words')")
    await visit.page.close(run_before_unload=True)
    await visit.collector.until(lambda: visit.collector.events("last words"))
    await visit.collector.until(lambda: visit.collector.events("$page_left"))


async def test_a_mark_of_leaving_is_not_sent_twice(visit: Visit) -> None:
    await visit.open()
    await visit.settle()
    visit.site.put("/next", visit.tag())
    await visit.page.goto(visit.site.url + "/next")
    await visit.collector.until(lambda: len(visit.collector.items("page")) == 2)
    await visit.settle()
    sent = [
        item for batch in visit.collector.batches for item in batch.items if item.get("event") == "$page_left"
    ]
    assert len(sent) == 1


async def test_a_blocked_request_makes_neither_noise_nor_loops(visit: Visit) -> None:
    tried: list[str] = []

    async def block(route: Route) -> None:
        tried.append(route.request.url)
        await route.abort()

    await visit.context.route("**/v1/b", block)
    await visit.page.clock.install()
    await visit.open()
    for _ in range(60):
        await visit.page.clock.run_for(60_000)
    assert 3 <= len(tried) <= 20
    assert visit.collector.batches == []


async def test_the_queue_is_bounded(visit: Visit) -> None:
    await visit.context.route("**/v1/b", lambda route: route.abort())
    await visit.open()
    await visit.page.evaluate("() => { for (let n = 0; n < 300; n++) otklik('track', 'n' + n) }")
    assert [item["event"] for item in await visit.queue()] == [f"n{n}" for n in range(100, 300)]


async def test_two_tabs_send_each_thing_and_know_each_other(visit: Visit) -> None:
    await visit.open()
    second = await visit.context.new_page()
    await second.goto(visit.site.url + "/")
    await second.wait_for_function("!!(window.otklik && otklik.track)")
    await visit.page.evaluate("() => { for (let n = 0; n < 20; n++) otklik('track', 'left' + n) }")
    await second.evaluate("() => { for (let n = 0; n < 20; n++) otklik('track', 'right' + n) }")
    await visit.collector.until(
        lambda: visit.collector.events("left19") and visit.collector.events("right19")
    )
    assert (
        len([item for item in visit.collector.items("track") if item["event"][:4] in ("left", "righ")]) == 40
    )
    assert len({item["anonymousId"] for item in visit.collector.items()}) == 1


async def test_the_host_can_be_another_and_have_a_path(visit: Visit) -> None:
    await visit.open(host="http://door.example:1/prefix/")
    requests: list[str] = []
    visit.page.on("request", lambda request: requests.append(request.url))
    await visit.page.reload()
    await visit.page.wait_for_function("!!(window.otklik && otklik.track)")
    async with visit.page.expect_request("http://door.example:1/prefix/v1/b"):
        await visit.call("track", "x")
    visit.collector.batches.clear()
    tag = visit.tag().replace("/otklik.js", "/some/path/otklik.js")
    async with visit.page.expect_request(visit.collector.url + "/some/path/v1/b"):
        await visit.open(head=tag)
