"""A subscription waits until it is confirmed from a letter: asked, written to, proved, told, erased."""

import json
import re
from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import Browser
from tests.integration.chat.pages import Pages, claim, now, wait_for

from otklik.messaging import delivering
from otklik.messaging.contracts import Channel, MessageKind
from otklik.messaging.erasure import erase_from_messaging
from otklik.profiles.contracts import Erased

RULE: dict[str, Any] = {
    "confirming": {"is_on": True, "ru": {"subject": "Точно, {{ person.email }}?"}},
    "topics": [{"topic": "news", "name": {"ru": "Новости", "en": "News"}}],
}
NEWS = {"subject": "News", "text": "News! {{ unsubscribe_url }}"}
RUSSIAN = {"accept-language": "ru", "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
PROMOTIONAL: dict[str, Any] = {"kind": MessageKind.PROMOTIONAL, "channel": Channel.EMAIL}


def form_of(topic: str = "news", **more: object) -> dict[str, Any]:
    blocks = [
        {"kind": "field", "name": "email", "type": "email", "property": "$email", "required": True},
        {"kind": "consent", "text": "Новости раз в неделю", "channel": "email", "topic": topic},
    ]
    return {"look": "large", "name": "Guide", "pages": [{"id": "a", "blocks": blocks}], **more}


class Shop:
    """A form on a page, the letters that leave, one visitor."""

    def __init__(self, pages: Pages, anna: Browser, client: httpx.AsyncClient) -> None:
        self.pages = pages
        self.anna = anna
        self.client = client
        self.key = 0

    async def submit(self, content: dict[str, Any], email: str = "anna@example.com") -> int:
        """Show the form and send it off; the home."""
        home = await self.pages.home_of(self.anna)
        await self.pages.offer(home, content, channel=Channel.FORM)
        (form,) = [each for each in await wait_for(self.anna) if not each.get("is_taken")][:1]
        assert await claim(self.anna, form["key"]) == 200
        box = next(b["at"] for b in form["content"]["pages"][0]["blocks"] if b["kind"] == "consent")
        self.key += 1
        answer = await self.anna.post(
            "forms",
            key=form["key"],
            client_key=f"k{self.key}",
            page_id="a",
            page={"url": "https://shop.example/guide", "title": "Guide"},
            fields={"email": email},
            consents=[box],
            finished=True,
        )
        assert answer.status_code == 200, answer.text
        return await self.pages.home_of(self.anna)

    async def letters(self) -> list[tuple[str, str]]:
        """(subject, path of the link) of all confirming letters, brought away."""
        await self.pages.release()
        medium = self.pages.channels.find(Channel.EMAIL)
        await delivering.deliver_portion(self.pages.engines, medium, by="test", now=now())  # type: ignore[arg-type]  # a wire
        async with self.pages.engines.postgres.connection() as connection:
            cursor = await connection.execute(
                "SELECT subject, body_text FROM mailbox WHERE workspace_id = %s ORDER BY id",
                (self.pages.shop.id,),
            )
            rows = await cursor.fetchall()
        found = [(subject, re.search(r"(/l/y[^\s)]+)", text)) for subject, text in rows]
        return [(subject, link[1]) for subject, link in found if link]

    async def decide(self, home: int, topic: str) -> str:
        """What becomes of a promotional letter."""
        send_id = await self.pages.plan(home, NEWS, topic=topic, **PROMOTIONAL)
        await self.pages.release()
        return await self.pages.state(send_id)


async def open_shop(client: httpx.AsyncClient, make_workspace: MakeWorkspace) -> Shop:
    shop = await make_workspace(name="Ромашка")
    assert (await shop.api.put("/api/v1/messaging/preferences", json=RULE)).status_code == 200
    pages, anna = await Pages.open(shop, is_used=True), Browser(client, shop.write_key)
    await anna.hello()
    return Shop(pages, anna, client)


async def test_a_subscription_begins_when_it_is_confirmed(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await open_shop(client, make_workspace)
    pages, api = shop.pages, shop.pages.shop.api
    home = await shop.submit(form_of())
    ((subject, link),) = await shop.letters()
    assert subject == "Точно, anna@example.com?"
    assert await shop.decide(home, "news") == "skipped:unconfirmed"
    assert await pages.ask("SELECT count(*) FROM consents WHERE workspace_id = %s", pages.shop.id) == 0
    person = (await api.get(f"/api/v1/profiles/{home}")).json()
    assert person["subscriptions"] == [], "nothing holds yet"

    for _ in range(2):  # gateways open every link
        shown = await client.get(link, headers=RUSSIAN)
        assert "Вы просили присылать «Новости» от «Ромашка» на a•••@example.com" in shown.text
        assert "Новости раз в неделю" in shown.text
    assert await shop.decide(home, "news") == "skipped:unconfirmed"
    done = await client.post(link, headers=RUSSIAN)
    assert "Подписка подтверждена" in done.text
    assert "/l/p" in done.text, "where he may choose"
    assert "Подписка подтверждена" in (await client.post(link, headers=RUSSIAN)).text
    assert await shop.decide(home, "news") == "ready"

    (proof,) = (await api.get(f"/api/v1/profiles/{home}/confirmations")).json()["items"]
    kept = {name: proof[name] for name in ("state", "topic", "address", "text", "url", "source", "letters")}
    assert kept == {
        "state": "confirmed",
        "topic": "news",
        "address": "anna@example.com",
        "text": "Новости раз в неделю",
        "url": "https://shop.example/guide",
        "source": "form",
        "letters": 1,
    }
    assert proof["ip"]
    assert proof["confirmed_ip"]
    assert "Firefox" in proof["confirmed_agent"]
    assert proof["confirmed_send_id"] == proof["letter_send_id"]
    person = (await api.get(f"/api/v1/profiles/{home}")).json()
    (said,) = person["subscriptions"]
    assert (said["topic"], said["is_subscribed"], said["source"]) == ("news", True, "double_opt_in")
    (told,) = await pages.told("$subscribed")
    assert (told["is_confirmed"], told["topic"], told["message_id"]) == (True, "news", "7")
    (consent,) = await pages.told("$consent_given")
    assert consent["text"] == "Новости раз в неделю"

    lines = [
        json.loads(each) for each in (await api.get(f"/api/v1/profiles/{home}/export")).text.splitlines()
    ]
    assert [each["text"] for each in lines if each["kind"] == "subscription_request"] == [
        "Новости раз в неделю"
    ]
    left = await erase_from_messaging(pages.engines, Erased(pages.shop.id, 1, home, (home,), {}, now()))
    assert left["subscription_requests"] == 0
    assert (await client.get(link)).status_code == 404


async def test_letters_that_ask_are_few_and_grow_old(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await open_shop(client, make_workspace)
    pages, api = shop.pages, shop.pages.shop.api
    home = await shop.submit(form_of(confirming="off", topic=""))
    assert await shop.letters() == [], "the form does not want it"
    assert await shop.decide(home, "other") == "ready"
    person = f"/api/v1/profiles/{home}"
    await api.put(f"{person}/subscriptions", json={"channel": "email", "is_subscribed": False})
    asked = await api.post(f"{person}/confirmations", json={"text": "Yes", "ip": "203.0.113.7"})
    assert asked.status_code == 201, asked.text
    assert (await api.post(f"{person}/confirmations", json={})).json()["letters"] == 1, "not twice at once"
    ((_, link),) = await shop.letters()
    assert await shop.decide(home, "") == "skipped:unconfirmed"
    again = f"{person}/confirmations/{asked.json()['id']}/letter"
    assert (await api.post(again)).json()["letters"] == 2
    await pages.ask("UPDATE subscription_requests SET expires_at = now() - interval '1 minute'")
    old = await client.post(link, headers=RUSSIAN)
    assert "Срок ссылки вышел" in old.text
    assert await shop.decide(home, "") == "skipped:unconfirmed"
    assert "Отправили новое письмо" in (await client.post(link, data={"what": "again"}, headers=RUSSIAN)).text
    enough = await client.post(link, data={"what": "again"}, headers=RUSSIAN)
    assert "На сегодня писем достаточно" in enough.text
    refused = await api.post(again)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "confirmed_too_often")
    assert len(await shop.letters()) == 3
    assert "Подписка подтверждена" in (await client.post(link, headers=RUSSIAN)).text, "the first letter, too"
    assert (await api.post(again)).json()["error"]["code"] == "is_confirmed"
    assert await shop.decide(home, "") == "ready"
    assert (await api.post(f"{person}/confirmations/999/letter")).status_code == 404
    wrong = await api.post(f"{person}/confirmations", json={"channel": "sms"})
    assert wrong.status_code == 422
    bad = {"confirming": {"is_on": True, "en": {"text": "{{ person.name "}}}
    assert (await api.put("/api/v1/messaging/preferences", json=bad)).status_code == 422
