"""Two teams that write to each other, each with everything on that answers by itself: it ends."""

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.test_arriving import Post
from tests.integration.correspondence.test_with_chat import House
from tests.unit.letters.server import Server, running

CLOSED = {"hours": {"zone": "UTC", "days": [[]] * 7, "holidays": []}}
TEXT = {"ru": "Ответим утром", "en": "We answer in the morning"}
RULES = {"out_of_hours": {"is_on": True, "text": TEXT}, "csat": {"is_on": True, "delay_minutes": 5}}
THEIRS = "help@shop.example"


def plain(raw: bytes) -> bytes:
    """A mail as it was, without the end of the talk."""
    return raw.removesuffix(b".\r\n")


def last(server: Server) -> bytes:
    return plain(server.got[-1])


async def answer_by_itself(house: House) -> None:
    """The team is never at work, and says so; it asks how it was; letters go as soon as they may."""
    for path, body in (("chat-settings", CLOSED), ("routing-settings", RULES)):
        answer = await house.owner.put(f"/api/v1/inbox/{path}", json=body)
        assert answer.status_code == 200, answer.text
    await house.hush()


async def test_they_fall_silent_when_people_do(
    make_workspace: MakeWorkspace, client: httpx.AsyncClient
) -> None:
    async with running() as server:
        shop = await House.open(make_workspace, server, client)
        supplier = await House.open(make_workspace, server, client)
        engines = shop.desk.engines
        await answer_by_itself(shop)
        await answer_by_itself(supplier)
        post = await Post.open(engines, supplier.desk.workspace)
        back = Post(engines, shop.desk.workspace, shop.owner)
        sender = {"name": "Supplier", "address": THEIRS}
        (known,) = (await supplier.owner.get("/api/v1/mail/senders")).json()["items"]
        changed = await supplier.owner.patch(f"/api/v1/mail/senders/{known['id']}", json=sender)
        assert changed.is_success, changed.text

        talk = (await shop.visitor.say("Hello, we have your tea"))["conversation"]["id"]
        assert (await shop.visitor.post("contact", email=THEIRS)).status_code == 200
        assert TEXT["en"] in [part["body"] for part in await shop.parts(talk)], "in the chat it is told"
        assert await shop.work(hours=1) == [], "what a program says is no letter"

        await shop.desk.answers(shop.desk.anna, talk, "When does it come?")
        await shop.work(hours=1)
        (taken,) = await post.bring(last(server))
        assert taken["state"] == "taken", "another workspace of this installation is somebody else"
        assert taken["kind"] == "person"
        theirs = int(taken["conversation_id"])
        bodies = [part["body"] for part in await supplier.parts(theirs) if part["kind"] == "message"]
        assert len(bodies) == 1, "a mail is not answered by itself"
        assert "When does it come?" in bodies[0]
        assert await supplier.work(hours=2) == []
        assert (await post.bring(last(server)))[0]["reason"] == "duplicate"

        await supplier.desk.answers(supplier.desk.anna, theirs, "On Friday")
        (answer,) = await supplier.work(hours=1)
        assert answer["from"].addresses[0].addr_spec == THEIRS
        (home,) = await back.bring(last(server))
        assert (home["state"], home["conversation_id"]) == ("taken", str(talk))
        before = len(server.got)
        assert await shop.work(hours=3) == []
        assert await supplier.work(hours=3) == []
        assert len(server.got) == before, "nobody of either team said anything more"

        # A letter of its own comes back to it: over an alias, say. It is listed, and nothing follows.
        own = next(raw for raw in server.got if b"When does it come?" in raw)
        assert (await back.bring(plain(own)))[0]["reason"] == "own"
        await shop.post.close()
        await supplier.post.close()
