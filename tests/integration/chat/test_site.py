"""Messages on the page: who takes them, once, whatever dies."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.automation.launching import launch
from tests.integration.chat.browsers import Browser, Line
from tests.integration.chat.pages import POPUP, Pages, claim, now, wait_for

from otklik.app import Application, create_app
from otklik.chat import site
from otklik.messaging import delivering
from otklik.messaging.contracts import Channel, MessageKind, SendState
from otklik.messaging.site import taking
from otklik.messaging.site.contracts import Taker
from otklik.profiles import service as profiles
from otklik.profiles.contracts_marks import MarkKind
from otklik.settings import Settings

PROMOTIONAL: dict[str, Any] = {"kind": MessageKind.PROMOTIONAL}


class KilledError(Exception):
    """The process dies here."""


async def _switch_off(shop: TestWorkspace) -> None:
    api = shop.api
    answer = await api.put("/api/v1/inbox/chat-settings", json={"is_on": False})
    assert answer.status_code == 200, answer.text


async def test_a_popup_comes_to_the_open_page_and_is_taken_once(
    app: Application,
    client: httpx.AsyncClient,
    make_workspace: MakeWorkspace,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = await make_workspace()
    await _switch_off(shop)
    pages, anna, eve = (
        await Pages.open(shop),
        Browser(client, shop.write_key),
        Browser(client, shop.write_key),
    )
    body = {"write_key": shop.write_key, "anonymous_id": anna.anonymous_id}
    silent = await client.post("/chat/hello", json=body)
    assert silent.status_code == 204, "a workspace without a chat and without messages costs nothing"

    away = await pages.offer(1 << 40)
    monkeypatch.setattr(site, "FRESH_S", 0.0)
    told = await anna.hello()
    assert (told["settings"], told["conversations"], told["site"]["popups"]) == (None, [], [])
    await eve.hello()
    home, tabs = await pages.home_of(anna), [Line(app), Line(app)]
    for tab in tabs:
        tab.say(type="resume", after=0, token=anna.token)
        await tab.hear("ready")
    other = create_app(shop.engines, settings, api=app.api)
    async with other.running():  # another web process, that ends before anything is taken
        there = Line(other)
        there.say(type="resume", after=0, token=anna.token)
        await there.hear("ready")
        first = await pages.offer(home, variables={"event": {"url": "javascript:alert(1)"}})
        heard = [(await tab.hear("popups"))["popups"] for tab in (*tabs, there)]
        await there.leave()
    assert [[each["send"] for each in popups] for popups in heard] == [[first]] * 3
    popup = heard[0][0]
    assert popup["content"]["pages"][0]["blocks"][0]["text"] == "Hi friend"
    assert "url" not in popup["content"]["pages"][0]["blocks"][1], "a link that became a script is none"
    assert popup["expires_at"] is not None, "it does not wait for ever"

    assert await claim(eve, popup["key"]) == 404, "another browser's key"
    assert await claim(anna, popup["key"][:-2] + "AA") == 404, "a changed key"
    assert await claim(anna, "x") == 404
    answers = await asyncio.gather(*(claim(anna, popup["key"], f"tab{number}") for number in range(6)))
    assert sorted(answers) == [200, 409, 409, 409, 409, 409]
    winner = f"tab{answers.index(200)}"
    assert await claim(anna, popup["key"], winner) == 200, "who lost the answer asks again"
    assert (await tabs[1].hear("gone"))["sends"] == [first]
    assert await pages.state(first) == "claimed"
    for heard_of, news in (
        ("delivered", True),
        ("shown", True),
        ("shown", False),
        ("clicked", True),
        ("closed", True),
    ):
        answer = await anna.post("popups", key=popup["key"], heard=heard_of, block="pages[0].blocks[1]")
        assert answer.json() == {"is_news": news}, heard_of
    assert await pages.state(first) == "sent"
    assert await wait_for(anna) == [], "what was taken is not offered again"
    assert await pages.state(away) == "ready", "nobody came"
    (clicked,) = [each for each in await pages.told("$message_clicked") if each["send_id"] == str(first)]
    assert clicked["block"] == "pages[0].blocks[1]"
    assert len(await pages.told("$message_shown")) == 1
    for tab in tabs:
        await tab.leave()


async def test_what_waits_is_asked_again_when_it_is_taken(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    pages, anna = await Pages.open(shop, is_used=True), Browser(client, shop.write_key)
    await anna.hello()
    home = await pages.home_of(anna)
    sends = [await pages.offer(home, priority=9 - number, **PROMOTIONAL) for number in range(3)]
    free = await pages.offer(home, priority=-1)
    keys = {each["send"]: each["key"] for each in await wait_for(anna)}
    assert list(keys) == [*sends, free], "the more important first"

    assert await claim(anna, keys[sends[0]]) == 200
    late = await anna.post("popups", key=keys[sends[1]], heard="claim")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "later"), "one a visit"
    assert await pages.state(sends[1]) == "ready"
    assert await claim(anna, keys[free]) == 200, "a transactional one is free of it"
    await pages.ask("UPDATE chat_devices SET seen_at = now() - interval '1 day' RETURNING 1")
    again = {each["send"]: each["key"] for each in await wait_for(anna)}
    assert list(again) == sends[1:]
    assert await claim(anna, again[sends[1]]) == 200, "the next visit has one of its own"

    await pages.ask("UPDATE sends SET expires_at = %s WHERE id = %s RETURNING 1", now(), sends[2])
    assert await claim(anna, again[sends[2]]) == 409, "out of date"
    assert await pages.state(sends[2]) == "skipped:expired"
    unwanted = await pages.offer(home, **PROMOTIONAL)
    (offered,) = await wait_for(anna)
    await anna.post("contact", name="Anna")  # leaves a row, so that a word can be said of him
    async with shop.engines.postgres.connection() as connection:
        await profiles.change_marks(
            connection,
            workspace_id=shop.id,
            people=[home],
            kind=MarkKind.CONSENT,
            key="advertising",
            is_on=False,
            author="test",
        )
    assert await claim(anna, offered["key"]) == 409
    assert await pages.state(unwanted) == "skipped:no_consent"


async def test_whatever_dies_nobody_sees_it_twice_and_nobody_loses_it(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    pages, anna = await Pages.open(shop, is_used=True), Browser(client, shop.write_key)
    await anna.hello()
    home = await pages.home_of(anna)
    device = await pages.ask("SELECT id FROM chat_devices")
    taker = Taker(shop.id, device, (home,), (home,), knows_person=True, visit_at=now() - timedelta(hours=1))
    for place, left in (("locked", "ready"), ("claimed", "ready"), ("committed", "claimed")):
        send_id = await pages.offer(home)

        async def die(at: str, place: str = place) -> None:
            if at == place:
                raise KilledError

        with pytest.raises(KilledError):
            await taking.claim(shop.engines, taker=taker, send_id=send_id, tab="a", now=now(), checkpoint=die)
        assert await pages.state(send_id) == left, place

    doubt = await pages.offer(home, **PROMOTIONAL)
    popup = next(each for each in await wait_for(anna) if each["send"] == doubt)
    assert await claim(anna, popup["key"]) == 200
    after = now() + timedelta(minutes=2)
    await delivering.lapse_portion(shop.engines, now=after)
    assert await pages.state(doubt) == "unknown:lease_over", "claimed, and not a word since"
    assert await pages.state(send_id) == "ready", "a transactional one is offered again"
    assert doubt not in {each["send"] for each in await wait_for(anna)}
    assert (await anna.post("popups", key=popup["key"], heard="shown")).json() == {"is_news": True}
    assert (await pages.read(doubt)).state is SendState.SENT, "a word that comes late proves it"


async def test_merged_homes_are_one_person_and_a_mere_word_opens_nothing(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    pages = await Pages.open(shop, is_used=True)
    phone, laptop = Browser(client, shop.write_key), Browser(client, shop.write_key)
    for browser in (phone, laptop):
        await browser.hello()
        await browser.post("contact", name="Anna Secret")
    first, second = await pages.home_of(phone), await pages.home_of(laptop)
    merged = await shop.api.post(f"/api/v1/profiles/{first}/merge", json={"other_id": str(second)})
    assert merged.status_code in {200, 201}, merged.text
    root = int((await shop.api.get(f"/api/v1/profiles/{first}")).json()["id"])
    own, other = (phone, laptop) if root == first else (laptop, phone)
    joined = second if root == first else first

    content = {
        "look": "small",
        "pages": [
            {"id": "a", "blocks": [{"kind": "title", "text": "Hi {{ person.name | default: 'you' }}"}]}
        ],
    }
    to_root, to_joined = await pages.offer(root, content), await pages.offer(joined, content)
    seen = {each["send"]: each for each in await wait_for(own)}
    assert set(seen) == {to_root, to_joined}, "the card's own browser takes what is for any home"
    assert seen[to_root]["content"]["pages"][0]["blocks"][0]["text"] == "Hi Anna Secret"
    (alone,) = await wait_for(other)
    assert alone["send"] == to_joined
    assert alone["content"]["pages"][0]["blocks"][0]["text"] == "Hi you", "who proved nothing is told nothing"
    answers = [await claim(own, seen[to_joined]["key"]), await claim(other, alone["key"])]
    assert answers == [200, 409], "one person, one popup"


async def test_an_answer_begins_the_conversation_of_a_chat_message(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    pages, anna = await Pages.open(shop, is_used=True), Browser(client, shop.write_key)
    await anna.hello()
    home = await pages.home_of(anna)
    member = await pages.ask("SELECT member_id FROM memberships WHERE workspace_id = %s", shop.id)
    line = Line(app)
    line.say(type="resume", after=0, token=anna.token)
    await line.hear("ready")
    spoken = await pages.offer(home, {"text": "Can I help?", "from": member}, channel=Channel.CHAT)
    later = await pages.offer(home, {"text": "Back again?", "when": "visit"}, channel=Channel.CHAT)
    (message,) = (await line.hear("messages"))["messages"]
    assert (message["send"], message["text"], message["is_read"]) == (spoken, "Can I help?", False)
    assert message["author"]["id"] == member
    assert (await anna.post("heard", key=message["key"], heard="read")).json() == {"is_news": True}
    assert await pages.state(spoken) == "sent"
    assert await pages.ask("SELECT count(*) FROM conversations") == 0, (
        "what nobody answered is no conversation"
    )
    assert [each["is_read"] for each in (await anna.hello())["site"]["messages"]] == [True]

    said = [await anna.say("Yes", client_key="k", reply_to=message["key"]) for _ in range(2)]
    assert said[0]["part"]["id"] == said[1]["part"]["id"], "sent twice it is one"
    talk = (await anna.get(f"conversations/{said[0]['conversation']['id']}")).json()
    assert [each["body"] for each in talk["parts"]] == ["Yes", "Can I help?"]
    assert talk["parts"][1]["author"]["id"] == member, "to her it stays the words of the same person"
    assert (await pages.read(spoken)).replied_at is not None
    assert (await anna.hello())["site"]["messages"] == []
    await pages.ask("UPDATE chat_devices SET seen_at = now() - interval '1 day' RETURNING 1")
    told = await anna.hello()
    assert [each["send"] for each in told["site"]["messages"]] == [later], "the next visit"
    await line.leave()

    asking = asyncio.create_task(anna.post("changes", after=told["seq"], wait=20, known=[later]))
    popup = await pages.offer(home)
    polled = (await asking).json()
    assert [each["send"] for each in polled["popups"]] == [popup], "a poll hears of it as well"


async def test_a_trigger_of_a_browser_begins_a_scenario_once_a_view(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = await make_workspace()
    api = shop.api
    pages, anna = await Pages.open(shop), Browser(client, shop.write_key)
    assert (await anna.hello())["site"] is None, "a chat alone: pages need no more"
    made = await api.post("/api/v1/contents", json={"channel": "popup", "content": POPUP})
    graph = {
        "entry": {"triggers": [{"browser": "scroll", "percent": 50}], "repeat": "always", "together": True},
        "start": "say",
        "nodes": {"say": {"send": {"channel": "popup", "content_id": made.json()["id"]}}},
    }
    await launch(api, "S", graph)

    monkeypatch.setattr(site, "FRESH_S", 0.0)
    (trigger,) = (await anna.hello())["site"]["triggers"]
    assert (trigger["kind"], trigger["percent"]) == ("scroll", 50)
    page = {"url": "https://shop.example/a", "title": "A"}
    told = {"trigger": trigger["key"], "page": page, "details": {"depth": 61, "x": {"y": 1}, "s": "a" * 999}}
    answers = [(await anna.post("fired", **told, view=view)).json() for view in ("v1", "v1", "v2")]
    assert [each["is_taken"] for each in answers] == [True, False, True]
    scrolled = await pages.told("$scrolled")
    assert [(each["depth"], each["url"], len(each["s"]), "x" in each) for each in scrolled] == [
        (61, page["url"], 200, False)
    ] * 2
    for body, status in (
        ({**told, "trigger": "9-1", "view": "v"}, 404),
        ({**told, "view": ""}, 422),
        ({**told, "view": "v", "details": {str(number): 1 for number in range(50)}}, 422),
    ):
        assert (await anna.post("fired", **body)).status_code == status
