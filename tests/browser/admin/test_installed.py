"""The admin as an app: what installs it is there; without a connection it says so and keeps nothing."""

import pytest
from playwright.sync_api import expect
from tests.browser.admin.conftest import Open
from tests.browser.admin.steps import set_up, sign_in
from tests.integration.infra.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

IS_READY = "navigator.serviceWorker.ready.then(() => caches.keys())"


@pytest.fixture(scope="module", autouse=True)
def _shop(server: Installation) -> None:
    set_up(server.url)


def test_it_installs_and_says_when_it_is_offline(open_window: Open) -> None:
    visit = open_window(has_worker=True)
    sign_in(visit)
    page = visit.go("/tasks")
    expect(page.get_by_role("heading", name="Tasks", exact=True)).to_be_visible()
    assert page.evaluate(IS_READY) == [], "nothing is kept"
    manifest = visit.context.request.get(f"{visit.url}/manifest.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    for icon in manifest.json()["icons"]:
        answer = visit.context.request.get(visit.url + icon["src"])
        assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, icon["type"])
    worker = visit.context.request.get(f"{visit.url}/sw.js")
    assert worker.headers["cache-control"] == "no-cache"
    visit.check_accessible()

    visit.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    visit.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="Tasks", exact=True)).to_be_visible()
