"""The page where people choose what they are sent: what it shows, what it changes, what it hides."""

import re
from html.parser import HTMLParser

import httpx
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.messaging.letters import Letters, read
from tests.integration.messaging.test_letters import RUSSIAN, text_of
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.infra.engines import Engines

LETTER = {
    "subject": "Новости",
    "html": '<p>Привет!</p><a href="{{ preferences_url }}">Что присылать</a> '
    '<a href="{{ unsubscribe_url }}">Отписаться</a>',
}
TOPICS = {
    "accent": "#8a1c4a",
    "topics": [
        {
            "topic": "news",
            "name": {"ru": "Новости", "en": "News"},
            "text": {"ru": "Раз в неделю", "en": "Once a week"},
        },
        {"topic": "sale", "name": {"ru": "Скидки <b>"}},
        {"topic": "vip", "name": {"ru": "Тайное"}, "is_shown": False},
    ],
}
SHOWN = (
    *("Ромашка", "Письма · a•••@mail.example", "Скидки &lt;b&gt;", "Раз в неделю", "#8a1c4a"),
    "за 30 дней: 1, последнее ",
)


class Form(HTMLParser):
    """The last form of a page that saves: its fields as a browser would post them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.feed(page[page.rindex('<form method="post">') :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_sent = given.get("type") == "hidden" or "checked" in given
        if tag == "input" and is_sent:
            self.values.setdefault(str(given["name"]), []).append(str(given["value"]))

    def ticked(self) -> list[str]:
        """Keys of letters; he also takes SMS."""
        return [key for key in self.values["on"] if key.startswith("email")]

    def tick(self, **boxes: bool) -> dict[str, list[str]]:
        """The form with boxes (`email`, `email/news` by its topic) set."""
        on = set(self.values.get("on", ()))
        for name, is_on in boxes.items():
            key = "email" if name == "email" else f"email/{name}"
            on = on | {key} if is_on else on - {key}
        return {**self.values, "on": sorted(on)}


async def test_people_choose_what_they_are_sent(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        api = shop.workspace.api
        assert (await api.put("/api/v1/messaging/preferences", json=TOPICS)).status_code == 200
        assert (await api.put("/api/v1/messaging/settings", json={"caps": []})).status_code == 200
        assert await shop.send(LETTER, topic="news") == ["sent"]
        await shop.age()
        page = text_of(read(server), "html")
        (link,) = re.findall(f'{re.escape(engines.public_url)}(/l/p[^"]+)', page)
        assert f"{engines.public_url}{link}" in text_of(read(server), "plain")

        shown = await client.get(link, headers=RUSSIAN)
        assert shown.status_code == 200, shown.text
        text = shown.text
        for words in SHOWN:
            assert words in text, words
        for words in ("ann@", "Тайное", "vip"):
            assert words not in text, words
        assert "News" in (await client.get(link, headers={"accept-language": "en"})).text
        form = Form(text)
        assert form.ticked() == ["email/news", "email/sale", "email"], "all of the channel"

        saved = await client.post(link, data=form.tick(sale=False), headers=RUSSIAN)
        assert "Сохранено" in saved.text
        assert await shop.send(LETTER, topic="sale") == ["skipped:unsubscribed"]
        assert await shop.send(LETTER, topic="news") == ["sent"]
        same = await client.post(link, data=Form(saved.text).values, headers=RUSSIAN)
        assert "Ничего не изменилось" in same.text

        only = Form(same.text).tick(email=False, sale=True)
        saved = await client.post(link, data=only, headers=RUSSIAN)
        assert Form(saved.text).ticked() == ["email/news", "email/sale"]
        assert await shop.send(LETTER, topic="other") == ["skipped:unsubscribed"]
        assert await shop.send(LETTER, topic="sale") == ["sent"]
        assert await shop.send(LETTER, topic="vip") == ["skipped:unsubscribed"]

        stale = form.tick(news=False)
        await client.post(link, data=stale, headers=RUSSIAN)
        assert await shop.send(LETTER, topic="sale") == ["sent"], "an old page changes what it touched alone"

        left = await client.post(link, data={**form.values, "what": "none"}, headers=RUSSIAN)
        assert "Вы отписаны от всех рассылок" in left.text
        assert await shop.send(LETTER, topic="sale") == ["skipped:unsubscribed"]
        undo = Form(left.text[: left.text.index("<h1>")])
        back = await client.post(link, data=undo.values, headers=RUSSIAN)
        assert Form(back.text).ticked() == ["email/sale"], "as it was"
        assert await shop.send(LETTER, topic="sale") == ["sent"]

        person = (await api.get(f"/api/v1/profiles/{shop.person}")).json()
        marks = {each["topic"]: each for each in person["subscriptions"]}
        assert (marks["sale"]["is_subscribed"], marks["sale"]["source"]) == (True, "preferences")
        async with engines.postgres.connection() as connection:
            cursor = await connection.execute("SELECT count(*) FROM sends WHERE unsubscribed_at IS NOT NULL")
            assert await cursor.fetchone() == (1,), "the letter that he left from"


async def test_the_page_is_nobody_elses_and_no_trap(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        assert await shop.send(LETTER) == ["sent"]
        page = text_of(read(server), "html")
    (link,) = re.findall(f'{re.escape(engines.public_url)}(/l/p[^"]+)', page)
    (leave,) = re.findall(f'{re.escape(engines.public_url)}(/l/l[^"]+)', page)
    for wrong in (link[:-2] + "aa", link.replace("/l/p", "/l/l"), leave.replace("/l/l", "/l/p")):
        assert (await client.get(wrong)).status_code == 404
    many = await client.post(link, content="on=x&" * 5_000, headers=RUSSIAN)
    assert many.status_code == 400
    forged = {"box": ["email/vip", "vk"], "on": ["email/vip", "vk"]}
    assert "Ничего не изменилось" in (await client.post(link, data=forged, headers=RUSSIAN)).text
    assert link.removeprefix("/l/") in (await client.get(leave, headers=RUSSIAN)).text, "instead of leaving"
    person = f"/api/v1/profiles/{shop.person}"
    api = shop.workspace.api
    topic = {"channel": "email", "topic": "news", "is_subscribed": True}
    assert (await api.put(f"{person}/subscriptions", json=topic)).status_code == 200
    await client.post(leave, content=b"List-Unsubscribe=One-Click")
    again = (await api.put(f"{person}/subscriptions", json=topic)).json()
    letters = [each for each in again["subscriptions"] if each["channel"] == "email"]
    assert {each["topic"]: each["is_subscribed"] for each in letters} == {"": False, "news": True}
    shown = (await client.get(link, headers=RUSSIAN)).text
    assert "Рассылки" in shown
    ledger = shop.ledger
    (sent,) = await ledger.plan(ledger.new(shop.person, channel="email", content_id=1, topic="news"))
    await ledger.release()
    assert (await ledger.states([sent])) != ["skipped:unsubscribed"], "said after he left the channel"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"accent": "red"}, "accent"),
        ({"topics": [{"topic": ""}]}, "topics"),
        ({"topics": [{"topic": "a"}, {"topic": "a"}]}, ""),
    ],
)
async def test_settings_that_are_none(
    app: Application, make_workspace: MakeWorkspace, wrong: dict[str, object], path: str
) -> None:
    del app
    shop = await make_workspace()
    answer = await shop.api.put("/api/v1/messaging/preferences", json=wrong)
    assert answer.status_code == 422
    assert path in answer.text
