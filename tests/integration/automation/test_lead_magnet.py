"""A lead magnet from the page to the task: a form, letters over SMTP, links that are clicked, an operator."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.automation.launching import launch
from tests.integration.automation.shop import DAY_MS, HOUR_MS, ScenarioShop
from tests.integration.chat.browsers import Browser
from tests.integration.chat.pages import claim, wait_for
from tests.unit.letters.server import Server, running

from otklik.app import Application
from otklik.chat import site
from otklik.infra.networks import read_networks
from otklik.letters.post import Post
from otklik.messaging.contracts import Heard
from otklik.messaging.tasks import make_channels

HUMAN = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
FORM: dict[str, Any] = {
    "look": "small",
    "name": "Guide",
    "pages": [
        {
            "id": "ask",
            "blocks": [
                {"kind": "title", "text": "How to choose well"},
                {"kind": "field", "name": "email", "type": "email", "property": "$email", "required": True},
                {"kind": "consent", "text": "I would like letters", "channel": "email", "required": True},
                {"kind": "button", "text": "Send me the guide", "does": "submit"},
            ],
        }
    ],
}
PAGE = {"url": "https://shop.example/a", "title": "A"}
OPENED = [
    {
        "event": "$message_clicked",
        "where": [{"property": "topic", "op": "eq", "value": "guide"}],
    }
]


def letter(subject: str) -> dict[str, Any]:
    page = "<a href='https://shop.example/guide'>The guide</a> <a href='{{ unsubscribe_url }}'>Leave</a>"
    return {"subject": subject, "html": f"<html><body>{page}</body></html>"}


async def make_contents(api: httpx.AsyncClient) -> dict[str, int]:
    """The form, the letter with the gift, the reminder, the task."""
    contents = {
        "form": ("form", FORM),
        "gift": ("email", letter("Your guide")),
        "again": ("email", letter("Have you seen it?")),
        "call": ("task", {"title": "Call {{ person.email }}", "due_minutes": 60}),
    }
    made = {}
    for name, (channel, content) in contents.items():
        answer = await api.post("/api/v1/contents", json={"channel": channel, "content": content})
        assert answer.status_code == 201, answer.text
        made[name] = int(answer.json()["id"])
    return made


def make_graph(contents: dict[str, int]) -> dict[str, Any]:
    def send(channel: str, name: str, **more: object) -> dict[str, Any]:
        return {"channel": channel, "content_id": contents[name], "topic": "guide", **more}

    subscribed = {"event": "$subscribed", "where": [{"property": "channel", "op": "eq", "value": "email"}]}
    return {
        "entry": {
            "triggers": [{"browser": "scroll", "percent": 50}],
            "audience": {"property": "$email", "op": "unset"},
        },
        "start": "offer",
        "nodes": {
            "offer": {"send": send("form", "form"), "next": "address"},
            "address": {
                "wait": {"events": [subscribed], "at_most": "P2D"},
                "next": "gift",
                "otherwise": None,
            },
            "gift": {"send": send("email", "gift", kind="transactional"), "next": "click"},
            "click": {"wait": {"events": OPENED, "at_most": "P2D"}, "next": "warm", "otherwise": "again"},
            "again": {"send": send("email", "again"), "next": "last"},
            "last": {"wait": {"events": OPENED, "at_most": "P1D"}, "next": "warm", "otherwise": "cold"},
            "warm": {"tag": {"add": "Read the guide"}, "next": "call"},
            "cold": {"exit": "cold"},
            "call": {"send": send("task", "call", kind="transactional")},
        },
    }


async def join(shop: TestWorkspace, server: Server) -> ScenarioShop:
    """The shop with a mail server, and its clock."""
    owner = await shop.owner()
    body = {"name": "Relay", "host": "127.0.0.1", "port": server.port, "security": "none"}
    account = (await owner.post("/api/v1/mail/accounts", json=body)).json()
    sender = {"name": "Shop", "address": "shop@otklik.example", "account_id": int(account["id"])}
    assert (await owner.post("/api/v1/mail/senders", json=sender)).status_code == 201
    post = Post(shop.engines, allowed=read_networks(["127.0.0.0/8"]))
    return await ScenarioShop.join(shop.engines, shop.id, make_channels(shop.engines, None, post))


def letters_to(server: Server, address: str) -> list[EmailMessage]:
    found = [read_message(each) for each in server.got]
    return [each for each in found if address in str(each["to"])]


def read_message(data: bytes) -> EmailMessage:
    message = message_from_bytes(data.removesuffix(b".\r\n"), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def view_page(browser: Browser) -> dict[str, Any]:
    """What the tracker says of a page."""
    return {"type": "page", "anonymousId": browser.anonymous_id, "properties": {"url": PAGE["url"]}}


async def come(browser: Browser) -> None:
    """Reads half of a page."""
    (trigger,) = (await browser.hello())["site"]["triggers"]
    fired = await browser.post("fired", trigger=trigger["key"], page=PAGE, view="v1", details={})
    assert fired.json()["is_taken"], fired.text


async def leave_address(shop: ScenarioShop, browser: Browser, address: str) -> None:
    """Sees the form and fills it in."""
    (form,) = await wait_for(browser)
    assert await claim(browser, form["key"]) == 200
    assert (await browser.post("popups", key=form["key"], heard="shown")).status_code == 200
    await shop.work()
    (box,) = [each["at"] for each in form["content"]["pages"][0]["blocks"] if each["kind"] == "consent"]
    sent = await browser.post(
        "forms",
        key=form["key"],
        page=PAGE,
        client_key="1",
        page_id="ask",
        fields={"email": address},
        consents=[box],
        finished=True,
    )
    assert sent.status_code == 200, sent.text


async def follow_link(client: httpx.AsyncClient, shop: ScenarioShop, message: EmailMessage) -> None:
    """He clicks the link of a letter that has lain there for an hour; what follows is done.

    Only while the clock is not ahead: the link is followed by the machine's.
    """
    page = message.get_body(("html",))
    assert page is not None
    path = re.findall(r"(/l/c[^\"<> ]+)", str(page.get_content()))[0].replace("&amp;", "&")
    await shop.pump.pg("UPDATE sends SET sent_at = now() - interval '1 hour' WHERE sent_at IS NOT NULL")
    led = await client.get(path, headers={"user-agent": HUMAN})
    assert (led.status_code, led.headers["location"].partition("?")[0]) == (302, "https://shop.example/guide")
    await shop.work()
    await shop.wait(10_000)


async def test_a_lead_magnet_from_the_form_to_the_operator(
    app: Application,
    client: httpx.AsyncClient,
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ann clicks the gift's link, Bob the reminder's, Cat none; Dan leaves the form as it is."""
    del app
    monkeypatch.setattr(site, "FRESH_S", 0.0)
    workspace = await make_workspace()
    api = workspace.api
    names = ("ann", "bob", "cat", "dan")
    browsers = {name: Browser(client, workspace.write_key) for name in names}
    async with running() as server:
        shop = await join(workspace, server)
        contents = await make_contents(api)
        chain = await launch(api, "Guide", make_graph(contents), kind="chain")
        await shop.happen(*(view_page(each) for each in browsers.values()))
        for each in browsers.values():
            await come(each)
        await shop.work()
        for name in names[:3]:
            await leave_address(shop, browsers[name], f"{name}@mail.example")
        await shop.work()
        subjects = {name: [each["subject"] for each in letters_to(server, name)] for name in names}
        assert subjects == {"ann": ["Your guide"], "bob": ["Your guide"], "cat": ["Your guide"], "dan": []}

        await follow_link(client, shop, letters_to(server, "ann")[0])
        assert await titles(api) == ["Call ann@mail.example"], "the operator calls while it is warm"
        await shop.wait(2 * DAY_MS + HOUR_MS)
        subjects = {name: [each["subject"] for each in letters_to(server, name)] for name in names}
        twice = ["Your guide", "Have you seen it?"]
        assert subjects == {"ann": twice[:1], "bob": twice, "cat": twice, "dan": []}
        await shop.hear(await shop.home_of("bob@mail.example"), "again", Heard.CLICKED)
        await shop.wait(2 * DAY_MS)

    assert sorted(await titles(api)) == ["Call ann@mail.example", "Call bob@mail.example"]
    assert sorted(each[1:] for each in await shop.runs(chain)) == [
        ("done", ""),
        ("done", ""),
        ("done", ""),
        ("exited", "cold"),
    ]
    tags = {}
    for name in names[:3]:
        home = await shop.home_of(f"{name}@mail.example")
        tags[name] = (await api.get(f"/api/v1/profiles/{home}")).json()["tags"]
    read = ["Read the guide"]
    assert tags == {"ann": read, "bob": read, "cat": []}
    numbers = (await api.get(f"/api/v1/scenarios/{chain}/statistics", params={"by": "step"})).json()
    told = {row["key"]: (row["numbers"]["sent"], row["numbers"]["clicked"]) for row in numbers["items"]}
    assert (told["offer"], told["gift"]) == ((3, 3), (3, 1)), "a form is clicked when it is sent off"


async def titles(api: httpx.AsyncClient) -> list[str]:
    answer = await api.get("/api/v1/tasks")
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()["items"]]
