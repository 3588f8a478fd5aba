import asyncio
import json
import uuid
from collections.abc import Sequence

import httpx
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.chat.browsers import WAIT_S, Browser, Line, answer

from otklik.app import Application
from otklik.inbox import repository_presence
from otklik.inbox.erasure import erase_from_inbox
from otklik.inbox.files import erase_workspace_files, sweep_files
from otklik.inbox.repository_presence import VisitorHere
from otklik.kit.clock import to_datetime
from otklik.profiles.contracts import Erased
from otklik.workspaces.contracts import DeletedWorkspace

XSS = '<img src=x onerror="alert(1)"> <script>alert(2)</script> javascript:alert(3) \u202e &lt;'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


async def member_of(workspace: TestWorkspace) -> int:
    async with workspace.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT member_id FROM memberships WHERE workspace_id = %s", (workspace.id,)
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def count_people(workspace: TestWorkspace) -> int:
    async with workspace.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(*) FROM profiles WHERE workspace_id = %s", (workspace.id,)
        )
        row = await cursor.fetchone()
    return row[0] if row else 0


async def test_a_visitor_talks_and_hears_the_answer(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    anna = await member_of(shop)
    browser = Browser(client, shop.write_key)

    told = await browser.hello(page={"url": "https://shop/", "title": "Shop"})
    assert (told["is_verified"], told["conversations"], told["unread"]) == (False, [], 0)
    assert told["is_open"] is True
    assert [each["id"] for each in told["operators"]] == [anna]
    assert "@" not in json.dumps(told["operators"]), "an operator's address is not for visitors"
    assert await count_people(shop) == 0, "a nameless visitor who said nothing leaves nothing"
    assert (await browser.hello())["token"] == browser.token, "the same browser keeps its token"

    line = Line(app)
    line.say(type="resume", after=told["seq"], token=browser.token)
    await line.hear("ready")
    line.say(type="ping")
    await line.hear("pong")

    key = str(uuid.uuid4())
    sent = await browser.say(XSS, client_key=key, page={"url": "https://shop/cart", "title": XSS})
    talk = sent["conversation"]["id"]
    assert (sent["part"]["body"], sent["part"]["client_key"]) == (XSS, key)
    assert sent["part"]["author"]["kind"] == "visitor"
    assert await count_people(shop) == 1, "now he is somebody"
    again = await browser.say("something else", client_key=key)
    assert again["part"] == sent["part"], "sent twice is one"
    heard = await line.hear("changes")
    assert [each["id"] for each in heard["conversations"]] == [talk]
    assert [each["body"] for each in heard["parts"]] == [XSS]

    said = await answer(shop.engines, shop.id, talk, "Hello!", anna)
    heard = await line.hear("changes")
    assert [(each["id"], each["body"], each["author"]["id"]) for each in heard["parts"]] == [
        (said, "Hello!", anna)
    ]
    assert heard["conversations"][0]["last_author"]["kind"] == "operator"
    read = await browser.post("read", conversation_id=talk, part=said)
    assert read.json()["conversation"]["visitor_read"] == said
    assert (await line.hear("changes"))["parts"] == []

    page = (await browser.get(f"conversations/{talk}")).json()
    assert [each["body"] for each in page["parts"]] == ["Hello!", XSS]
    older = (await browser.get(f"conversations/{talk}", before=said)).json()
    assert [each["body"] for each in older["parts"]] == [XSS]

    closed = await shop.api.patch(f"/api/v1/inbox/conversations/{talk}", json={"status": "closed"})
    assert closed.status_code == 200, closed.text
    assert (await line.hear("changes"))["conversations"][0]["asks_rating"] is True
    rated = (await browser.post("rating", conversation_id=talk, score=5, comment=XSS)).json()
    assert (rated["conversation"]["rating"], rated["conversation"]["asks_rating"]) == (5, False)
    assert (await browser.post("rating", conversation_id=talk, score=6)).status_code == 422
    known = await browser.post("contact", email="Ann@Example.com", name=XSS)
    assert known.json()["contact"] == {"email": True, "phone": False, "name": True}
    assert (await browser.post("contact", email="nobody")).status_code == 422
    assert (await browser.hello())["conversations"][0]["id"] == talk
    await line.leave()


async def test_long_poll_and_resume_tell_what_was_missed(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    anna = await member_of(shop)
    browser = Browser(client, shop.write_key)
    await browser.hello()
    sent = await browser.say("one")
    talk, seq = sent["conversation"]["id"], sent["seq"]

    nothing = (await browser.get("changes", after=seq)).json()
    assert (nothing["seq"], nothing["parts"]) == (seq, [])
    place = {"url": "https://shop/cart", "title": "Cart"}
    waiting = asyncio.create_task(browser.post("changes", after=seq, wait=25, page=place))
    await app.hub._is_following.wait()
    async with shop.engines.postgres.connection() as connection, asyncio.timeout(WAIT_S):
        here: Sequence[VisitorHere] = ()
        while not here:  # the process may be at writing it already
            await app.presence.flush()
            here = await repository_presence.list_visitors(connection, workspace_id=shop.id, limit=9)
    assert [(each.url, each.title) for each in here] == [("https://shop/cart", "Cart")], (
        "he waits, so he is here"
    )
    await answer(shop.engines, shop.id, talk, "two", anna)
    told = (await waiting).json()
    assert [each["body"] for each in told["parts"]] == ["two"]

    line = Line(app)
    line.say(type="resume", after=seq, token=browser.token)
    assert [each["body"] for each in (await line.hear("changes"))["parts"]] == ["two"]
    await line.leave()
    future = (await browser.get("changes", after=seq + 1_000_000)).json()
    assert future["stale"] is True

    app.stopping.set()
    stopped = Line(app)
    stopped.say(type="resume", after=0, token=browser.token)
    assert await stopped.wait_closed() == 1012


async def test_files_go_with_messages_and_are_saved_not_run(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    browser, stranger = Browser(client, shop.write_key), Browser(client, shop.write_key)
    await browser.hello()
    await stranger.hello()

    picture = (await browser.put_file("../../photo.png", PNG)).json()
    page = (await browser.put_file("<script>.html", b"<script>alert(1)</script>")).json()
    packed = (
        await browser.put_file("a.gz", bytes.fromhex("1f8b08000000000000034bcc4a04008d1ab8ad03000000"))
    ).json()
    assert (picture["name"], picture["is_picture"], picture["width"]) == ("photo.png", True, 1)
    assert (page["is_picture"], packed["size"], packed["type"]) == (False, 23, "application/gzip")
    assert (await browser.put_file("empty", b"")).status_code == 422
    large = await browser.put_file("large.bin", bytes(2_097_153))
    assert (large.status_code, large.json()["error"]["code"]) == (413, "large_file")

    foreign = await stranger.post("messages", body="", client_key="k1", files=[picture["id"]])
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (422, "unknown_file")
    key = str(uuid.uuid4())
    sent = await browser.say("", client_key=key, files=[picture["id"], page["id"]])
    files = sent["part"]["data"]["files"]
    assert [each["name"] for each in files] == ["photo.png", "<script>.html"]
    assert (await browser.say("", client_key=key, files=[picture["id"], page["id"]]))["part"] == sent["part"]
    twice = await browser.post("messages", body="", client_key="k2", files=[picture["id"]])
    assert twice.status_code == 422, "a file belongs to one message"

    shown = await client.get(files[0]["url"])
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    saved = await client.get(files[1]["url"])
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert saved.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in saved.headers["content-security-policy"]
    for wrong in (files[0]["url"][:-3] + "AAA", "/chat/files/", "/chat/files/" + "A" * 48):
        assert (await client.get(wrong)).status_code == 404, wrong


async def test_an_erased_person_leaves_no_word_file_or_browser(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    browser, other = Browser(client, shop.write_key), Browser(client, shop.write_key)
    await other.hello()
    kept = await other.say("mine", files=[(await other.put_file("b.png", PNG)).json()["id"]])
    await browser.hello()
    sent = await browser.say("SECRET", files=[(await browser.put_file("a.png", PNG)).json()["id"]])
    await browser.put_file("unsent.png", PNG)
    async with shop.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT profile_id FROM chat_devices WHERE anonymous_id = %s", (browser.anonymous_id,)
        )
        row = await cursor.fetchone()
    assert row is not None
    erased = Erased(shop.id, 1, row[0], (row[0],), {}, to_datetime(0))
    for _ in range(2):
        assert await erase_from_inbox(shop.engines, erased) == {"conversations": 0}

    assert len([key async for key in shop.engines.blobs.list(f"inbox/{shop.id}")]) == 1
    assert (await client.get(sent["part"]["data"]["files"][0]["url"])).status_code == 404
    assert (await client.get(kept["part"]["data"]["files"][0]["url"])).status_code == 200
    assert (await browser.get("changes", after=0)).status_code == 401
    assert (await browser.hello())["conversations"] == []

    await other.put_file("forgotten.png", PNG)
    await sweep_files(shop.engines, older_s=0)
    assert len([key async for key in shop.engines.blobs.list(f"inbox/{shop.id}")]) == 1
    gone = await erase_workspace_files(shop.engines, DeletedWorkspace(shop.id, to_datetime(0)))
    assert gone == {"files": 0}
    assert [key async for key in shop.engines.blobs.list(f"inbox/{shop.id}")] == []
