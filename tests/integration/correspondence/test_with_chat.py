"""A visitor who left gets the answers in one letter, and comes back by its link; nobody else does."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import Browser
from tests.integration.deadly import Deadly, DeathError
from tests.integration.desk.asking import Desk
from tests.unit.letters.server import Server, running

from otklik.correspondence.accounts import repository as inbound
from otklik.correspondence.answering import following, sending
from otklik.correspondence.answering.contracts import State
from otklik.correspondence.answering.marks import TalkMark, Whom, read_talk
from otklik.correspondence.answering.service import erase_from_correspondence, list_addresses
from otklik.inbox.keeping import now
from otklik.infra.networks import read_networks
from otklik.letters.post import Post
from otklik.profiles.contracts import Erased

HUMAN = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"}
SITE = "https://shop.example/"
LETTERS = "SELECT kind, state, reason FROM talk_letters ORDER BY id"


class House:
    """A shop with a mail server, a domain whose mail it takes, and one visitor with an address."""

    def __init__(self, desk: Desk, server: Server, owner: httpx.AsyncClient, visitor: Browser) -> None:
        self.desk, self.server, self.owner, self.visitor = desk, server, owner, visitor
        self.post = Post(desk.engines, allowed=read_networks(["127.0.0.0/8"]))

    @classmethod
    async def open(cls, make_workspace: MakeWorkspace, server: Server, client: httpx.AsyncClient) -> "House":
        desk = await Desk.make(make_workspace)
        owner = await desk.workspace.owner()
        body = {"name": "Relay", "host": "127.0.0.1", "port": server.port, "security": "none"}
        account = (await owner.post("/api/v1/mail/accounts", json=body)).json()
        sender = {"name": "Shop", "address": "shop@otklik.example", "account_id": int(account["id"])}
        assert (await owner.post("/api/v1/mail/senders", json=sender)).status_code == 201
        async with desk.engines.postgres.connection() as connection:
            await inbound.insert_domain(
                connection, workspace_id=desk.workspace.id, domain="in.shop.example", is_default=True
            )
        visitor = Browser(client, desk.workspace.write_key)
        await visitor.hello()
        house = cls(desk, server, owner, visitor)
        await house.set(site=SITE)
        return house

    async def set(self, **settings: object) -> None:
        answer = await self.owner.put("/api/v1/inbox/mail-settings", json={"site": SITE, **settings})
        assert answer.status_code == 200, answer.text

    async def hush(self) -> None:
        """Nobody of the team wants letters."""
        for client in (self.desk.anna, self.desk.boris, self.owner):
            answer = await client.put(
                "/api/v1/inbox/mail-settings/me", json={"queue": "never", "mine": "never"}
            )
            assert answer.status_code == 200, answer.text

    async def work(self, **later: float) -> list[EmailMessage]:
        """Plan and bring away, as if so much later; what the mail server got."""
        at = now() + timedelta(**later)
        before = len(self.server.got)
        await following.follow(self.desk.engines)
        while await sending.bring_one(self.desk.engines, self.post, by="test", now=at):
            continue
        return [_read(raw) for raw in self.server.got[before:]]

    async def list_letters(self) -> list[tuple[str, str, str]]:
        async with self.desk.engines.postgres.connection() as connection:
            return list(await (await connection.execute(LETTERS)).fetchall())

    async def parts(self, talk: int) -> list[dict[str, Any]]:
        found = await self.desk.get(self.desk.anna, f"/conversations/{talk}")
        parts: list[dict[str, Any]] = found["parts"]
        return parts


@pytest.fixture
async def house(make_workspace: MakeWorkspace, client: httpx.AsyncClient) -> AsyncIterator[House]:
    async with running() as server:
        made = await House.open(make_workspace, server, client)
        yield made
        await made.post.close()


def _read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw.removesuffix(b".\r\n"), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


async def test_answers_go_in_one_letter_and_its_link_opens_one_talk_to_one_browser(
    house: House, client: httpx.AsyncClient
) -> None:
    desk, visitor = house.desk, house.visitor
    await house.hush()
    page = {"url": f"{SITE}tea?x=1#top", "title": "Tea"}
    talk = (await visitor.say("<b>Where</b> is my tea?", page=page))["conversation"]["id"]
    other = (await visitor.say("Another matter"))["conversation"]["id"]
    hostile = '"><script>alert(1)</script>\r\nBcc: all@shop.example'
    assert (await visitor.post("contact", email="Ann@Mail.example", name=hostile)).status_code == 200
    await desk.answers(desk.anna, talk, "On its way: https://post.example/1")
    await desk.answers(desk.anna, talk, "And a cup <i>too</i>")
    assert await house.work() == [], "he may read it in the chat yet"
    (letter,) = await house.work(minutes=6)
    assert letter["to"].addresses[0].addr_spec == "ann@mail.example"
    assert letter["bcc"] is None
    text, html = _text(letter), _text(letter, "html")
    assert text.index("On its way") < text.index("And a cup")
    assert "<script>" not in html
    assert "And a cup &lt;i&gt;too&lt;/i&gt;" in html
    assert '<a href="https://post.example/1">' in html
    assert letter["auto-submitted"] == "no", "a person wrote it"
    marks = {
        read_talk(
            desk.engines.secrets, letter[name].addresses[0].addr_spec if name == "reply-to" else letter[name]
        )
        for name in ("reply-to", "message-id")
    }
    (mark,) = marks
    assert mark is not None
    assert (mark.conversation_id, mark.whom) == (talk, Whom.VISITOR)
    assert letter["reply-to"].addresses[0].domain == "in.shop.example"
    async with desk.engines.postgres.connection() as connection:
        assert await list_addresses(connection, mark=mark) == {"ann@mail.example"}
    told = [part["data"]["letter"] for part in await house.parts(talk) if "letter" in part["data"]]
    assert [(each["state"], each["to"]) for each in told] == [("sent", "ann@mail.example")] * 2
    assert await house.work(hours=2) == [], "once"

    link = next(word for word in text.split() if "/t/" in word)
    path = link.removeprefix(desk.engines.public_url)
    led = await client.get(path, headers=HUMAN)
    assert (led.status_code, led.headers["location"].partition("#")[0]) == (302, f"{SITE}tea?x=1")
    ticket = led.headers["location"].partition("=")[2].rpartition("=")[2]
    await _try_link(house, client, ticket, talk=talk, other=other)

    await desk.answers(desk.anna, talk, "It has come")
    (second,) = await house.work(hours=1)
    assert "And a cup" not in _text(second)
    assert second["subject"] == f"Re: {letter['subject']}"
    assert (second["in-reply-to"], letter["message-id"] in second["references"]) == (
        letter["message-id"],
        True,
    )
    again = await house.visitor.post("enter", ticket=ticket)
    assert again.json()["state"] == "open"
    person = (await desk.get(desk.anna, f"/conversations/{talk}"))["conversation"]["profile_id"]
    assert (await desk.anna.post(f"/api/v1/inbox/people/{person}/block")).is_success
    late = Browser(client, desk.workspace.write_key)
    await late.hello()
    assert (await late.post("enter", ticket=ticket, asked=True)).status_code == 404, "he is blocked"


async def _try_link(house: House, client: httpx.AsyncClient, ticket: str, *, talk: int, other: int) -> None:
    """Whoever has the link: the visitor's own browser, his phone, a stranger, somebody who guesses."""
    assert (await house.visitor.post("enter", ticket=ticket)).json() == {
        "state": "open",
        "conversation_id": talk,
    }
    phone, stranger = (Browser(client, house.desk.workspace.write_key) for _ in range(2))
    await phone.hello()
    await stranger.hello()
    assert (await phone.get(f"conversations/{talk}")).status_code == 404
    assert (await phone.post("enter", ticket=ticket)).json()["state"] == "ask", (
        "a program that looks uses nothing up"
    )
    assert (await phone.get(f"conversations/{talk}")).status_code == 404
    assert (await phone.post("enter", ticket=ticket, asked=True)).json()["conversation_id"] == talk
    assert (await phone.get(f"conversations/{talk}")).status_code == 200
    assert (await phone.get(f"conversations/{other}")).status_code == 404, "never another one"
    taken = await stranger.post("enter", ticket=ticket, asked=True)
    assert taken.json() == {"state": "taken", "conversation_id": None}
    assert (await stranger.get(f"conversations/{talk}")).status_code == 404
    guessed = ticket[:-1] + ("a" if ticket[-1] != "a" else "b")
    assert (await stranger.post("enter", ticket=guessed, asked=True)).status_code == 404
    assert (await client.get(f"/t/{guessed}", headers=HUMAN)).status_code == 404
    assert (await stranger.post("enter", ticket=ticket, anew=True)).json() == {"state": "sent"}
    assert (await stranger.post("enter", ticket=ticket, anew=True)).json() == {"state": "wait"}
    (fresh,) = await house.work()
    assert fresh["to"].addresses[0].addr_spec == "ann@mail.example", "to him alone, with none of the words"
    assert "On its way" not in _text(fresh)


async def test_what_is_read_or_switched_off_does_not_go_and_what_is_said_by_mail_goes_at_once(
    house: House,
) -> None:
    desk, visitor = house.desk, house.visitor
    await house.hush()
    talk = (await visitor.say("Hello"))["conversation"]["id"]
    refused = await visitor.post("transcript", conversation_id=talk)
    assert refused.json()["error"]["code"] == "talk_not_answered", "nobody mails his own words through us"
    await desk.answers(desk.anna, talk, "Who are you?")
    assert await house.work(minutes=6) == []
    assert await house.list_letters() == [("answer", "skipped", "no_address")]
    await visitor.post("contact", email="ann@mail.example", name="Ann")
    answered = await desk.answers(desk.anna, talk, "Read at once")
    await visitor.post("read", conversation_id=talk, part=answered["part"]["id"])
    assert await house.work(minutes=6) == []
    assert (await house.list_letters())[-1] == ("answer", "skipped", "read")
    await house.set(visitors="never")
    await desk.answers(desk.anna, talk, "Never by mail")
    assert await house.work(minutes=30) == []

    moved = await desk.anna.patch(f"/api/v1/inbox/conversations/{talk}", json={"reply_channel": "email"})
    assert moved.status_code == 200
    undone = await desk.answers(desk.anna, talk, "A slip of the pen")
    gone = await desk.anna.delete(f"/api/v1/inbox/conversations/{talk}/parts/{undone['part']['id']}")
    assert gone.status_code == 200, gone.text
    await desk.answers(desk.anna, talk, "By mail now")
    assert await house.work() == [], "it may be taken back yet"
    (letter,) = await house.work(minutes=1)
    assert "By mail now" in _text(letter)
    assert "slip" not in _text(letter)
    assert letter["subject"].startswith("Re: ")
    assert "> Hello" in _text(letter)

    transcript = await desk.anna.post(f"/api/v1/inbox/conversations/{talk}/transcript")
    assert transcript.status_code == 202, transcript.text
    assert (await visitor.post("transcript", conversation_id=talk)).status_code == 200, "it goes once"
    (whole,) = await house.work()
    assert [words in _text(whole) for words in ("Hello", "Who are you?", "By mail now")] == [True] * 3
    listed = await desk.anna.get(f"/api/v1/inbox/conversations/{talk}/letters")
    assert [each["state"] for each in listed.json()["items"]][:2] == ["sent", "sent"]

    await desk.answers(desk.anna, talk, "Nobody shall get this")
    await following.follow(desk.engines)
    async with desk.engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT profile_id FROM conversations WHERE id = %s", (talk,))
        row = await cursor.fetchone()
    assert row is not None
    erased = Erased(desk.workspace.id, 1, row[0], (row[0],), {}, now())
    assert await erase_from_correspondence(desk.engines, erased) == {"talk_letters": 0}
    assert await house.work(hours=1) == []


async def test_operators_who_are_away_get_it_by_mail(house: House) -> None:
    desk, visitor = house.desk, house.visitor
    talk = (await visitor.say("Is anybody there?", page={"url": SITE, "title": ""}))["conversation"]["id"]
    await visitor.post("contact", email="ann@mail.example", name="Ann")
    await desk.boris.put("/api/v1/inbox/mail-settings/me", json={"queue": "never"})
    letters = await house.work(minutes=6)
    to = {letter["to"].addresses[0].addr_spec for letter in letters}
    mails = {
        name: (await client.get("/api/v1/me")).json()["member"]["email"] for name, client in desk.clients
    }
    assert mails["anna"] in to
    assert mails["boris"] not in to
    (letter,) = (each for each in letters if each["to"].addresses[0].addr_spec == mails["anna"])
    assert letter["subject"] == "Ann writes in the chat"
    assert letter["auto-submitted"] == "auto-generated"
    assert f"/inbox/{talk}" in _text(letter)
    assert "/people/" in _text(letter)
    mark = read_talk(desk.engines.secrets, letter["message-id"])
    assert mark == TalkMark(
        desk.workspace.id, talk, mark.part_id if mark else 0, Whom.OPERATOR, desk.ids["anna"]
    )
    assert await house.work(hours=1) == []
    await visitor.say("Hello?", talk)
    await desk.post(desk.anna, f"/conversations/{talk}/read", {"part": (await house.parts(talk))[0]["id"]})
    again = await house.work(hours=1)
    assert mails["anna"] not in {each["to"].addresses[0].addr_spec for each in again}, "she has read it"


async def test_whoever_dies_where_nobody_gets_it_twice_and_nobody_is_lost(house: House) -> None:
    desk, visitor = house.desk, house.visitor
    talks = [(await visitor.say(f"question {number}"))["conversation"]["id"] for number in range(4)]
    await visitor.post("contact", email="ann@mail.example", name="Ann")
    await house.hush()
    for talk in talks:
        await desk.answers(desk.anna, talk, f"answer {talk}")
    await following.follow(desk.engines)
    deadly = Deadly()
    is_busy, at = True, now() + timedelta(minutes=6)
    while is_busy:
        try:
            is_busy = await sending.bring_one(desk.engines, house.post, by="test", now=at, checkpoint=deadly)
        except DeathError:
            continue
    assert deadly.places == ["taken", "claimed", "on the wire", "told"]
    while await sending.give_up_one(desk.engines, now=at + sending.LEASE):
        continue
    said = sorted(_text(_read(raw)).split("answer ")[1].split()[0] for raw in house.server.got)
    assert len(said) == len(set(said)), "nobody twice"
    states = [state for _, state, _ in await house.list_letters()]
    assert sorted(states) == sorted([State.SENT, State.SENT, State.UNKNOWN, State.UNKNOWN])
    troubled = (await desk.anna.get("/api/v1/inbox/letters")).json()["items"]
    assert len(troubled) == 2
    answer = await desk.anna.post(f"/api/v1/inbox/letters/{troubled[0]['id']}/again")
    assert answer.json()["state"] == "waiting"
