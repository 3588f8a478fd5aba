"""What a stranger sees of others' conversations: nothing."""

import hashlib
import hmac
import time

import httpx
import jwt
import pytest
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.chat.browsers import Browser, Line, answer

from otklik.app import Application
from otklik.inbox import repository_blocks, writing
from otklik.inbox.contracts import Author, AuthorKind, NewPart, TalkChannel
from otklik.infra.engines import Engines
from otklik.workspaces import service as workspaces

OPERATOR = Author(AuthorKind.OPERATOR, 1)


def signed(key: str, user_id: str) -> dict[str, str]:
    return {"user_id": user_id, "hash": hmac.new(key.encode(), user_id.encode(), hashlib.sha256).hexdigest()}


def in_jwt(key: str, user_id: str, *, lasts_s: int = 300, algorithm: str = "HS256") -> dict[str, str]:
    claims = {"user_id": user_id, "exp": int(time.time()) + lasts_s}
    return {"user_id": user_id, "jwt": jwt.encode(claims, key, algorithm=algorithm)}


async def auth_key(workspace: TestWorkspace) -> str:
    return (await workspaces.list_auth_keys(workspace.engines, workspace.id))[0]


async def sees(browser: Browser, talk: int) -> list[str]:
    """Every way in which a browser could come to a conversation, those that let it in."""
    answers = {
        "read": await browser.get(f"conversations/{talk}"),
        "write": await browser.post("messages", conversation_id=talk, body="mine now", client_key="theirs"),
        "mark": await browser.post("read", conversation_id=talk, part=1 << 40),
        "type": await browser.post("typing", conversation_id=talk, text="boo"),
        "rate": await browser.post("rating", conversation_id=talk, score=1),
    }
    changed = (await browser.get("changes", after=0)).json()
    open_ = [name for name, each in answers.items() if each.status_code != 404]
    return open_ + [f"changes {row['id']}" for row in changed["conversations"] if row["id"] == talk]


async def test_another_browsers_conversation_stays_closed(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop, other = await make_workspace(), await make_workspace()
    victim, thief = Browser(client, shop.write_key), Browser(client, shop.write_key)
    await victim.hello(user=None)
    sent = await victim.say("SECRET", client_key="known")
    talk = sent["conversation"]["id"]
    await victim.post("contact", email="ann@example.com")
    await answer(shop.engines, shop.id, talk, "SECRET too", 1)

    await thief.hello()
    assert await sees(thief, talk) == []
    repeated = await thief.say("hi", client_key="known")
    assert repeated["part"]["body"] == "hi", "a key of another browser is not answered with its message"
    await thief.post("contact", email="ann@example.com")
    assert await sees(thief, talk) == [], "a typed address opens nothing"
    same_id = Browser(client, shop.write_key, victim.anonymous_id)
    assert (await same_id.hello())["conversations"] == [], "nor does the id of a browser"
    assert await sees(same_id, talk) == []

    line = Line(app)
    line.say(type="resume", after=0, token=thief.token)
    await line.hear("ready")
    line.say(type="typing", conversation_id=talk, text="boo")
    await answer(shop.engines, shop.id, talk, "SECRET again", 1)
    await thief.say("mine")
    assert "SECRET" not in await line.hear_until("mine")
    await line.leave()

    stranger = Browser(client, other.write_key, token=victim.token)
    assert (await stranger.hello())["conversations"] == []
    assert stranger.token != victim.token, "a token of another workspace makes a new browser"
    assert await sees(stranger, talk) == []


async def test_tokens_that_are_not_ours_are_refused(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    browser = Browser(client, shop.write_key)
    await browser.hello()
    token = browser.token
    middle = "A" if token[40] != "A" else "B"
    for wrong in (
        "",
        "x",
        "A" * 75,
        token[:40] + middle + token[41:],
        token[:-2],
        token + token,
        "я".encode(),
    ):
        headers = {b"authorization": b"Bearer " + (wrong if isinstance(wrong, bytes) else wrong.encode())}
        refused = await client.get("/chat/changes", headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unknown_token"), wrong
    for first in ('{"type":"resume","token":"x"}', '{"type":"resume"}'):
        line = Line(app)
        line.say_text(first)
        assert await line.wait_closed() == 4401
    for first in (
        "",
        "[]",
        "no",
        '{"type":"ping"}',
        '{"type":1}',
        '{"type":"resume","after":-1}',
        "x" * 70_000,
    ):
        line = Line(app)
        line.say_text(first)
        assert await line.wait_closed() == 4400, first[:40]


async def test_only_a_proof_opens_a_persons_history(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop, other = await make_workspace(), await make_workspace()
    ours, theirs = await auth_key(shop), await auth_key(other)
    phone, laptop = Browser(client, shop.write_key), Browser(client, shop.write_key)
    assert (await phone.hello(user=signed(ours, "ann")))["is_verified"] is True
    talk = (await phone.say("SECRET"))["conversation"]["id"]

    none = jwt.encode({"user_id": "ann", "exp": int(time.time()) + 300}, "", algorithm="none")
    for user in (
        {"user_id": "ann"},
        {"user_id": "ann", "hash": "0" * 64},
        signed(theirs, "ann"),
        {**signed(ours, "bob"), "user_id": "ann"},
        in_jwt(theirs, "ann"),
        in_jwt(ours, "ann", lasts_s=-120),
        {**in_jwt(ours, "bob"), "user_id": "ann"},
        {"user_id": "ann", "jwt": none},
    ):
        told = await laptop.hello(user=user)
        assert (told["is_verified"], told["conversations"]) == (False, []), user
        assert await sees(laptop, talk) == [], user

    for user in (signed(ours, "ann"), in_jwt(ours, "ann")):
        told = await laptop.hello(user=user)
        assert [row["id"] for row in told["conversations"]] == [talk]
    assert [part["body"] for part in (await laptop.get(f"conversations/{talk}")).json()["parts"]] == [
        "SECRET"
    ]

    proved = laptop.token
    told = await laptop.hello()
    assert (told["is_verified"], told["conversations"]) == (False, []), "he signed out of the site"
    assert await sees(laptop, talk) == []
    assert (await phone.hello())["conversations"] == [], "nor is it the phone's without him"
    laptop.token = proved
    assert (await laptop.get(f"conversations/{talk}")).status_code == 200, "a tab that proved it goes on"

    owner = await shop.owner()
    changed = (await owner.post("/api/v1/inbox/identity-secret")).json()
    assert (await laptop.hello(user=signed(changed["secret"], "ann")))["is_verified"] is True
    assert (await laptop.hello(user=signed(ours, "ann")))["is_verified"] is True, "for some days more"
    async with shop.engines.postgres.connection() as connection:
        await connection.execute("UPDATE workspaces SET old_auth_key_until = now() - interval '1 second'")
    assert (await laptop.hello(user=signed(ours, "ann")))["is_verified"] is False


async def test_what_we_begin_goes_to_exactly_that_browser(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    browser, thief = Browser(client, shop.write_key), Browser(client, shop.write_key)
    await thief.hello()
    await browser.hello()
    lines = [Line(app), Line(app)]
    for line, each in zip(lines, (browser, thief), strict=True):
        line.say(type="resume", after=0, token=each.token)
        await line.hear("ready")
    async with shop.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT profile_id FROM chat_devices WHERE anonymous_id = %s", (browser.anonymous_id,)
        )
        row = await cursor.fetchone()
        assert row is not None
        begun = await writing.start_conversation(
            shop.engines.bus,
            connection,
            workspace_id=shop.id,
            profile_id=row[0],
            channel=TalkChannel.CHAT,
            first=NewPart(OPERATOR, "SECRET offer"),
        )
    assert [part["body"] for part in (await lines[0].hear("changes"))["parts"]] == ["SECRET offer"]
    await thief.say("mine")
    assert "SECRET" not in await lines[1].hear_until("mine")
    assert await sees(thief, begun.conversation.id) == []
    assert (await browser.say("thank you", begun.conversation.id))["conversation"][
        "id"
    ] == begun.conversation.id
    for line in lines:
        await line.leave()


async def block(engines: Engines, workspace: TestWorkspace, browser: Browser) -> None:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT profile_id FROM chat_devices WHERE anonymous_id = %s", (browser.anonymous_id,)
        )
        row = await cursor.fetchone()
        assert row is not None
        await repository_blocks.block(
            connection, workspace_id=workspace.id, people=[row[0]], author="member:1"
        )


async def test_bad_requests_blocks_and_closed_doors(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    browser = Browser(client, shop.write_key)
    await browser.hello()
    for path in ("messages", "read", "typing", "contact", "rating"):

        async def send(body: bytes, to: str = path) -> int:
            answered = await client.post(f"/chat/{to}", content=body, headers=browser.headers)
            return answered.status_code

        assert await send(b"x" * 200_000) == 413, path
        assert await send(b"{") == 400, path
        assert await send(b"\xff\xfe") == 400, path
        assert await send(b"[]") == 422, path
    assert (await browser.post("messages", body="x" * 20_001, client_key="k")).status_code == 422
    assert (await browser.post("messages", body=" \n", client_key="k")).status_code == 422
    assert (await browser.post("nothing")).status_code == 404
    said = await browser.say(
        "nul \x00 and \ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    assert said["part"]["body"] == "nul  and \ufffd"

    preflight = await client.options("/chat/messages", headers={"origin": "https://shop.example"})
    assert preflight.headers["access-control-allow-origin"] == "*"
    russian = await client.get("/chat/changes", headers={"accept-language": "ru"})
    assert russian.json()["error"]["message"].startswith("Ключ браузера")

    for _ in range(25):
        flood = await browser.post("messages", body="spam", client_key="one")
    assert (flood.status_code, int(flood.headers["retry-after"]) > 0) == (429, True)

    await block(shop.engines, shop, browser)
    assert (await browser.post("read", conversation_id=1, part=1)).status_code == 403
    hello = {"write_key": shop.write_key, "anonymous_id": browser.anonymous_id, "token": browser.token}
    assert (await client.post("/chat/hello", json=hello)).status_code == 403
    for wrong in ("nobody", "", "\x00", "я"):
        assert (await client.post("/chat/hello", json={**hello, "write_key": wrong})).status_code == 401
    for nobody in ("null", "00000000", "anonymous"):
        assert (await client.post("/chat/hello", json={**hello, "anonymous_id": nobody})).status_code == 422


async def test_settings_are_the_admins_and_reach_browsers(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otklik.chat.team.FRESH_S", -1.0)
    shop = await make_workspace()
    owner = await shop.owner()
    settings = (await owner.get("/api/v1/inbox/chat-settings")).json()
    assert (settings["is_on"], settings["max_file_bytes"]) == (True, 2_097_152)

    settings["hours"] = {"zone": "Europe/Moscow", "days": [[]] * 7, "holidays": ["2027-01-01"]}
    settings["title"] = {"ru": "<b>Магазин</b>", "en": ""}
    settings["shows_operators"] = False
    assert (await owner.put("/api/v1/inbox/chat-settings", json=settings)).json() == settings
    told = await Browser(client, shop.write_key).hello()
    assert (told["is_open"], told["opens_at"], told["operators"]) == (False, None, [])
    assert told["settings"] == settings

    for wrong in (
        {"color": "red"},
        {"color": "#12345;"},
        {"offset_x": -1},
        {"max_file_bytes": 1 << 40},
        {"unknown": 1},
        {"hours": {"zone": "Mars", "days": [[]] * 7}},
        {"hours": {"zone": "UTC", "days": [[["09:00", "9"]]] * 7}},
        {"hours": {"zone": "UTC", "days": []}},
    ):
        refused = await owner.put("/api/v1/inbox/chat-settings", json=wrong)
        assert refused.status_code == 422, wrong
    assert (await owner.put("/api/v1/inbox/chat-settings", json={"is_on": False})).status_code == 200
    off = {"write_key": shop.write_key, "anonymous_id": "a-browser"}
    assert (await client.post("/chat/hello", json=off)).status_code == 204
