"""Letters that a program asks for; the list of addresses that get none; how sending goes: over HTTP."""

import asyncio
import base64
from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.messaging.letters import SALE, Letters, read
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.messaging import delivering, releasing
from otklik.messaging.planning import moment

SEND = "/api/v1/messages/send"
RECEIPT = {
    "subject": "Заказ {{ event.number }}",
    "html": '<p><img src="cid:logo"> {{ event.number }}, {{ person.name }}</p>',
}
LOGO = base64.b64encode(b"\x89PNG").decode()
FILES = [
    {"name": "Счёт.pdf", "type": "application/pdf", "data": base64.b64encode(b"%PDF-1").decode()},
    {"name": "logo.png", "type": "image/png", "data": LOGO, "content_id": "logo"},
]


async def bring(shop: Letters) -> None:
    """Decide upon what was asked for, and bring it away."""
    engines, now = shop.ledger.engines, moment()
    await releasing.release_portion(engines, shop.ledger.channels, now=now)
    await delivering.deliver_portion(engines, shop.channel, by="test", now=moment())


async def test_a_program_sends_single_letters(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    stranger = await make_workspace(name="Other")
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        api = shop.workspace.api
        body: dict[str, Any] = {
            "to": {"profile_id": str(shop.person)},
            "content": RECEIPT,
            "variables": {"number": "812\r\nBcc: eve@evil.example"},
            "attachments": FILES,
        }
        assert (await client.post(SEND, json=body)).status_code in {401, 403}
        viewer = await shop.workspace.as_role("viewer")
        assert (await viewer.post(SEND, json=body)).status_code == 403
        assert (await stranger.api.post(SEND, json=body)).status_code == 404, "nobody of theirs"
        large = {"name": "a", "type": "text/plain", "data": base64.b64encode(b"x" * 6_000_000).decode()}
        for change, status, code in (
            ({"to": {}}, 422, None),
            ({"content_id": 1}, 422, None),
            ({"content": {"subject": "x"}}, 422, "invalid_message"),
            ({"content": None, "content_id": 999_999}, 422, "unknown_content"),
            ({"to": {"email": "anna@p\u0430ypal.com"}}, 422, "mixed_scripts"),
            ({"to": {"email": "a@b.example\r\nBcc: x@y.example"}}, 422, "bad_address"),
            ({"to": {"user_id": "nobody"}}, 404, "nobody_to_send_to"),
            ({"attachments": [{**FILES[0], "data": "!"}]}, 422, None),
            ({"attachments": [FILES[1], FILES[1]]}, 422, "invalid_message"),
            ({"attachments": [large, large]}, 413, "large_files"),
            ({"kind": "promotional"}, 422, "invalid_message"),
            ({"variables": {"much": "x" * 20_000}}, 422, "long_variables"),
        ):
            refused = await api.post(SEND, json={**body, **change})
            assert refused.status_code == status, (change, refused.text[:300])
            assert code is None or refused.json()["error"]["code"] == code, change

        key = {"idempotency-key": "order-812"}
        both = await asyncio.gather(*(api.post(SEND, json=body, headers=key) for _ in range(2)))
        assert sorted(each.status_code for each in both) == [200, 201]
        assert both[0].json() == both[1].json()
        again = await api.post(SEND, json=body, headers=key)
        assert (again.status_code, again.json()) == (200, both[0].json())
        other = await api.post(SEND, json={**body, "topic": "x"}, headers=key)
        assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")
        assert (await stranger.api.get(f"/api/v1/sends/{again.json()['id']}")).status_code == 404

        await bring(shop)
        (message,) = [read(server)]
        assert len(server.got) == 1
        assert message["subject"] == "Заказ 812 Bcc: eve@evil.example", "one line, one header"
        assert message["bcc"] is None
        files = {part.get_filename(): part for part in message.walk() if part.get_filename()}
        assert files["Счёт.pdf"].get_payload(decode=True) == b"%PDF-1"
        assert (files["logo.png"]["content-id"], "list-unsubscribe" in message) == ("<logo>", False)
        state = (await api.get(f"/api/v1/sends/{again.json()['id']}")).json()
        assert (state["state"], state["address"]) == ("sent", "ann@mail.example")

        elsewhere = {**body, "to": {"profile_id": str(shop.person), "email": "Boss@Mail.example"}}
        assert (await api.post(SEND, json=elsewhere)).status_code == 201
        fresh = (await api.post(SEND, json={**body, "to": {"email": "new@mail.example"}})).json()
        assert fresh["profile_id"] != str(shop.person), "an address that nobody has gets a card"
        known = (await api.post(SEND, json={**body, "to": {"email": "New@mail.example"}})).json()
        assert known["profile_id"] == fresh["profile_id"]
        await bring(shop)
        assert [to for _, to in server.envelopes[1:]] == ["boss@mail.example"] + ["new@mail.example"] * 2


async def test_what_gets_no_letters_and_how_sending_goes(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running(RCPT=[b"550 5.1.1 unknown"]) as server:
        shop = await Letters.open(engines, make_workspace, server)
        assert await shop.send(SALE) == ["failed:smtp_550"]
    api, stranger = shop.workspace.api, await make_workspace(name="Other")
    listed = "/api/v1/mail/suppressed"
    assert (await client.get(listed)).status_code == 401
    assert (await stranger.api.get(listed)).json()["items"] == []
    (item,) = (await api.get(listed)).json()["items"]
    assert (item["address"], item["reason"], item["code"]) == ("ann@mail.example", "bounced", "5.1.1")
    assert (item["send_id"], item["source"]) == (shop.ids[0], "smtp")
    lines = ["email", *(f"p{number}@mail.example" for number in range(3)), "Ann@mail.example", "nobody"]
    assert (
        await (await shop.workspace.as_role("viewer")).post(listed, json={"lines": lines})
    ).status_code == 403
    added = (await api.post(listed, json={"lines": lines})).json()
    assert (added["added"], added["known"]) == (3, 1)
    assert added["faults"] == [{"line": 6, "given": "nobody", "code": "bad_address"}]
    page = (await api.get(listed, params={"limit": 3})).json()
    rest = (await api.get(listed, params={"limit": 3, "cursor": page["next_cursor"]})).json()
    found = {each["address"] for each in page["items"] + rest["items"]}
    assert len(found) == 4
    assert rest["next_cursor"] is None
    assert page["counts"] == {"bounced": 1, "manual": 3}
    (one,) = (await api.get(listed, params={"search": "P1@", "reason": "manual"})).json()["items"]
    assert (await stranger.api.delete(f"{listed}/{one['id']}")).status_code == 404
    assert (await api.delete(f"{listed}/{one['id']}")).status_code == 204
    assert (await api.delete(f"{listed}/{one['id']}")).status_code == 404
    text = (await api.get(f"{listed}.csv")).text
    assert "ann@mail.example,bounced" in text
    assert "p1@" not in text
    actions = [
        each["action"] for each in (await (await shop.workspace.owner()).get("/api/v1/audit")).json()["items"]
    ]
    assert {"mail_suppression.added", "mail_suppression.removed"} <= set(actions)

    health = (await api.get("/api/v1/mail/health", params={"days": 35})).json()
    assert health["totals"]["refused"] == 1
    assert [each["domain"] for each in health["domains"]] == ["mail.example"]
    assert (health["bounce_share"], health["complaint_share"], health["waiting"]) == (1.0, None, 0)
    settings = (await api.get("/api/v1/mail/settings")).json()
    assert settings["passing"]["count"] == 5
    settings["warmups"] = [{"domain": "Otklik.example", "started_on": "2026-11-23", "first": 10}]
    settings["paces"] = [{"domain": "mail.example", "per_minute": 7}]
    assert (await api.put("/api/v1/mail/settings", json=settings)).status_code == 200
    wrong = {"paces": [{"domain": "no domain", "per_minute": 0}]}
    assert (await api.put("/api/v1/mail/settings", json=wrong)).status_code == 422
    health = (await api.get("/api/v1/mail/health", params={"days": 35})).json()
    assert health["domains"][0]["per_minute"] == 7
    assert health["warmups"][0]["domain"] == "otklik.example"


async def test_a_letter_that_stays_here_asks_nobody_when_a_colleague_looks(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        api = shop.workspace.api
        owner = await shop.workspace.owner()
        (sender,) = (await owner.get("/api/v1/mail/senders")).json()["items"]
        assert (await owner.delete(f"/api/v1/mail/senders/{sender['id']}")).status_code == 204
        page = '<p><img src="cid:logo"><img src="cid:gone"> <a href="https://shop.example/">Shop</a></p>'
        content = {"subject": "Hello", "html": page}
        body = {"to": {"profile_id": str(shop.person)}, "content": content, "attachments": FILES}
        sent = await api.post(SEND, json=body)
        assert sent.status_code == 201, sent.text
        await bring(shop)
        assert server.got == []
        (kept,) = (await owner.get("/api/v1/mailbox")).json()["items"]
        letter = (await owner.get(f"/api/v1/mailbox/{kept['id']}")).json()["html"]
        assert f'<img src="data:image/png;base64,{LOGO}">' in letter
        assert ".gif" not in letter, "nothing in it counts an opening"
        assert "cid:" not in letter
        assert "/l/c" in letter, "its links can be tried"
        shown = (await owner.get(f"/api/v1/mail/letters/{sent.json()['id']}")).json()
        assert shown["hits"] == []
        assert ".gif" not in shown["html"]
