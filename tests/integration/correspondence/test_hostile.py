"""Mails that mean harm, at the door and in a mailbox: refused or made harmless, with a reason."""

import asyncio
import base64
import contextlib
import random
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.real_servers import free_port
from tests.integration.correspondence.test_arriving import Post, letter
from tests.integration.correspondence.test_fetching import Reading, fetching
from tests.integration.correspondence.test_receiving import talking
from tests.integration.correspondence.workers import Worker, receive_and_read, until
from tests.unit.correspondence.imap_server import Mailbox, serving
from tests.unit.letters.reading.test_hostile import nested

from otklik.app import Application
from otklik.correspondence.arriving.keeping import forget_old, make_key
from otklik.infra.addresses import EngineAddresses
from otklik.infra.engines import Engines

MEGABYTE = 1024 * 1024
PAGE = (
    "<p onclick='steal()'>Hello <script>alert(1)</script><a href='javascript:alert(2)'>here</a>"
    "<img src=x onerror=alert(3)><iframe src='https://evil.example'></iframe><svg onload=alert(4)></svg>"
    "<form action='https://evil.example'><input name=password></form></p>"
)
ACTIVE = ("<script", "onclick", "onerror", "onload", "javascript:", "<iframe", "<svg", "<form")


def large(megabytes: int) -> bytes:
    """A mail with a file that cannot be made smaller; lines of 76 characters."""
    data = random.Random(7).randbytes(megabytes * MEGABYTE * 3 // 4)
    name = "large" if megabytes == 25 else f"large{megabytes}"
    head = letter("", number=f"{name}@mail.example", Content_Type="application/octet-stream",
                  Content_Transfer_Encoding="base64", From="big@mail.example")  # fmt: skip
    return head.rstrip(b"\r\n") + b"\r\n\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")


def bombs() -> dict[str, bytes]:
    """By the name of whoever sends it."""
    page = EmailMessage()
    page["Subject"] = "Harmless"
    page["From"], page["To"], page["Message-ID"] = (
        "page@mail.example",
        "help@shop.example",
        "<page@x.example>",
    )
    page.set_content("see the page")
    page.add_alternative(PAGE, subtype="html")
    archive = letter(
        base64.encodebytes(b"PK\x03\x04" + bytes(5_000)).decode(), number="zip@x.example",
        From="zip@mail.example", Content_Type='application/zip; name="../../etc/passwd.zip"',
        Content_Transfer_Encoding="base64",
    )  # fmt: skip
    word = base64.b64encode(b"Hello\r\nBcc: eve@evil.example\r\n\r\n<b>").decode()
    return {
        "page": page.as_bytes().replace(b"\n", b"\r\n"),
        "zip": archive,
        "nested": nested(10_000).replace(b"From: ", b"X-From: ", 1),
        "header": letter(
            "x", number="header@x.example", Subject=f"=?utf-8?b?{word}?=", From="h@mail.example"
        ),
        "homograph": letter("x", number="homo@x.example", From="Bank <info@p\u0430ypal.com>"),
        "nobody": letter("x", number="nobody@x.example", From="<>"),
        "malformed": letter("x", number="bad@x.example", From='"a@b" <anna@mail.example> <eve@evil.example>'),
    }


async def test_harm_is_refused_or_taken_out(
    app: Application, engines: Engines, make_workspace: MakeWorkspace, addresses: EngineAddresses
) -> None:
    del app
    post = await Post.open(engines, await make_workspace())
    body = {"domain": "in.shop.example", "addresses": ["help"]}
    assert (await post.api.post("/api/v1/mail/inbound/domains", json=body)).status_code == 201
    port = free_port()
    worker = await Worker.start(receive_and_read, addresses, f"127.0.0.1:{port}")
    try:
        for raw in bombs().values():
            await bring(port, raw)
        await bring(port, large(25))
        found = await read_all(post, len(bombs()) + 1)
        before = worker.begin_peak()
        # A line of 30 MB: refused while it comes, not gathered.
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await bring(port, letter("A" * 30 * MEGABYTE, number="line@x.example"))
        assert refused.value.code == 500
        assert worker.peak - before < 10 * MEGABYTE, (worker.peak, before)
        await bring(port, large(15))
        assert "line@x.example" not in await read_all(post, len(bombs()) + 2)
    finally:
        worker.kill()
        await worker.wait()
    told = {name.partition("@")[0]: (each["state"], each["reason"]) for name, each in found.items()}
    assert told == {
        "large": ("taken", "new_person"),
        "page": ("taken", "new_person"),
        "zip": ("taken", "new_person"),
        "header": ("taken", "new_person"),
        "homo": ("taken", "new_person"),
        "bad": ("taken", "new_person"),
        "nobody": ("skipped", "no_sender"),
        "": ("skipped", "unreadable"),
    }
    assert found["homo@x.example"]["sender"] == "info@xn--pypal-4ve.com", "it does not pass for another"
    talk = await post.talk(found["page@x.example"])
    assert not any(each in str(talk).lower() for each in ACTIVE), talk
    talk = await post.talk(found["zip@x.example"])
    (part,) = [each for each in talk["parts"] if each["kind"] == "message"]
    (file,) = part["data"]["files"]
    assert "/" not in file["name"], file
    talk = await post.talk(found["header@x.example"])
    assert "\n" not in (talk["conversation"]["subject"] or ""), talk
    (deep,) = [each for each in found.values() if each["reason"] == "unreadable"]
    assert "20 levels" in deep["detail"]


async def bring(port: int, raw: bytes) -> None:
    """As another server does, as soon as ours listens."""

    async def listens() -> bool:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return True
        return False

    await until(listens)
    async with talking(port) as client:
        await client.mail("anna@mail.example")
        await client.rcpt("help@in.shop.example")
        await client.data(raw, timeout=60)


async def read_all(post: Post, count: int) -> dict[str, dict[str, Any]]:
    """What became of each by its Message-ID, when so many are there and none waits."""
    found: list[dict[str, Any]] = []

    async def are_read() -> bool:
        answer = await post.api.get("/api/v1/mail/inbound/mails?state=all&limit=100")
        found[:] = answer.json()["items"]
        return len(found) == count and all(each["state"] != "waiting" for each in found)

    await until(are_read)
    return {each["message_id"]: each for each in found}


async def test_what_could_never_be_read_goes_when_its_time_is_over(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    post = await Post.open(engines, await make_workspace())
    _, broken = await post.bring(letter(), letter(number="2@mail.example"))
    key = make_key(post.shop.id, int(broken["id"]))
    async with engines.postgres.connection() as connection:
        # As after five ends of the process: its bytes lie where they came, and in the blobs by no name.
        await connection.execute(
            "UPDATE inbound_mails SET state = 'skipped', reason = 'broken', blob = NULL WHERE id = %s",
            (int(broken["id"]),),
        )
        await connection.execute(
            "INSERT INTO inbound_raws (mail_id, workspace_id, body) VALUES (%s, %s, 'x')",
            (int(broken["id"]), post.shop.id),
        )
    await forget_old(engines)
    assert key in [each async for each in engines.blobs.list(f"mail/{post.shop.id}")]
    async with engines.postgres.connection() as connection:
        await connection.execute("UPDATE inbound_mails SET received_at = now() - %s", (timedelta(days=31),))
    await forget_old(engines)
    assert [each async for each in engines.blobs.list(f"mail/{post.shop.id}")] == []
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM inbound_raws")
        assert await cursor.fetchone() == (0,)


async def test_a_mailbox_brings_no_bomb_either(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    box = Mailbox()
    box.add(letter("A" * 12 * MEGABYTE, number="line@x.example"))
    box.add(b"X: y\r\n" * (8 * MEGABYTE))  # 48 MB: more than is ever fetched
    box.add(letter("behind them", number="last@mail.example"))
    async with serving(box) as port:
        reading = await Reading.open(engines, make_workspace, port)
        async with fetching(engines):
            first, second, last = await reading.until_mails(3)
    assert (first["state"], last["state"]) == ("taken", "taken")
    assert (second["state"], second["reason"]) == ("skipped", "too_large")
    talk = await reading.post.talk(first)
    (part,) = [each for each in talk["parts"] if each["kind"] == "message"]
    assert len(part["body"]) < MEGABYTE, "what is longer comes along as a file"
