"""A page and a backend as developers.carrotquest.io shows them; of theirs only host, key and token change."""

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest
from playwright.async_api import Page
from tests.browser.widget.conftest import Site
from tests.contracts.carrotquest.conftest import Moved
from tests.integration.infra.installation import wait_for_async

pytestmark = pytest.mark.timeout(180)
_SOON_S = 40

STUB = """<script>
    (function () {
        function later(name) { return function () { window.carrotquestasync.push(name, arguments); }; }
        if (typeof carrotquest !== 'undefined') return;
        var script = document.createElement('script');
        script.type = 'text/javascript'; script.async = true; script.src = 'HOST/api.min.js';
        document.getElementsByTagName('head')[0].appendChild(script);
        window.carrotquest = {}; window.carrotquestasync = []; carrotquest.settings = {};
        var names = ['connect', 'track', 'identify', 'auth', 'oth', 'open', 'onReady', 'addCallback',
            'removeCallback', 'trackMessageInteraction'];
        for (var i = 0; i < names.length; i++) carrotquest[names[i]] = later(names[i]);
    })();
    carrotquest.connect('KEY', {settings: {messenger_mode: 'hidden'}});
</script>"""
SHOP = """<script>
    var tracked = [], ready = [];
    function onTracked(data) { tracked.push(data.event); }
    carrotquest.addCallback('event_tracked', onTracked);
    carrotquest.addCallback('conversation_started', function (data) { console.log(data.id, data.body); });
    carrotquest.onReady(function () { ready.push(carrotquest.data.user.id); });
    carrotquest.track('$product_viewed', {'$name': 'Bike', '$url': location.href, '$amount': 990});
    carrotquest.auth('user-17', 'HASH');
    carrotquest.identify({'$name': 'Anna', '$email': 'anna@shop.example', plan: 'pro'});
    carrotquest.identify([
        {op: 'add', key: 'visits', value: 2},
        {op: 'union', key: 'tags', value: ['new', 'web']},
        {op: 'set_once', key: 'first_page', value: 'home'},
        {op: 'update_or_create', key: 'plan', value: 'max'}
    ]);
    carrotquest.open(); carrotquest.trackMessageInteraction('565', 'read');
</script>"""


class Backend:
    """A shop's server, which speaks the Web API."""

    def __init__(self, moved: Moved, client: httpx.AsyncClient) -> None:
        self._headers = {"Authorization": f"Token {moved.token}"}
        self._client = client

    async def get(self, path: str, **parameters: str) -> Any:  # noqa: ANN401 - JSON
        answer = await self._client.get(path, params=parameters, headers=self._headers)
        return answer.json()["data"] if answer.status_code == httpx.codes.OK else None

    async def post(self, path: str, **form: str) -> Any:  # noqa: ANN401 - JSON
        answer = await self._client.post(path, data=form, headers=self._headers)
        assert answer.json()["meta"] == {"status": 200}, answer.text
        return answer.json()["data"]

    async def until(self, path: str, is_there: Any, **parameters: str) -> Any:  # noqa: ANN401 - a condition over JSON
        """Ask until the answer is as wanted: what was accepted is processed a moment later."""
        found = None

        async def is_answered() -> bool:
            nonlocal found
            found = await self.get(path, **parameters)
            return found is not None and bool(is_there(found))

        await wait_for_async(is_answered, timeout_s=_SOON_S)
        return found


def backend_client(moved: Moved) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=moved.host, timeout=15, trust_env=False)


@pytest.mark.browser
async def test_a_page_moves_by_its_host_and_key(moved: Moved, site: Site, page: Page) -> None:
    digest = hmac.new(moved.auth_key.encode(), b"user-17", hashlib.sha256).hexdigest()
    stub = STUB.replace("HOST", moved.host).replace("KEY", moved.write_key)
    await page.goto(site.put("/", stub, SHOP.replace("HASH", digest)))
    await page.wait_for_function("ready.length && tracked.includes('$product_viewed')")
    await page.evaluate("""() => {
        carrotquest.track('heard');
        carrotquest.removeCallback('event_tracked', onTracked);
        carrotquest.track('unheard', {n: 1});
    }""")
    assert await page.evaluate("tracked") == ["$product_viewed", "heard"]
    cookies = {each["name"]: each["value"] for each in await page.context.cookies()}
    assert await page.evaluate("ready") == [cookies["carrotquest_uid"]]

    async with backend_client(moved) as client:
        backend = Backend(moved, client)
        by_user = {"by_user_id": "true", "id_as_string": "true"}
        person = await backend.until("/users/user-17", lambda found: "visits" in found["props"], **by_user)
        props = person["props"]
        assert (person["user_id"], props["$name"], props["$email"]) == (
            "user-17",
            "Anna",
            "anna@shop.example",
        )
        assert (props["visits"], props["tags"], props["first_page"]) == (2, ["new", "web"], "home")
        assert props["plan"] == "max"
        same = await backend.get(f"/users/{cookies['carrotquest_uid']}", id_as_string="true")
        assert same["id"] == person["id"]

        def has_all(events: list[dict[str, Any]]) -> bool:
            return {"$product_viewed", "heard", "unheard"} <= {event["type"]["name"] for event in events}

        await backend.until(f"/users/{person['id']}/events", has_all)


async def test_a_backend_moves_by_its_host_and_token(moved: Moved) -> None:
    async with backend_client(moved) as client:
        backend = Backend(moved, client)
        params = json.dumps({"$order_id": "A-1", "$order_amount": 2500})
        event = await backend.post(
            "/users/user-99/events", event="$order_completed", params=params, by_user_id="true"
        )
        assert event["type"]["name"] == "$order_completed"
        operations = json.dumps(
            [
                {"op": "update_or_create", "key": "$name", "value": "Борис"},
                {"op": "update_or_create", "key": "$phone", "value": "+79991234567"},
                {"op": "add", "key": "bonus", "value": 10},
            ]
        )
        await backend.post("/v1/users/user-99/props", operations=operations, by_user_id="true")
        await backend.post("/v1/users/user-99/props", operations=operations, by_user_id="true")
        person = await backend.until(
            "/users/user-99", lambda found: found["props"].get("bonus") == 20, by_user_id="true"
        )
        name = {"type": "str_eq", "property_name": "$name", "value": {"value": "Борис"}}
        rich = {"type": "gt", "property_name": "bonus", "value": {"value": 15}}
        both = json.dumps({"type": "and", "filters": [name, rich]})
        found = await backend.until("/apps/$self_app/users", bool, filters=both, sort_prop="$last_seen")
        assert [each["id"] for each in found] == [person["id"]]
        assert found[0]["props"]["$phone"] == "+79991234567"
        poor = json.dumps({"type": "and", "filters": [name, {**rich, "type": "lt"}]})
        assert await backend.get("/apps/$self_app/users", filters=poor) == []
        events = await backend.until(f"/users/{person['id']}/events", bool, event="$order_completed")
        assert events[0]["props"]["order_id"] == "A-1"
        refused = await client.get(
            "/users/user-99", params={"auth_token": "app.1.wrong", "by_user_id": "true"}
        )
        assert (refused.status_code, refused.json()["meta"]["status"]) == (401, 401)
