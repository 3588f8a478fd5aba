"""Our receiver takes what is for us, keeps it before it says so, and relays nothing."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from email import message_from_bytes
from pathlib import Path

import aiosmtplib
import psycopg
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.test_arriving import Post, letter
from tests.integration.infra.certificates import make_authority

from otklik.app import Application
from otklik.correspondence.answering.marks import TalkMark, Whom, make_talk
from otklik.correspondence.arriving import repository
from otklik.correspondence.receiving import server
from otklik.infra.engines import Engines


@contextlib.asynccontextmanager
async def listening(engines: Engines, *, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    name = "in.shop.example"
    found = await server.listen(engines, host="127.0.0.1", port=0, hostname=name, context=context)
    try:
        yield found.sockets[0].getsockname()[1]
    finally:
        found.close()
        await found.wait_closed()


@contextlib.asynccontextmanager
async def talking(port: int) -> AsyncIterator[aiosmtplib.SMTP]:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False, timeout=10)
    await client.connect()
    try:
        yield client
    finally:
        client.close()


async def test_it_takes_what_is_for_us_alone(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    shop, other = await make_workspace(), await make_workspace()
    post = await Post.open(engines, shop)
    domain = {"domain": "In.Shop.example", "addresses": ["help"]}
    assert (await post.api.post("/api/v1/mail/inbound/domains", json=domain)).status_code == 201
    ours = make_talk(engines.secrets, TalkMark(shop.id, 1, 1, Whom.VISITOR, 1))
    theirs = make_talk(engines.secrets, TalkMark(other.id, 1, 1, Whom.VISITOR, 1))
    async with listening(engines) as port, talking(port) as client:
        await client.ehlo()
        assert int(client.esmtp_extensions["size"]) == 36 * 1024 * 1024
        await client.mail("anna@mail.example")
        for refused in (
            "friend@else.example", "nobody@in.shop.example", f"{theirs}@in.shop.example",
            f"{ours[:-1]}a@in.shop.example", "help@in.shop.example.evil.example",
        ):  # fmt: skip
            with pytest.raises(aiosmtplib.SMTPRecipientRefused) as told:
                await client.rcpt(refused)
            assert told.value.code == 550, refused
        for taken in ("HELP@in.shop.example", "help+x@in.shop.example", f"{ours}@in.shop.example"):
            assert (await client.rcpt(taken)).code == 250, taken
        answer = await client.data(letter("By SMTP", number="1@mail.example"))
        assert answer.message.startswith("2.0.0 Kept as ")
        # Too large is said before a byte of it comes; an empty return path is a bounce's.
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as large:
            await client.mail("anna@mail.example", options=[f"SIZE={40 * 1024 * 1024}"])
        assert large.value.code == 552
        await client.mail("")
        assert (await client.rcpt(f"{ours}@in.shop.example")).code == 250
    await post.read()
    (mail,) = (await post.api.get("/api/v1/mail/inbound/mails")).json()["items"]  # once a workspace
    assert (mail["state"], mail["recipient"]) == ("taken", "HELP@in.shop.example")
    raw = (await post.api.get(f"/api/v1/mail/inbound/mails/{mail['id']}/raw")).content
    assert message_from_bytes(raw)["return-path"] == "<anna@mail.example>"


async def test_what_cannot_be_kept_is_not_promised(
    app: Application, engines: Engines, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    del app
    post = await Post.open(engines, await make_workspace())
    await post.api.post(
        "/api/v1/mail/inbound/domains", json={"domain": "in.shop.example", "addresses": ["a"]}
    )

    async def fail(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("the disk is full")

    async with listening(engines) as port, talking(port) as client:
        await client.ehlo()
        with monkeypatch.context() as broken:
            broken.setattr(repository, "insert_mail", fail)
            await client.mail("a@mail.example")
            await client.rcpt("a@in.shop.example")
            with pytest.raises(aiosmtplib.SMTPDataError) as later:
                await client.data(letter())
            assert later.value.code == 451
        hops = letter(number="2@mail.example", Received="x\r\n" + "Received: y\r\n" * 60 + "X: y")
        await client.mail("a@mail.example")
        await client.rcpt("a@in.shop.example")
        with pytest.raises(aiosmtplib.SMTPDataError) as looping:
            await client.data(hops)
        assert looping.value.code == 554
    assert (await post.api.get("/api/v1/mail/inbound/mails")).json()["items"] == []


async def test_one_peer_cannot_take_all_lines(app: Application, engines: Engines) -> None:
    del app
    async with listening(engines) as port:
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(11)]
        try:
            greetings = [(await reader.readline())[:3] for reader, _ in lines]
            assert greetings == [b"220"] * 10 + [b"421"]
        finally:
            for _, writer in lines:
                writer.close()


async def test_words_before_the_handshake_are_nobodys(
    app: Application, engines: Engines, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """Commands that somebody on the line puts in behind STARTTLS are not obeyed within TLS."""
    del app
    post = await Post.open(engines, await make_workspace())
    body = {"domain": "in.shop.example", "addresses": ["help"]}
    assert (await post.api.post("/api/v1/mail/inbound/domains", json=body)).status_code == 201
    authority = make_authority(tmp_path)
    trusting = ssl.create_default_context(cafile=str(authority.ca_file))
    async with listening(engines, context=authority.server) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"EHLO far.example\r\n")
        while (await reader.readline())[3:4] == b"-":
            continue
        writer.write(
            b"STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@evil.example>\r\n"
            b"RCPT TO:<help@in.shop.example>\r\nDATA\r\n"
        )
        await reader.readuntil(b"220 Ready to start TLS\r\n")
        await writer.start_tls(trusting, server_hostname="127.0.0.1")
        writer.write(b"RCPT TO:<help@in.shop.example>\r\n")
        assert (await reader.readline()).startswith(b"503"), "who is there has not said a word yet"
        writer.close()
        # Unknown to whoever asks, its certificate is refused; known, the mail says that it came so.
        for context, is_fine in ((None, False), (trusting, True)):
            client = aiosmtplib.SMTP(
                hostname="127.0.0.1", port=port, start_tls=True, tls_context=context, timeout=10
            )
            if not is_fine:
                with pytest.raises((ssl.SSLError, aiosmtplib.SMTPException)):
                    await client.connect()
                continue
            async with client:
                await client.mail("anna@mail.example")
                await client.rcpt("help@in.shop.example")
                await client.data(letter("Under TLS", number="tls@mail.example"))
    await post.read()
    (mail,) = (await post.api.get("/api/v1/mail/inbound/mails?state=all")).json()["items"]
    assert (mail["state"], mail["message_id"]) == ("taken", "tls@mail.example")
