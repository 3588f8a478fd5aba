"""Providers of mail tell what became of letters: proved, once, of the workspace's own letters only."""

import hmac
import json
from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.messaging.letters import SALE, Letters
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.kit import clock
from otklik.messaging.contracts import SendState

HOOKS = "/api/v1/mail/hooks"


async def test_providers_tell_of_letters(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        assert await shop.send(SALE) == ["sent"]
    owner, ledger = await shop.workspace.owner(), shop.ledger
    async with engines.postgres.connection() as connection:  # the ledger of the test lives at a noon to come
        await connection.execute("UPDATE sends SET released_at = now()")
    stranger = await (await make_workspace(name="Other")).owner()
    assert (await (await shop.workspace.as_role("marketer")).get(HOOKS)).status_code == 403
    for body, code in (
        ({"provider": "nobody"}, "unknown_provider"),
        ({"provider": "mailgun"}, "no_proof"),
        ({"provider": "ses", "secret": "x"}, "no_proof"),
    ):
        refused = await owner.post(HOOKS, json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)
    mailgun = (await owner.post(HOOKS, json={"provider": "mailgun", "secret": "key"})).json()
    theirs = (await stranger.post(HOOKS, json={"provider": "postmark"})).json()
    ours = (await owner.post(HOOKS, json={"provider": "postmark"})).json()
    assert "key" not in json.dumps(mailgun | {"has_secret": 0})
    assert {each["id"] for each in (await owner.get(HOOKS)).json()["providers"]} >= {"ses", "sendsay"}

    async def tell(hook: dict[str, Any], body: object, path: str = "") -> int:
        url = hook["url"].removeprefix(engines.public_url) + path
        return (await client.post(url, content=json.dumps(body))).status_code

    spam = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "Ann@mail.example"}
    assert await tell(theirs, spam) == 200
    assert (await ledger.read(shop.ids[0])).complained_at is None, "another shop knows nothing of us"
    assert await tell(ours, spam, path="x") == 404, "nobody guesses an address"
    assert (await client.get(ours["url"].removeprefix(engines.public_url))).status_code == 405
    assert (await client.post(ours["url"].removeprefix(engines.public_url), content=b"{")).status_code == 400
    for _ in range(2):
        assert await tell(ours, spam) == 200
    send = await ledger.read(shop.ids[0])
    assert send.complained_at is not None
    assert send.state is SendState.SENT
    (event,) = await ledger.told("$message_complained")
    assert event["source"] == "postmark"
    (suppressed,) = (await owner.get("/api/v1/mail/suppressed")).json()["items"]
    assert (suppressed["reason"], suppressed["source"]) == ("complained", "postmark")

    sent_at = str(clock.now_ms() // 1_000)
    bounce: dict[str, Any] = {
        "signature": {"timestamp": sent_at, "token": "t", "signature": "0" * 64},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "recipient": "someone@else.example",
            "message": {"headers": {"message-id": send.external_id}},
            "delivery-status": {"enhanced-code": "5.1.1", "message": "user unknown"},
        },
    }
    assert await tell(mailgun, bounce) == 403
    good = hmac.digest(b"key", f"{sent_at}t".encode(), "sha256").hex()
    bounce["signature"]["signature"] = good
    assert await tell(mailgun, bounce) == 200
    assert (await ledger.read(shop.ids[0])).bounced_at is not None, "by the Message-ID"
    shown = {each["provider"]: each for each in (await owner.get(HOOKS)).json()["items"]}
    assert (shown["mailgun"]["taken"], shown["mailgun"]["refused"]) == (1, "signature")
    assert (shown["postmark"]["taken"], shown["postmark"]["unclaimed"]) == (1, 0)
    assert (await stranger.delete(f"{HOOKS}/{mailgun['id']}")).status_code == 404
    assert (await owner.delete(f"{HOOKS}/{mailgun['id']}")).status_code == 204
    assert await tell(mailgun, bounce) == 404
