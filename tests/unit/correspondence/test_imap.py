"""The client of IMAP: how it reads answers, and what it makes of servers that misbehave."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from tests.unit.correspondence.imap_server import Mailbox, serving

from otklik.correspondence.contracts import Trouble
from otklik.correspondence.fetching import line as line_module
from otklik.correspondence.fetching import syntax
from otklik.correspondence.fetching.client import Imap
from otklik.correspondence.fetching.line import ImapError, LargeLiteralError
from otklik.infra.networks import read_networks

HERE = read_networks(["127.0.0.0/8"])
LONG_AGO = date(2020, 1, 1)
MAIL = b"From: a@b.example\nMessage-ID: <1@b.example>\nSubject: hi\n\nhello\n"


async def connect(port: int, password: str = "secret") -> Imap:
    client = await Imap.open(host="127.0.0.1", port=port, security="none", allowed=HERE)
    try:
        await client.sign_in("shop", password)
    except ImapError:
        client.close()
        raise
    return client


async def test_a_server_that_offers_no_tls_any_more_is_told_no_password() -> None:
    box = Mailbox()
    async with serving(box) as port:
        with pytest.raises(ImapError) as told:
            await Imap.open(host="127.0.0.1", port=port, security="starttls", allowed=HERE)
    assert told.value.trouble is Trouble.NO_TLS


@pytest.mark.parametrize(
    ("pieces", "values"),
    [
        ([b'LIST (\\Sent) "/" "a \\"b\\""'], [b"LIST", [b"\\Sent"], b"/", b'a "b"']),
        ([b"LIST () NIL INBOX"], [b"LIST", [], None, b"INBOX"]),
        (
            [b"1 FETCH (UID 5 BODY[] {2}", b"hi", b")"],
            [b"1", b"FETCH", [b"UID", b"5", b"BODY[]", b"hi"]],
        ),
        (
            [b"1 FETCH (BODY[HEADER.FIELDS (MESSAGE-ID)] {0}", b"", b" UID 5)"],
            [b"1", b"FETCH", [b"BODY[HEADER.FIELDS (MESSAGE-ID)]", b"", b"UID", b"5"]],
        ),
        ([b"SEARCH"], [b"SEARCH"]),
    ],
)
def test_answers_are_read(pieces: list[bytes], values: list[syntax.Value]) -> None:
    assert syntax.parse(pieces) == values


@pytest.mark.parametrize("line", [b"(a", b"a)", b'"a', b"(" * 30 + b")" * 30])
def test_what_is_no_imap_is_said(line: bytes) -> None:
    with pytest.raises(syntax.ImapSyntaxError):
        syntax.parse([line])


@pytest.mark.parametrize("name", ["INBOX", "Входящие/Заказы", "R&D", "日本語", "a&-b", "&"])
def test_folders_keep_their_names(name: str) -> None:
    written = syntax.write_folder(name)
    assert written.isascii()
    assert syntax.read_folder(written.encode()) == name


def test_broken_folder_names_are_shown_as_they_stand() -> None:
    assert syntax.read_folder(b"&&&") == "&&&"
    assert syntax.read_folder("Входящие".encode()) == "Входящие"


def test_moments_and_days() -> None:
    assert syntax.read_moment(b" 7-Jul-2026 02:44:25 -0700") == datetime(2026, 7, 7, 9, 44, 25, tzinfo=UTC)
    assert syntax.read_moment(b"yesterday") is None
    assert syntax.write_date(date(2026, 3, 1)) == "1-Mar-2026"


@pytest.mark.parametrize("text", ["a\r\nA1 LOGOUT", "a\0", "я"])
def test_nothing_can_be_put_into_a_command(text: str) -> None:
    with pytest.raises(syntax.ImapSyntaxError):
        syntax.quote(text)


async def test_a_folder_is_read_without_being_changed() -> None:
    box = Mailbox(folders=("INBOX", "&BBcEMAQ6BDAENwRL-"))
    box.add(MAIL)
    async with serving(box) as port:
        client = await connect(port)
        assert [each.name for each in await client.list_folders()] == ["INBOX", "Заказы"]
        assert (await client.select("INBOX", is_changed=False)).uid_next == 2
        (uid,) = await client.search(first=1, last=None, since=LONG_AGO)
        (head,) = await client.fetch_heads([uid])
        assert head.message_id == "1@b.example"
        assert (await client.fetch_raws([uid], most=1_000)) == {1: MAIL.replace(b"\n", b"\r\n")}
        assert await client.search(first=2, last=None, since=LONG_AGO) == []  # `2:*` names the last one
        await client.log_out()
    assert not box.seen


async def test_what_goes_wrong_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "TIMEOUT_S", 0.5)
    box = Mailbox()
    box.add(MAIL)
    box.add(MAIL)
    box.cuts[1] = 1
    box.lies[2] = 5_000_000_000
    async with serving(box) as port:
        with pytest.raises(ImapError) as refused:
            await connect(port, "wrong")
        assert refused.value.trouble is Trouble.REFUSED
        client = await connect(port)
        with pytest.raises(ImapError) as missing:
            await client.select("Nowhere", is_changed=False)
        assert missing.value.trouble is Trouble.NO_FOLDER
        await client.select("INBOX", is_changed=False)
        with pytest.raises(ImapError) as cut:
            await client.fetch_raws([1], most=1_000)
        assert (cut.value.trouble, cut.value.said) == (
            Trouble.BROKEN,
            "the line was cut in the middle of a mail",
        )
        client = await connect(port)
        await client.select("INBOX", is_changed=False)
        with pytest.raises(LargeLiteralError):
            await client.fetch_raws([2], most=1_000)
    with pytest.raises(ImapError) as gone:
        await Imap.open(host="127.0.0.1", port=port, security="none", allowed=HERE)
    assert gone.value.trouble is Trouble.NO_CONNECTION
    with pytest.raises(ImapError) as forbidden:
        await Imap.open(host="127.0.0.1", port=port, security="none")
    assert forbidden.value.trouble is Trouble.FORBIDDEN


async def test_waiting_ends_with_news_with_the_alarm_and_with_a_dead_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box = Mailbox()
    async with serving(box) as port:
        client = await connect(port)
        await client.select("INBOX", is_changed=False)
        box.add(MAIL)  # it came between the last look and the waiting
        assert await client.idle(30, asyncio.Event())
        alarm = asyncio.Event()
        alarm.set()
        assert not await client.idle(30, alarm)
        assert not await client.idle(0.05, asyncio.Event())
        waiting = asyncio.create_task(client.idle(30, asyncio.Event()))
        box.add(MAIL)
        assert await waiting
        box.is_silent = True
        monkeypatch.setattr("otklik.correspondence.fetching.client.TIMEOUT_S", 0.4)
        with pytest.raises(ImapError) as silent:
            await client.idle(0.1, asyncio.Event())
        assert silent.value.trouble is Trouble.BROKEN
