"""The admin as an app: what installs it is there; without a connection it says so and keeps nothing."""

import pytest
from playwright.sync_api import expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(120)]

IS_READY = "navigator.serviceWorker.ready.then(() => caches.keys())"


# Neither the vendor's push service nor the browser's question to a person can be reached from a test.
SUBSCRIBE = """PushManager.prototype.subscribe = async () => ({toJSON: () => ({
    endpoint: 'https://push.example/a', keys: {p256dh: '%s', auth: 'AAAAAAAAAAAAAAAAAAAAAA'}})});
    PushManager.prototype.getSubscription = PushManager.prototype.subscribe;
    Object.defineProperty(Notification, 'permission', {get: () => 'granted'});
    Notification.requestPermission = async () => 'granted';"""


def be_notified(visit: Visit) -> None:
    visit.context.add_init_script(SUBSCRIBE % call(visit, "GET", "/push/key")["key"])
    page = visit.go("/settings/profile")
    notify, previews = (
        page.get_by_role("switch", name=name) for name in ("Notify this device", "Show names and words")
    )
    notify.click()
    expect(previews).to_be_checked()
    previews.click()
    expect(previews).not_to_be_checked()
    expect(notify).to_be_checked()
    visit.check_accessible()
    page.reload()
    expect(notify).to_be_checked()
    notify.click()
    expect(previews).to_be_disabled()
    visit.go("/tasks")


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

    be_notified(visit)
    visit.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    visit.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="Tasks", exact=True)).to_be_visible()
