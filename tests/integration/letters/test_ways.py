"""Servers, senders and domains are kept as members set them, and letters leave over them as they say."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import dkim
import pytest
from tests.conftest import MakeWorkspace
from tests.unit.letters.server import Server, running

from otklik.infra.engines import Engines
from otklik.infra.networks import read_networks
from otklik.letters import domains, repository
from otklik.letters.checking import LookupFailedError
from otklik.letters.contracts import Letter, Mailbox
from otklik.letters.marks import Use, find_mark
from otklik.letters.post import Post, Way
from otklik.letters.smtp import Verdict
from otklik.settings import Settings

MAIL = "/api/v1/mail"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOCAL = read_networks(["127.0.0.0/8"])


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"outgoing_allow": ("127.0.0.0/8",)})


def letter(post: Post, way: Way, number: int) -> Letter:
    return Letter(
        sender=way.sender,
        to=Mailbox("anna@mail.example", "Анна"),
        subject="Заказ в пути",
        text="Едет!",
        message_id=post.message_id(way, number),
        at=NOW,
    )


def read(server: Server) -> EmailMessage:
    found = message_from_bytes(server.got[-1].removesuffix(b".\r\n"), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


async def test_members_set_how_letters_leave(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    owner = await workspace.owner()
    async with running() as server:
        given = {"name": "Relay", "host": "127.0.0.1", "port": server.port, "security": "none"}
        made = await owner.post(f"{MAIL}/accounts", json={**given, "password": "secret"})
        assert made.status_code == 201, made.text
        account = made.json()
        assert account["has_password"]
        assert "secret" not in made.text
        again = await owner.post(f"{MAIL}/accounts", json=given)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "mail_account_taken")
        tried = await owner.post(f"{MAIL}/accounts/{account['id']}/try")
        assert tried.json() == {"works": True, "said": "", "code": ""}
    changed = await owner.patch(f"{MAIL}/accounts/{account['id']}", json={"port": 1})
    assert (changed.json()["port"], changed.json()["has_password"]) == (1, True)
    tried = await owner.post(f"{MAIL}/accounts/{account['id']}/try")
    assert not tried.json()["works"]
    assert "127.0.0.1:1" in tried.json()["said"]

    shop = {"name": "Ромашка", "address": "Shop@Otklik.EXAMPLE", "account_id": int(account["id"])}
    first = (await owner.post(f"{MAIL}/senders", json=shop)).json()
    assert (first["address"], first["is_default"]) == ("Shop@otklik.example", True)
    second = (await owner.post(f"{MAIL}/senders", json={**shop, "address": "help@otklik.example"})).json()
    assert not second["is_default"]
    for field, value, code in (
        ("address", "nobody", "bad_address"),
        ("reply_to", "a@b\r\nBcc: x@y.example", "bad_address"),
        ("address", "anna@p\u0430ypal.com", "mixed_scripts"),
        ("account_id", 999_999, "no_mail_account"),
    ):
        refused = await owner.post(
            f"{MAIL}/senders", json={**shop, "address": "new@otklik.example", field: value}
        )
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, code), field
    await owner.patch(f"{MAIL}/senders/{second['id']}", json={"is_default": True})
    listed = (await owner.get(f"{MAIL}/senders")).json()["items"]
    assert [(each["address"], each["is_default"]) for each in listed] == [
        ("help@otklik.example", True),
        ("Shop@otklik.example", False),
    ]
    used = await owner.delete(f"{MAIL}/accounts/{account['id']}")
    assert used.json()["error"]["code"] == "mail_account_used"
    assert (await owner.delete(f"{MAIL}/senders/{second['id']}")).status_code == 204
    assert (await owner.get(f"{MAIL}/senders")).json()["items"][0]["is_default"], "the other one stands in"

    marketer = await workspace.as_role("marketer")
    assert (await marketer.get(f"{MAIL}/senders")).status_code == 200
    assert (await marketer.post(f"{MAIL}/accounts", json=given)).status_code == 403
    stranger = await (await make_workspace(name="Other")).owner()
    assert (await stranger.get(f"{MAIL}/accounts")).json()["items"] == []
    assert (await stranger.patch(f"{MAIL}/accounts/{account['id']}", json={"port": 2})).status_code == 404


async def test_a_letter_leaves_signed_and_marked(make_workspace: MakeWorkspace, engines: Engines) -> None:
    workspace = await make_workspace()
    owner = await workspace.owner()
    post = Post(engines, allowed=LOCAL)
    async with running() as server:
        body = {"name": "Relay", "host": "127.0.0.1", "port": server.port, "security": "none"}
        account = (await owner.post(f"{MAIL}/accounts", json=body)).json()
        sender = {
            "name": "Ромашка",
            "address": "shop@otklik.example",
            "reply_to": "help@otklik.example",
            "bounce_to": "bounces@otklik.example",
            "account_id": int(account["id"]),
        }
        assert (await owner.post(f"{MAIL}/senders", json=sender)).status_code == 201
        async with engines.postgres.connection() as connection:
            plain = await post.find_way(connection, workspace_id=workspace.id)
            (domain,) = await repository.list_domains(connection, workspace_id=workspace.id)
        assert plain is not None
        assert plain.key is None, "a key that nobody can read yet signs nothing"
        assert (await post.send(plain, letter(post, plain, 812), number=812)).verdict is Verdict.SENT
        assert read(server)["dkim-signature"] is None

        records: dict[str, list[str]] = {}

        async def look(name: str, kind: str) -> list[str]:
            return records.get(f"{kind} {name}", [])

        async def nothing(name: str, kind: str) -> list[str]:
            raise LookupFailedError(f"{kind} {name}")

        checked = await domains.check(engines, domain=domain, look=look, now=NOW)
        states = {name: each.state for name, each in domains.read_findings(checked).items()}
        assert states == {"dkim": "missing", "spf": "missing", "dmarc": "missing", "mx": "missing"}
        key = domains.load_key(engines.secrets, domain)
        records |= {
            f"TXT {key.record_name}": [key.record],
            "TXT otklik.example": ["google-site-verification=1", "v=spf1 include:relay.example ~all"],
            "TXT _dmarc.otklik.example": ["v=DMARC1; p=none"],
            "MX otklik.example": ["10 mx.otklik.example."],
        }
        checked = await domains.check(engines, domain=domain, look=look, now=NOW)
        assert {each.state for each in domains.read_findings(checked).values()} == {"good"}
        silent = await domains.check(engines, domain=checked, look=nothing, now=NOW)
        assert silent.is_signed, "no answer takes nothing back"

        async with engines.postgres.connection() as connection:
            way = await post.find_way(connection, workspace_id=workspace.id, sender_id=999_999)
        assert way is not None
        assert (await post.send(way, letter(post, way, 812), number=812)).verdict is Verdict.SENT
    await post.close()
    message = read(server)
    assert message["from"].addresses[0].display_name == "Ромашка"
    raw = server.got[-1].removesuffix(b".\r\n")

    def published(name: bytes, timeout: float = 5) -> bytes:
        del timeout
        return key.record.encode() if name.rstrip(b".").decode() == key.record_name else b""

    assert dkim.verify(raw, dnsfunc=published)  # type: ignore[no-untyped-call] # ships without types

    def mac(data: bytes) -> bytes:
        return engines.secrets.mac(data, purpose="letters")

    assert find_mark(mac, Use.BOUNCE, server.envelopes[-1][0]) == 812
    assert find_mark(mac, Use.MESSAGE, message["message-id"]) == 812
    assert server.envelopes[-1] == (server.envelopes[-1][0], "anna@mail.example")


async def test_a_server_that_refuses_us_is_left_alone_for_a_while(
    make_workspace: MakeWorkspace, engines: Engines
) -> None:
    workspace = await make_workspace()
    owner = await workspace.owner()
    post = Post(engines, allowed=LOCAL)
    async with running(MAIL=[b"454 4.7.0 too many letters", b"250 ok"]) as server:
        body = {"name": "Relay", "host": "127.0.0.1", "port": server.port, "security": "none"}
        account = (await owner.post(f"{MAIL}/accounts", json=body)).json()
        sender = {"name": "Shop", "address": "shop@otklik.example", "account_id": int(account["id"])}
        await owner.post(f"{MAIL}/senders", json=sender)
        async with engines.postgres.connection() as connection:
            way = await post.find_way(connection, workspace_id=workspace.id)
        assert way is not None
        note = letter(post, way, 1)
        assert (await post.send(way, note, number=1, now=NOW)).is_ours
        (shown,) = (await owner.get(f"{MAIL}/accounts")).json()["items"]
        assert shown["trouble"].startswith("4.7.0 too many")
        assert (
            await post.send(way, note, number=1, now=NOW + timedelta(seconds=10))
        ).verdict is Verdict.LATER
        assert server.got == []
        later = await post.send(way, note, number=1, now=NOW + timedelta(seconds=16))
        assert later.verdict is Verdict.SENT
        (shown,) = (await owner.get(f"{MAIL}/accounts")).json()["items"]
        assert shown["trouble"] == ""
    await post.close()


async def test_no_member_reaches_our_own_network(make_workspace: MakeWorkspace, engines: Engines) -> None:
    workspace = await make_workspace()
    owner = await workspace.owner()
    async with running() as server:
        body = {"name": "Inside", "host": "localhost", "port": server.port, "security": "none"}
        account = (await owner.post(f"{MAIL}/accounts", json=body)).json()
        sender = {"name": "Shop", "address": "shop@otklik.example", "account_id": int(account["id"])}
        await owner.post(f"{MAIL}/senders", json=sender)
        post = Post(engines)
        async with engines.postgres.connection() as connection:
            way = await post.find_way(connection, workspace_id=workspace.id)
        assert way is not None
        talk = await post.send(way, letter(post, way, 1), number=1)
        await post.close()
    assert (talk.verdict, server.connections) == (Verdict.LATER, 0)
    assert "may be called" in talk.said


async def test_a_workspace_without_anything_has_no_way(
    make_workspace: MakeWorkspace, engines: Engines
) -> None:
    workspace = await make_workspace()
    async with engines.postgres.connection() as connection:
        assert await Post(engines).find_way(connection, workspace_id=workspace.id) is None
