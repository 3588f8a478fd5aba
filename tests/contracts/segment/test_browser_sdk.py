"""@segment/analytics-next, unchanged, and the copy-paste snippet, in real Chromium against the doors."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright
from tests.chromium import chromium

from otklik.intake.testing import Collector

pytestmark = pytest.mark.browser
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
# Segment's own snippet 5.2.1 in its essence: a queue of calls, and the script of our host.
SNIPPET = """
var i="analytics",analytics=window[i]=window[i]||[];
analytics.methods=["track","page","identify","alias","group","reset","ready","user","on"];
analytics.factory=function(e){return function(){
  if(window[i].initialized)return window[i][e].apply(window[i],arguments);
  var n=Array.prototype.slice.call(arguments);n.unshift(e);analytics.push(n);return analytics}};
for(var n=0;n<analytics.methods.length;n++){
  var key=analytics.methods[n];analytics[key]=analytics.factory(key)}
analytics._writeKey="KEY";
analytics.track("Before Load",{n:1});analytics.page();
analytics.identify("snippet-user",{email:"s@example.org"});
var t=document.createElement("script");t.async=true;t.src="HOST/analytics.js/v1/KEY/analytics.min.js";
document.head.appendChild(t);
"""


@pytest.fixture
async def page(collector: Collector, node_modules: Path) -> AsyncIterator[Page]:
    """A page of another origin than the doors, which carries the library from npm."""
    del node_modules  # only has to be there
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        opened = await browser.new_page()
        await opened.goto(f"{collector.page_url}?utm_source=mail")
        await opened.evaluate(
            "() => { window.errors = []; addEventListener('error', e => errors.push(e.message)) }"
        )
        yield opened
        await browser.close()


async def wait_for_items(collector: Collector, n: int) -> list[dict[str, Any]]:
    """The items in the log once they are `n` different ones."""
    async with asyncio.timeout(40):
        while True:
            items: list[dict[str, Any]] = await collector.shop.items()
            if len({item["messageId"] for item in items}) >= n:
                return items


async def load(page: Page, collector: Collector) -> None:
    await page.add_script_tag(url="/umd/index.js")
    await page.evaluate(
        """async ([cdnURL, writeKey]) => {
            window.ajs = window.AnalyticsNext.AnalyticsBrowser.load({ cdnURL, writeKey });
            await window.ajs;
        }""",
        [collector.host, collector.shop.write_key],
    )


@pytest.mark.parametrize("refusals", [0, 1])
async def test_analytics_next_arrives_also_after_503(collector: Collector, page: Page, refusals: int) -> None:
    await load(page, collector)
    collector.log.refusals = refusals
    await page.evaluate(
        """async () => {
            await ajs.track('Browser Event', { n: 1 });
            await ajs.page('Home');
            await ajs.identify('web-user', { email: 'web@example.org' });
            await ajs.group('g1', { name: 'Group' });
            await ajs.alias('web-user-2');
        }"""
    )
    items = await wait_for_items(collector, 5)
    assert len(items) == 5
    bodies = await collector.shop.bodies()
    requests = [request for body in bodies for request in body.requests]
    assert {request.kind for request in requests} == {"track", "page", "identify", "group", "alias"}
    assert {request.door for request in requests} == {"browser"}
    assert all("Chrome" in request.user_agent for request in requests)
    assert ("OPTIONS", "/v1/t", 204) in collector.seen
    assert all(item["context"]["campaign"]["source"] == "mail" for item in items)
    if refusals:
        assert 503 in {status for _, _, status in collector.seen}


async def test_the_copy_paste_snippet_sends_what_it_queued(collector: Collector, page: Page) -> None:
    snippet = SNIPPET.replace("KEY", collector.shop.write_key).replace("HOST", collector.host)
    await page.evaluate(
        "text => { const s = document.createElement('script'); s.text = text; document.head.append(s) }",
        snippet,
    )
    await wait_for_items(collector, 3)
    await page.evaluate("() => analytics.track('After Load', { n: 2 })")
    items = await wait_for_items(collector, 4)
    assert {item["type"] for item in items} == {"track", "page", "identify"}
    assert {item.get("event") for item in items if item["type"] == "track"} == {"Before Load", "After Load"}
    assert len({item["anonymousId"] for item in items}) == 1
    assert {item["userId"] for item in items if item.get("event") == "After Load"} == {"snippet-user"}
    assert await page.evaluate("() => errors") == []
