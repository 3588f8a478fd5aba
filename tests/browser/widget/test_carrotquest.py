"""A page written for Carrot Quest, with the address of one script changed."""

import pytest
from tests.browser.widget.conftest import KEY, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def stub(visit: Visit) -> str:
    """A stub of the same contract as theirs: each method pushes its name, then its arguments."""
    return f"""<script>
        window.carrotquest = {{settings: {{}}}}; window.carrotquestasync = [];
        for (const name of ['connect', 'track', 'identify', 'auth', 'onReady', 'addCallback',
            'removeCallback', 'trackMessageInteraction'])
            carrotquest[name] = function () {{ carrotquestasync.push(name, arguments) }};
        const script = document.createElement('script');
        script.async = true; script.src = '{visit.collector.url}/api.min.js'; document.head.append(script);
    </script>"""


async def open_shop(visit: Visit, calls: str = "") -> None:
    visit.site.put("/", f"{stub(visit)}<script>carrotquest.connect('{KEY}');{calls}</script>")
    await visit.page.goto(visit.site.url + "/")
    await visit.page.wait_for_function("!!window.otklik")


async def test_queued_calls_are_made_in_order_under_the_names_given(visit: Visit) -> None:
    await open_shop(
        visit,
        """carrotquest.track('$product_viewed', {$name: 'Bike'});
        carrotquest.identify({$email: 'anna@shop.ru'}, {doubleSubscribe: true}, {id: 7, type: 'popup'});
        carrotquest.identify([{op: 'union', key: '$viewed_products', value: 'Bike'}]);
        carrotquest.auth('u1', 'f00d'); carrotquest.onReady(() => { window.isReady = true });
        const kept = carrotquest.track; carrotquest.onReady(() => setTimeout(() => kept('late', {n: 1})));""",
    )
    await visit.collector.until(lambda: visit.collector.events("late"))
    assert visit.collector.batches[0].body["writeKey"] == KEY
    assert {batch.body["context"]["library"]["name"] for batch in visit.collector.batches} == {"carrotquest"}
    page, viewed, simple, subscribed, operations, auth, late = visit.collector.items()
    assert page["type"] == "page"
    assert (viewed["event"], viewed["properties"]) == ("$product_viewed", {"$name": "Bike"})
    assert simple["traits"] == {"$email": "anna@shop.ru"}
    assert simple["options"] == {"doubleSubscribe": True, "source": {"id": 7, "type": "popup"}}
    assert (subscribed["event"], subscribed["properties"]) == ("$subscribed", {"channel": "email"})
    assert operations["operations"] == [{"op": "union", "key": "$viewed_products", "value": "Bike"}]
    assert (auth["userId"], auth["context"]["auth"]) == ("u1", {"hash": "f00d"})
    assert (late["event"], late["userId"]) == ("late", "u1")
    assert await visit.page.evaluate("window.isReady") is True


async def test_callbacks_take_one_object(visit: Visit) -> None:
    """developers.carrotquest.io/libs/js/addcallback: `data.id` and `data.event` of event_tracked."""
    await open_shop(visit)
    heard = await visit.page.evaluate("""() => {
        const heard = [], listener = (...args) => heard.push(args);
        carrotquest.addCallback('event_tracked', () => { throw new Error('of the page') });
        carrotquest.addCallback('event_tracked', listener);
        carrotquest.addCallback('messenger_opened', listener);
        carrotquest.track('order', {amount: 5});
        carrotquest.removeCallback('messenger_opened', listener);
        carrotquest.track('second');
        carrotquest.removeCallback('event_tracked', listener);
        carrotquest.removeCallback('event_tracked', () => {});
        carrotquest.track('order', {amount: 6});
        return heard;
    }""")
    await visit.settle()
    assert [[data["event"] for data in args] for args in heard] == [["order"], ["second"]]
    assert heard[0][0]["id"] == visit.collector.events("order")[0]["messageId"]


async def test_ready_means_that_the_id_is_known_and_is_told_anew(visit: Visit) -> None:
    await open_shop(visit, "window.ids = []; carrotquest.onReady(() => ids.push(carrotquest.data.user.id));")
    await visit.collector.until(lambda: visit.collector.items("page"))
    ids = await visit.page.evaluate("""() => {
        carrotquest.onReady(() => ids.push('later'));
        carrotquest.auth('u1', 'f00d');
        carrotquest.auth('u2', 'f00d');
        return ids;
    }""")
    first, second = visit.collector.items("page")[0]["anonymousId"], ids[2]
    assert ids == [first, "later", second, "later"]
    assert second != first


async def test_nothing_that_a_page_may_call_throws(visit: Visit) -> None:
    await open_shop(visit)
    thrown = await visit.page.evaluate("""() => {
        const thrown = [];
        const names = ['connect', 'track', 'identify', 'auth', 'open', 'onReady', 'addCallback',
            'removeCallback', 'trackMessageInteraction'];
        const odd = [[], [null], [undefined, undefined], [0, {}], [{}, []],
            [() => { throw new Error('page') }], ['event_tracked', null], [Symbol('x')], [BigInt(1)]];
        for (const name of names) for (const args of odd) {
            try {
                if (carrotquest[name](...args) !== undefined) thrown.push(name);
            } catch (error) { thrown.push(`${name}: ${error}`) }
        }
        carrotquestasync.push('oth', []); carrotquestasync.push(); carrotquestasync.push('__proto__', [1]);
        return thrown;
    }""")
    assert thrown == []
    await visit.settle()


async def test_more_than_250_properties_are_refused_with_a_warning(visit: Visit) -> None:
    warnings: list[str] = []
    visit.page.on(
        "console", lambda message: warnings.append(message.text) if message.type == "warning" else None
    )
    await open_shop(visit)
    await visit.page.evaluate("""() => {
        const many = {}; for (let n = 0; n < 251; n++) many['p' + n] = n;
        carrotquest.identify(many);
        delete many.p0;
        carrotquest.identify(many);
        carrotquest.open(); carrotquest.trackMessageInteraction(1, 'read');
    }""")
    await visit.settle()
    assert [len(traits) for traits in visit.collector.traits()] == [250]
    assert len(warnings) == 1
    assert "250" in warnings[0]


async def test_the_shop_reads_the_visitors_id(visit: Visit) -> None:
    await open_shop(visit)
    await visit.collector.until(lambda: visit.collector.items("page"))
    device = visit.collector.items("page")[0]["anonymousId"]
    cookies = {cookie["name"]: cookie["value"] for cookie in await visit.context.cookies()}
    assert cookies["carrotquest_uid"] == device == await visit.page.evaluate("carrotquest.data.user.id")
    await visit.call("reset")
    await visit.call("track", "as another")
    await visit.settle()
    cookies = {cookie["name"]: cookie["value"] for cookie in await visit.context.cookies()}
    assert cookies["carrotquest_uid"] == visit.collector.events("as another")[0]["anonymousId"] != device


async def test_beside_our_own_snippet_there_is_one_tracker(visit: Visit) -> None:
    await visit.open()
    await visit.page.evaluate(
        """url => new Promise(done => {
        const script = document.createElement('script');
        script.src = url; script.onload = done; document.head.append(script);
    })""",
        visit.collector.url + "/api.min.js",
    )
    heard = await visit.page.evaluate("""() => {
        const heard = [];
        carrotquest.onReady(() => heard.push(carrotquest.data.user.id));
        carrotquest.connect('other key');
        carrotquest.addCallback('event_tracked', (data) => heard.push(data.event));
        carrotquest.track('theirs');
        return heard;
    }""")
    await visit.settle()
    assert heard == [visit.collector.items("page")[0]["anonymousId"], "theirs"]
    assert len(visit.collector.items("page")) == 1
    assert len(visit.collector.events("theirs")) == 1
    assert {batch.body["writeKey"] for batch in visit.collector.batches} == {KEY}
