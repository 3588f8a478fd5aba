"""The first second of a first visit: the browser is quicker than what it says of itself."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.automation.launching import launch
from tests.integration.automation.shop import ScenarioShop
from tests.integration.chat.browsers import Browser
from tests.integration.chat.pages import POPUP
from tests.integration.items import identify

from otklik.app import Application
from otklik.automation import appearing
from otklik.chat import site
from otklik.messaging.channels.registry import Channels
from otklik.messaging.site.channels import list_media

URL = "https://shop.example/?utm_source=vk"
NAMELESS: dict[str, Any] = {"property": "$email", "op": "unset"}
FIRST: dict[str, Any] = {"property": "$sessions_count", "op": "eq", "value": 1}


async def offer(workspace: TestWorkspace, shown: str, **entry: object) -> None:
    """A popup that an element of the page begins."""
    api = workspace.api
    made = await api.post("/api/v1/contents", json={"channel": "popup", "content": POPUP})
    assert made.status_code == 201, made.text
    send = {"channel": "popup", "content_id": int(made.json()["id"]), "kind": "transactional"}
    trigger = {"browser": "element_seen", "selector": f"#{shown}"}
    graph = {"entry": {"triggers": [trigger], **entry}, "start": "show", "nodes": {"show": {"send": send}}}
    await launch(api, shown, graph)


async def fire_all(browser: Browser) -> dict[str, bool]:
    """By element: whether the popup is his, all of them seen as soon as the page stands."""
    triggers = (await browser.hello())["site"]["triggers"]

    async def fire(trigger: dict[str, Any]) -> bool:
        page = {"url": URL, "title": "A"}
        fired = await browser.post("fired", trigger=trigger["key"], page=page, view="v1", details={})
        assert fired.status_code == 200, fired.text
        return bool(fired.json()["is_taken"])

    taken = await asyncio.gather(*(fire(each) for each in triggers))
    return {each["selector"]: is_taken for each, is_taken in zip(triggers, taken, strict=True)}


async def test_who_is_not_stored_yet_gets_the_popup_for_new_visitors(
    app: Application,
    client: httpx.AsyncClient,
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ann's page is told while her triggers are judged; Bob forbids to be counted, Eve says her address."""
    del app
    monkeypatch.setattr(site, "FRESH_S", 0.0)
    monkeypatch.setattr(appearing, "LOOKS_S", (0.1,) * 600)
    workspace = await make_workspace()
    shop = await ScenarioShop.join(workspace.engines, workspace.id, Channels(*list_media()))
    await offer(workspace, "nameless", audience=NAMELESS)
    await offer(workspace, "first", audience=FIRST)
    await offer(workspace, "source", filters={"sources": ["vk"]})
    await offer(workspace, "known", audience={"not": NAMELESS})
    ann, bob, eve = (Browser(client, workspace.write_key) for _ in range(3))

    def page(browser: Browser) -> dict[str, Any]:
        return {"type": "page", "anonymousId": browser.anonymous_id, "properties": {"url": URL}}

    async def arrive() -> None:
        email = identify(eve.anonymous_id, email="eve@mail.example")
        await shop.pump.append(page(ann), page(eve), email)
        await shop.pump.settle()

    of_ann, of_eve, _ = await asyncio.gather(fire_all(ann), fire_all(eve), arrive())
    assert of_ann == {"#nameless": True, "#first": True, "#source": True, "#known": False}
    assert of_eve == {"#nameless": False, "#first": True, "#source": True, "#known": True}
    await shop.work()
    assert len((await ann.hello())["site"]["popups"]) == 3

    monkeypatch.setattr(appearing, "LOOKS_S", (0.0,))
    assert set((await fire_all(bob)).values()) == {False}, "of whom nothing is known no condition holds"
