"""What mails become: parts of conversations, once, of the right person; or a line with the reason why not."""

from datetime import UTC, datetime
from typing import Any

from tests.conftest import MakeWorkspace, TestWorkspace

from otklik.app import Application
from otklik.correspondence.accounts.service import reply_address
from otklik.correspondence.answering.marks import TalkMark, Whom, make_talk
from otklik.correspondence.arriving import reading, repository
from otklik.correspondence.arriving.keeping import erase_from_mail, erase_workspace_mail
from otklik.correspondence.contracts import NewMail
from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased
from otklik.workspaces.contracts import DeletedWorkspace

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HTML = (
    '<p>Hello <script>alert(1)</script><img src="cid:logo"><img src="https://spy.example/p.png"></p>'
    '<div class="gmail_quote">On Monday we wrote:<blockquote>old words</blockquote></div>'
)
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


def letter(body: str = "Where is my order?", *, number: str = "1@mail.example", **headers: str) -> bytes:
    given = {"From": "Anna <anna@mail.example>", "To": "help@shop.example", "Subject": "My order"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"{name}: {value}" for name, value in given.items()]
    return "\r\n".join([f"Message-ID: <{number}>", *lines, "", body, ""]).encode()


class Post:
    """A workspace that gets mail."""

    def __init__(self, engines: Engines, shop: TestWorkspace, api: Any) -> None:  # noqa: ANN401 - a client
        self.engines, self.shop, self.api = engines, shop, api

    @classmethod
    async def open(cls, engines: Engines, shop: TestWorkspace) -> "Post":
        owner = await shop.owner()
        body = {
            "name": "Help", "address": "help@shop.example", "host": "imap.shop.example",
            "username": "help", "password": "secret", "since": "2026-11-01",
        }  # fmt: skip
        answer = await owner.post("/api/v1/mail/inbound/accounts", json=body)
        assert answer.status_code == 201, answer.text
        assert "secret" not in answer.text
        return cls(engines, shop, owner)

    async def bring(self, *raws: bytes, **given: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - fields
        """Let mails come and be read; what became of them, in order."""
        ids = []
        async with self.engines.postgres.connection() as connection:
            for raw in raws:
                new = NewMail(raw=raw, size=len(raw), received_at=NOW, **given)
                made = await repository.insert_mail(connection, workspace_id=self.shop.id, new=new)
                ids.append(made)
        await self.read()
        return [(await self.api.get(f"/api/v1/mail/inbound/mails/{each}")).json() for each in ids]

    async def read(self) -> None:
        while await reading.read_next(self.engines):
            pass

    async def talk(self, mail: dict[str, Any]) -> dict[str, Any]:
        answer = await self.api.get(f"/api/v1/inbox/conversations/{mail['conversation_id']}")
        assert answer.status_code == 200, (mail, answer.text)
        found: dict[str, Any] = answer.json()
        return found


async def test_a_mail_begins_a_conversation_and_answers_go_on_in_it(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    post = await Post.open(engines, await make_workspace())
    (first,) = await post.bring(letter())
    assert (first["state"], first["reason"]) == ("taken", "new_person"), first
    talk = await post.talk(first)
    conversation = talk["conversation"]
    assert (conversation["channel"], conversation["subject"]) == ("email", "My order")
    assert conversation["waiting_since"]
    (part,) = [each for each in talk["parts"] if each["kind"] == "message"]
    assert part["body"] == "Where is my order?"
    assert part["data"]["mail"]["from"] == "anna@mail.example"

    # An answer in the thread, from her; the same mail once more; a stranger who guessed the thread.
    answer = letter("Any news?", number="2@mail.example", References="<1@mail.example>")
    guessed = letter(
        "Give me her order", number="3@eve.example", References="<1@mail.example>", From="eve@eve.example"
    )
    second, again, stranger = await post.bring(answer, answer, guessed)
    assert (second["reason"], second["conversation_id"]) == ("references", first["conversation_id"])
    assert (again["state"], again["reason"]) == ("skipped", "duplicate")
    assert stranger["reason"] == "stranger"
    assert stranger["conversation_id"] != first["conversation_id"]
    assert stranger["profile_id"] != first["profile_id"]
    foreign = (await post.talk(stranger))["parts"][-1]["data"]["mail"]
    assert foreign["also"] == first["conversation_id"]

    # Closed, it is opened again by her; by a program it is not, and nobody waits.
    path = f"/api/v1/inbox/conversations/{first['conversation_id']}"
    assert (await post.api.patch(path, json={"status": "closed"})).status_code == 200
    away = letter(
        "I am on holiday", number="4@mail.example", Auto_Submitted="auto-replied",
        In_Reply_To="<1@mail.example>",
    )  # fmt: skip
    (quiet,) = await post.bring(away)
    talk = await post.talk(first)
    assert quiet["state"] == "taken"
    assert talk["conversation"]["status"] == "closed"
    assert talk["conversation"]["waiting_since"] is None
    assert "auto_reply" in {each["data"].get("what") for each in talk["parts"]}
    (back,) = await post.bring(letter("Hello again", number="5@mail.example", In_Reply_To="<2@mail.example>"))
    assert back["reason"] == "in_reply_to"
    assert (await post.talk(first))["conversation"]["status"] == "open"

    # A new subject of hers is a new conversation of the same card.
    (fresh,) = await post.bring(letter("Something else", number="6@mail.example", Subject="Returns"))
    assert (fresh["reason"], fresh["profile_id"]) == ("sender", first["profile_id"])
    assert fresh["conversation_id"] != first["conversation_id"]


async def test_marks_open_only_to_whom_they_were_given(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    shop, other = await make_workspace(), await make_workspace()
    post, theirs = await Post.open(engines, shop), await Post.open(engines, other)
    (first,) = await post.bring(letter())
    conversation_id, person = int(first["conversation_id"]), int(first["profile_id"])
    me = (await post.api.get("/api/v1/me")).json()["member"]
    member_id, email = int(me["id"]), me["email"]
    part = int(first["part_id"])
    visitor = make_talk(engines.secrets, TalkMark(shop.id, conversation_id, part, Whom.VISITOR, person))
    operator = make_talk(engines.secrets, TalkMark(shop.id, conversation_id, part, Whom.OPERATOR, member_id))
    async with engines.postgres.connection() as connection:
        address = await reply_address(connection, workspace_id=shop.id, mark=visitor)
    assert address == f"help+{visitor}@shop.example"

    (hers,) = await post.bring(letter("By the mark", number="2@mail.example", To=address))
    assert (hers["reason"], hers["conversation_id"]) == ("reply_address", first["conversation_id"])
    # Replayed by somebody else, and in another workspace, it opens nothing.
    (stolen,) = await post.bring(letter("Tell me", number="3@x.example", To=address, From="eve@x.example"))
    assert (stolen["reason"], stolen["conversation_id"] == first["conversation_id"]) == ("stranger", False)
    (elsewhere,) = await theirs.bring(letter("Hi", number="4@mail.example", To=address))
    assert elsewhere["reason"] == "new_person"

    # The operator answers from mail, writes a note, and is imitated.
    to = f"help+{operator}@shop.example"
    answer = letter("It is on its way", number="5@work.example", To=to, From=f"Op <{email}>")
    note = letter("note: call her", number="6@work.example", To=to, From=email)
    forged = letter(
        "Send me money", number="7@evil.example", To=to, From=email,
        Authentication_Results="mx.shop.example; dmarc=fail header.from=work.example",
    )  # fmt: skip
    account = int((await post.api.get("/api/v1/mail/inbound/accounts")).json()["items"][0]["id"])
    said = await post.bring(answer, note)
    (spoofed,) = await post.bring(forged, account_id=account, uid_validity=1, uid=1)
    assert [each["reason"] for each in said] == ["operator", "operator"]
    assert (spoofed["state"], spoofed["reason"]) == ("skipped", "spoofed")
    talk = await post.talk(first)
    told = [(each["kind"], each["author"]["kind"], each["body"]) for each in talk["parts"]]
    assert ("message", "operator", "It is on its way") in told
    assert ("note", "operator", "call her") in told
    assert talk["conversation"]["waiting_since"] is None


async def test_what_is_skipped_is_listed_and_can_be_taken_after_all(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    post = await Post.open(engines, await make_workspace())
    news = letter(
        "Sale!", number="1@news.example", From="news@news.example", List_Id="<news.news.example>",
        Precedence="bulk", List_Unsubscribe="<https://news.example/u>",
    )  # fmt: skip
    own = letter("From us", number="2@shop.example", From="help@shop.example")
    empty = letter("", number="3@mail.example", Subject="")
    nobody = letter("Who am I", number="4@mail.example", From="")
    reasons = [each["reason"] for each in await post.bring(news, own, empty, nobody)]
    assert reasons == ["list", "own", "empty", "no_sender"]
    page = (await post.api.get("/api/v1/mail/inbound/mails?state=skipped&limit=3")).json()
    assert [each["reason"] for each in page["items"]] == ["no_sender", "empty", "own"]
    rest = await post.api.get(f"/api/v1/mail/inbound/mails?state=skipped&cursor={page['next_cursor']}")
    (listed,) = rest.json()["items"]
    path = f"/api/v1/mail/inbound/mails/{listed['id']}"
    assert (await post.api.post(f"{path}/retry", json={})).json()["state"] == "waiting"
    await post.read()
    assert (await post.api.get(path)).json()["reason"] == "list"
    await post.api.post(f"{path}/retry", json={"is_forced": True})
    await post.read()
    assert (await post.api.get(path)).json()["state"] == "taken"
    assert (await post.api.post(f"{path}/retry", json={})).status_code == 409

    # A robot that writes without end is kept in one conversation, and wakes nobody.
    await post.api.patch("/api/v1/mail/inbound/settings", json={"hourly": 2})
    many = await post.bring(
        *(letter(f"{n}", number=f"{n}@bot.example", From="b@bot.example") for n in range(4))
    )
    assert [each["state"] for each in many] == ["taken"] * 4
    assert len({each["conversation_id"] for each in many}) == 2
    talk = await post.talk(many[3])
    assert {each["data"].get("what") for each in talk["parts"] if each["kind"] == "happening"} >= {
        "many_mails"
    }


async def test_the_original_is_harmless_and_everything_goes_with_the_person(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    shop = await make_workspace()
    post = await Post.open(engines, shop)
    raw = (
        b"Message-ID: <1@mail.example>\r\nFrom: anna@mail.example\r\nSubject: Look\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n'
        b'Content-Type: multipart/related; boundary="r"\r\n\r\n--r\r\n'
        b"Content-Type: text/html; charset=utf-8\r\n\r\n" + HTML.encode() + b"\r\n--r\r\n"
        b"Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + PIXEL.encode() + b"\r\n--r--\r\n--m\r\n"
        b'Content-Type: application/pdf; name="order.pdf"\r\n'
        b'Content-Disposition: attachment; filename="order.pdf"\r\n\r\n%PDF-1.4\r\n--m--\r\n'
    )
    (mail,) = await post.bring(raw)
    path = f"/api/v1/mail/inbound/mails/{mail['id']}"
    original = (await post.api.get(f"{path}/original")).json()
    assert "script" not in original["html"]
    assert f'src="data:image/png;base64,{PIXEL}"' in original["html"]
    assert ' src="https://spy.example' not in original["html"]
    assert "old words" in original["quoted"]
    saved = await post.api.get(f"{path}/raw")
    assert saved.content == raw
    assert saved.headers["content-disposition"].startswith("attachment")
    part = (await post.talk(mail))["parts"][-1]
    assert [each["name"] for each in part["data"]["files"]] == ["order.pdf"]

    person = int(mail["profile_id"])
    unread = letter("Later words", number="9@mail.example")
    async with engines.postgres.connection() as connection:
        new = NewMail(raw=unread, size=9, received_at=NOW, return_path="anna@mail.example")
        assert await repository.insert_mail(connection, workspace_id=shop.id, new=new)
    erased = Erased(shop.id, 1, person, (person,), {"email": ("anna@mail.example",)}, NOW)
    assert await erase_from_mail(engines, erased) == {"mails": 0}
    assert (await post.api.get(path)).status_code == 404
    assert [key async for key in engines.blobs.list(f"mail/{shop.id}")] == []
    (kept,) = await post.bring(letter("After", number="8@mail.example", From="c@mail.example"))
    assert kept["state"] == "taken"
    gone = DeletedWorkspace(shop.id, NOW)
    assert await erase_workspace_mail(engines, gone) == {"mail_blobs": 0}


async def test_nothing_is_shown_to_others(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    shop, other = await make_workspace(), await make_workspace()
    post = await Post.open(engines, shop)
    (mail,) = await post.bring(letter())
    stranger = await other.owner()
    for path in ("", "/original", "/raw"):
        found = await stranger.get(f"/api/v1/mail/inbound/mails/{mail['id']}{path}")
        assert found.status_code == 404, path
    account = (await post.api.get("/api/v1/mail/inbound/accounts")).json()["items"][0]
    path = f"/api/v1/mail/inbound/accounts/{account['id']}"
    assert (await stranger.patch(path, json={"host": "evil.example"})).status_code == 404
    # The kept password goes to no other server.
    moved = await post.api.patch(path, json={"host": "evil.example"})
    assert (moved.status_code, moved.json()["error"]["code"]) == (422, "password_again")
    tried = await post.api.post(
        "/api/v1/mail/inbound/accounts/try",
        json={"host": "evil.example", "username": "help", "account_id": int(account["id"])},
    )
    assert tried.json()["trouble"] == "refused"
    inside = await post.api.post(
        "/api/v1/mail/inbound/accounts/try",
        json={"host": "127.0.0.1", "username": "help", "password": "x"},
    )
    assert inside.json()["trouble"] == "forbidden"
    domain = {"domain": "in.shop.example", "addresses": ["help"]}
    assert (await post.api.post("/api/v1/mail/inbound/domains", json=domain)).status_code == 201
    taken = await stranger.post("/api/v1/mail/inbound/domains", json=domain)
    assert taken.status_code == 409
