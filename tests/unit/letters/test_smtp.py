"""The talk with a server that may stop at any word: what did not arrive, what did, what nobody knows."""

import asyncio
from datetime import UTC, datetime
from functools import partial

import pytest
from tests.unit.letters.server import running

from otklik.infra.networks import read_networks
from otklik.letters.addresses import AddressError, domain_of, read_address
from otklik.letters.connecting import connect
from otklik.letters.contracts_ways import Account
from otklik.letters.smtp import Envelope, Line, Lines, Talk, Verdict
from otklik.letters.talking import stuff

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
HERE = read_networks(["127.0.0.0/8"])
LETTER = Envelope("b1-abc@otklik.example", "anna@mail.example", b"Subject: x\r\n\r\n.dot\r\nbye\r\n")


PIPELINING: dict[str, list[bytes | None]] = {"EHLO": [b"250-sink\r\n250 PIPELINING"] * 20}


@pytest.fixture(params=[{}, PIPELINING], ids=["in turn", "at once"])
def way(request: pytest.FixtureRequest) -> dict[str, list[bytes | None]]:
    """A server that wants each command answered first, or takes them at once."""
    found: dict[str, list[bytes | None]] = request.param
    return found


async def said(line: Line, envelope: Envelope = LETTER) -> Talk:
    try:
        return await line.send(envelope)
    finally:
        await line.close()


async def test_a_letter_arrives_whole(way: dict[str, list[bytes | None]]) -> None:
    async with running(**way) as server:
        talk = await said(server.line())
    assert talk == Talk(Verdict.SENT, 250, "2.0.0", "2.0.0 kept as Q1")
    assert server.got == [b"Subject: x\r\n\r\n..dot\r\nbye\r\n.\r\n"]


ENDINGS = [
    ({"hello": [None]}, Verdict.LATER, True),
    ({"hello": [b"554 no"]}, Verdict.LATER, True),
    ({"MAIL": [None]}, Verdict.LATER, True),
    ({"MAIL": [b"451 4.3.0 later"]}, Verdict.LATER, False),
    ({"MAIL": [b"421 closing"]}, Verdict.LATER, True),
    ({"MAIL": [b"454 4.7.0 too many"]}, Verdict.LATER, True),
    ({"MAIL": [b"530 5.7.0 sign in first"]}, Verdict.LATER, True),
    ({"RCPT": [b"550 5.1.1 unknown"]}, Verdict.REFUSED, False),
    ({"RCPT": [b"450 4.2.1 greylisted"]}, Verdict.LATER, False),
    ({"RCPT": [None]}, Verdict.LATER, True),
    ({"DATA": [b"554 5.7.1 not you"]}, Verdict.REFUSED, False),
    ({"text": [b"452 4.2.2 full"]}, Verdict.LATER, False),
    ({"text": [b"550 5.7.1 spam"]}, Verdict.REFUSED, False),
    ({"text": [None]}, Verdict.UNKNOWN, False),
]


@pytest.mark.parametrize(("answers", "verdict", "is_ours"), ENDINGS)
async def test_every_ending_is_told_as_it_is(
    answers: dict[str, list[bytes | None]],
    verdict: Verdict,
    way: dict[str, list[bytes | None]],
    *,
    is_ours: bool,
) -> None:
    async with running(**way, **answers) as server:
        talk = await said(server.line())
    assert (talk.verdict, talk.is_ours) == (verdict, is_ours), talk
    if verdict is not Verdict.UNKNOWN and "text" not in answers:
        assert server.got == []


async def test_a_line_carries_many_letters_and_outlives_a_refusal(
    way: dict[str, list[bytes | None]],
) -> None:
    async with running(**way, RCPT=[b"250 ok", b"550 5.1.1 unknown", b"250 ok"]) as server:
        line = server.line()
        verdicts = [(await line.send(LETTER)).verdict for _ in range(3)]
        await line.close()
    assert verdicts == [Verdict.SENT, Verdict.REFUSED, Verdict.SENT]
    assert server.connections == 1


async def test_a_server_that_wants_a_text_for_nobody_gets_none() -> None:
    async with running(**PIPELINING, RCPT=[b"550 5.1.1 unknown", b"250 ok"]) as server:
        server.is_odd = True
        line = server.line()
        talks = [await line.send(LETTER) for _ in range(2)]
        await line.close()
    assert [(each.verdict, each.code) for each in talks] == [(Verdict.REFUSED, 550), (Verdict.SENT, 250)]
    assert len(server.got) == 1


@pytest.mark.parametrize("words", [b"250 ok\r\n250 and more", b"hello", b"250-" + b"x" * 40_000])
async def test_answers_that_are_none_end_the_line(words: bytes) -> None:
    async with running(RCPT=[words, b"250 ok"]) as server:
        line = server.line()
        first, second = await line.send(LETTER), await line.send(LETTER)
        await line.close()
    assert (first.verdict, first.is_ours, second.verdict) == (Verdict.LATER, True, Verdict.SENT), first
    assert server.connections == 2


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (b"a\n.\nb", b"a\r\n..\r\nb\r\n"),
        (b"a\r.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
        (b"\r\n.\r\nMAIL FROM:<eve@evil.example>", b"\r\n..\r\nMAIL FROM:<eve@evil.example>\r\n"),
        (b".", b"..\r\n"),
        (b"", b"\r\n"),
    ],
)
def test_no_line_of_a_letter_ends_it(given: bytes, sent: bytes) -> None:
    """Lone CR and LF before a dot are what smuggles a second letter in (CVE-2023-51764 and its kin)."""
    assert stuff(given) == sent


async def test_a_server_that_offers_no_tls_any_more_gets_nothing() -> None:
    async with running(EHLO=[b"250-sink\r\n250 AUTH PLAIN"] * 2) as server:
        account = Account(
            id=1, workspace_id=1, name="Relay", host="127.0.0.1", port=server.port, security="starttls",
            username="shop", password=None, connections=1, created_at=NOON, updated_at=NOON, trouble="",
            trouble_at=None, held_until=None, fingerprint=None, authority=None, trouble_code="",
        )  # fmt: skip
        talk = await said(Line(partial(connect, account, password="secret", allowed=HERE)))
    assert (talk.verdict, talk.is_ours) == (Verdict.LATER, True)
    assert "STARTTLS" in talk.said
    assert (server.words, server.envelopes) == ([b"EHLO"], [])


async def test_a_cut_line_is_made_anew() -> None:
    async with running(text=[None, b"250 ok"]) as server:
        line = server.line()
        verdicts = [(await line.send(LETTER)).verdict for _ in range(2)]
        await line.close()
    assert verdicts == [Verdict.UNKNOWN, Verdict.SENT]
    assert server.connections == 2


async def test_nobody_there_is_said_of_the_account() -> None:
    async with running() as server:
        pass
    talk = await said(server.line())
    assert (talk.verdict, talk.is_ours) == (Verdict.LATER, True)


async def test_as_many_at_once_as_there_are_lines() -> None:
    async with running() as server:
        lines = Lines(server.connect, most=3)
        talks = await asyncio.gather(*(lines.send(LETTER) for _ in range(20)))
        await lines.close()
    assert [talk.verdict for talk in talks] == [Verdict.SENT] * 20
    assert server.connections <= 3
    assert len(server.got) == 20


async def test_addresses_beyond_ascii_need_a_server_that_takes_them() -> None:
    async with running() as server:
        talk = await said(server.line(), Envelope("b@otklik.example", "анна@почта.example", LETTER.data))
    assert (talk.verdict, talk.status) == (Verdict.REFUSED, "5.6.7")


async def test_no_address_becomes_a_command() -> None:
    async with running() as server:
        talk = await said(
            server.line(), Envelope("b@x.example", "a@x.example>\r\nRCPT TO:<eve@x.example", b"x")
        )
    assert talk.verdict is Verdict.REFUSED
    assert server.got == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (" Anna@Mail.EXAMPLE ", "Anna@mail.example"),
        ("anna+shop@mail.example", "anna+shop@mail.example"),
        ("анна@почта.рф", "анна@xn--80a1acny.xn--p1ai"),
    ],
)
def test_addresses_have_one_form(given: str, expected: str) -> None:
    assert read_address(given) == expected
    assert domain_of(expected) == expected.rpartition("@")[2]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "bad_address"),
        ("anna", "bad_address"),
        ("a@b\r\nBcc: c@d.example", "bad_address"),
        ("a\u202eb@mail.example", "bad_address"),
        ("a@mail.example, b@mail.example", "bad_address"),
        ("a@" + "x" * 300 + ".example", "bad_address"),
        ("a@[127.0.0.1]", "bad_address"),
        ("anna@p\u0430ypal.com", "mixed_scripts"),
    ],
)
def test_what_is_no_address_is_refused(given: str, code: str) -> None:
    with pytest.raises(AddressError) as caught:
        read_address(given)
    assert caught.value.code == code
