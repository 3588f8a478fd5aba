"""Letters go out over a real relay (Debian's Postfix), arrive signed, and what it reports counts for them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import dkim
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.real_servers import Postfix, running_postfix
from tests.integration.correspondence.test_arriving import Post
from tests.integration.correspondence.test_receiving import listening
from tests.integration.infra.certificates import make_authority
from tests.integration.messaging.letters import SALE
from tests.integration.messaging.test_reports import RECEIPT, Shop, open_shop
from tests.unit.letters.server import Server, running

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.letters import domains, repository
from otklik.messaging.mail.repository_suppression import Suppressed
from otklik.settings import Settings

OURS = "in.shop.example"
TLS = """smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/relay.pem
smtpd_tls_key_file = {folder}/relay.key
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy}, permit_mynetworks, reject
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"outgoing_allow": ("127.0.0.0/8",)})


class Greylist:
    """Postfix asks it of each recipient (as it does postgrey): who is new shall come again."""

    def __init__(self, new: str) -> None:
        self.asked: list[str] = []
        self._new = new

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                said = (await reader.readuntil(b"\n\n")).decode().splitlines()
                recipient = next(line for line in said if line.startswith("recipient=")).partition("=")[2]
                is_new = recipient == self._new and recipient not in self.asked
                self.asked.append(recipient)
                writer.write(f"action={'defer 4.2.0 Greylisted' if is_new else 'dunno'}\n\n".encode())
        writer.close()


async def until(is_so: Callable[[], Awaitable[bool]], relay: Postfix) -> None:
    """Wait for what another server does."""
    try:
        async with asyncio.timeout(30):
            while not await is_so():  # noqa: ASYNC110 - what is waited for is told by a database
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(relay.log) from None


@contextlib.asynccontextmanager
async def greylisting(new: str) -> AsyncIterator[tuple[Greylist, int]]:
    policy = Greylist(new)
    listener = await asyncio.start_server(policy.answer, "127.0.0.1", 0)
    try:
        yield policy, listener.sockets[0].getsockname()[1]
    finally:
        listener.close()


async def test_letters_go_over_a_real_relay_and_its_reports_come_back(
    app: Application,
    engines: Engines,
    make_workspace: MakeWorkspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    del app
    folder: Path = tmp_path_factory.mktemp("postfix")
    make_authority(folder)
    grey = "ann@slow.example"
    again: list[bytes | None] = [b"450 4.2.0 come again", b"250 ok"]
    async with listening(engines) as port, running(RCPT=again) as slow, greylisting(grey) as (policy, asked):
        more = TLS.format(folder=folder, policy=asked)
        with running_postfix(folder, ways={OURS: port, "slow.example": slow.port}, more=more) as relay:
            shop = await open_shop(engines, make_workspace, relay)
            post = await Post.open(engines, shop.workspace)
            inbound = {"domain": OURS, "addresses": ["help"]}
            answer = await post.api.post("/api/v1/mail/inbound/domains", json=inbound)
            assert answer.status_code == 201, answer.text
            record = await sign(shop)
            await trust(shop, post, relay, folder)
            await arrive_signed(post, relay, record)
            await bounce(shop, post, relay)

            # Who is new shall come again: at the relay, and behind it; the letter arrives once.
            await set_address(shop, grey)
            assert await shop.send(SALE, **RECEIPT) == ["ready"]
            assert "Greylisted" in (await shop.ledger.read(shop.ids[0])).error
            assert await shop.bring(seconds=5) == ["ready"], "not before its time"
            assert await shop.bring(seconds=20) == ["sent"]
            await until(lambda: _is_there(slow), relay)
            assert policy.asked.count(grey) == 2
            assert (len(slow.envelopes), len(slow.got)) == (2, 1)


async def trust(shop: Shop, post: Post, relay: Postfix, folder: Path) -> None:
    """A relay that nobody vouches for gets no letter; neither does one over an open line, or another one."""
    await set_address(shop, f"help@{OURS}")
    assert await shop.send(SALE) == ["ready"]
    assert "Must issue a STARTTLS command first" in (await shop.ledger.read(shop.ids[0])).error
    await change_server(post, security="starttls")
    assert await shop.bring(minutes=1) == ["ready"]
    assert "CERTIFICATE_VERIFY_FAILED" in (await shop.ledger.read(shop.ids[0])).error
    assert (await read_server(post))["trouble_code"] == "untrusted_certificate"

    ways = {"starttls": relay.port, "tls": relay.tls_port}
    shown = [await look(post, security, port) for security, port in ways.items()]
    assert shown[0] == shown[1]
    await change_server(post, fingerprint="0" * 64)
    assert await shop.bring(minutes=5) == ["ready"]
    server = await read_server(post)
    assert (server["trouble_code"], shown[0] in server["trouble"]) == ("other_certificate", True)
    for security, port in ways.items():
        for believed in ({"fingerprint": shown[0]}, {"authority": (folder / "ca.pem").read_text()}):
            nobody = {"fingerprint": None, "authority": None}
            server = await change_server(post, security=security, port=port, **nobody | believed)
            assert (await try_server(post, server["id"])) == {"works": True, "said": "", "code": ""}
            await change_server(post, **nobody)
            assert (await try_server(post, server["id"]))["code"] == "untrusted_certificate"
    # The letter leaves over TLS from the start, to the one certificate that was kept.
    await change_server(post, fingerprint=shown[0])
    assert await shop.bring(minutes=15) == ["sent"]
    assert (await read_server(post))["trouble_code"] == ""


async def arrive_signed(post: Post, relay: Postfix, record: bytes) -> None:
    """It arrives as it was signed, over TLS."""
    (mail,) = await read_mails(post, relay, 1)
    raw = (await post.api.get(f"/api/v1/mail/inbound/mails/{mail['id']}/raw")).content
    assert b"by relay.example (Postfix) with ESMTPS" in raw
    forged = raw.replace(b"Subject: ", b"Subject: No ")
    assert dkim.verify(raw, dnsfunc=lambda *_, **__: record), raw  # type: ignore[no-untyped-call] # ships without types
    assert not dkim.verify(forged, dnsfunc=lambda *_, **__: record)  # type: ignore[no-untyped-call] # ships without types


async def bounce(shop: Shop, post: Post, relay: Postfix) -> None:
    """Nobody is there: the relay has taken it, and its own report says so later."""
    await set_address(shop, f"nobody@{OURS}")
    assert await shop.send(SALE) == ["sent"]
    (report, _) = await read_mails(post, relay, 2)
    assert (report["state"], report["reason"]) == ("reported", "bounce"), report
    assert "5.1.1" in report["detail"], report
    send = await shop.ledger.read(shop.ids[0])
    assert send.bounced_at is not None
    assert send.error.startswith("5.1.1 ")
    async with shop.ledger.engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT address, reason FROM suppressed_addresses")
        assert await cursor.fetchall() == [(f"nobody@{OURS}", Suppressed.BOUNCED.value)]
    assert await shop.send(SALE) == ["skipped:suppressed"]


async def read_mails(post: Post, relay: Postfix, count: int) -> list[dict[str, Any]]:
    """What our receiver was brought, the newest first, as soon as there are so many."""
    found: list[dict[str, Any]] = []

    async def is_there() -> bool:
        await post.read()
        answer = await post.api.get("/api/v1/mail/inbound/mails?state=all")
        found[:] = answer.json()["items"]
        return len(found) >= count and all(each["state"] != "waiting" for each in found)

    await until(is_there, relay)
    return found


async def _is_there(server: Server) -> bool:
    return bool(server.got)


async def sign(shop: Shop) -> bytes:
    """Sign from now on, and send bounces to our receiver; the record that the DNS would have."""
    async with shop.ledger.engines.postgres.connection() as connection:
        await connection.execute("UPDATE mail_senders SET bounce_to = %s", (f"bounces@{OURS}",))
        await connection.execute("UPDATE mail_domains SET is_signed = true")
        found = await repository.find_domain(
            connection, workspace_id=shop.ledger.workspace_id, domain="otklik.example"
        )
    assert found is not None
    return domains.load_key(shop.ledger.engines.secrets, found).record.encode()


async def set_address(shop: Shop, address: str) -> None:
    operations = [{"op": "set", "key": "$email", "value": address}]
    path = f"/api/v1/profiles/{shop.person}"
    answer = await shop.workspace.api.patch(path, json={"operations": operations})
    assert answer.status_code == 200, answer.text


async def read_server(post: Post) -> dict[str, Any]:
    found: dict[str, Any] = (await post.api.get("/api/v1/mail/accounts")).json()["items"][0]
    return found


async def change_server(post: Post, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """As a member does; what was tried before is forgotten with the old connection."""
    account = await read_server(post)
    answer = await post.api.patch(f"/api/v1/mail/accounts/{account['id']}", json=changes)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


async def try_server(post: Post, account_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await post.api.post(f"/api/v1/mail/accounts/{account_id}/try")).json()
    return found


async def look(post: Post, security: str, port: int) -> str:
    """The fingerprint of what the server shows."""
    body = {"host": "127.0.0.1", "port": port, "security": security}
    answer = await post.api.post("/api/v1/mail/accounts/certificate", json=body)
    assert answer.status_code == 200, answer.text
    fingerprint: str = answer.json()["fingerprint"]
    return fingerprint
