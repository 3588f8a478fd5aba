"""The line is cut after every single byte of the SMTP talk, in either direction: nobody twice, nobody lost.

The law: a letter that has arrived is never said to go again; one that has not is never said to be sent.
What nobody can know is `unknown`, and only after all of the text went out.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiosmtplib import SMTP

from otklik.letters.smtp import Envelope, Line, Verdict

LETTER = b"Message-ID: <m1@shop.example>\r\nSubject: Hi\r\n\r\nHello!\r\n..dots\r\n"
ENVELOPE = Envelope("bounces@shop.example", "anna@mail.example", LETTER)
ANSWERS = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"DATA": b"354 go\r\n"}
ENDLESS = 1_000_000


@dataclass
class Sink:
    """A server whose lines break after so many bytes heard, or said; the next line is whole again."""

    heard: int = ENDLESS
    said: int = ENDLESS
    has_pipelining: bool = False
    arrived: list[bytes] = field(default_factory=list)
    lines: list[asyncio.Transport] = field(default_factory=list)
    port: int = 0
    talk: tuple[int, int] = (0, 0)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)

    def connect_once(self) -> "Talker":
        """A protocol for one connection; only the first one is cut."""
        talker = Talker(self, self.heard, self.said)
        self.heard = self.said = ENDLESS
        return talker

    def cut(self) -> None:
        """The line breaks now."""

    def line(self) -> Line:
        """A client's line to here."""

        async def connect() -> SMTP:
            client = SMTP(hostname="127.0.0.1", port=self.port, timeout=5, start_tls=False)
            await client.connect()
            return client

        return Line(connect)


class Talker(asyncio.Protocol):
    """One connection of the sink."""

    def __init__(self, sink: Sink, heard: int, said: int) -> None:
        self._sink, self._heard, self._said = sink, heard, said
        self._data, self._in_text = b"", False
        self._counts = [0, 0]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._out = transport
        self._sink.lines.append(transport)
        if not self._heard:
            transport.abort()
        self._say(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer whole commands among the bytes that may be heard."""
        self._counts[0] += len(data)
        self._data += data[: self._heard]
        self._heard -= len(data)
        while self._step():
            continue
        if self._heard <= 0:
            self._sink.cut()
            self._out.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell how long the talk was."""
        del exc
        self._sink.talk = (self._counts[0], self._counts[1])
        self._sink.is_over.set()

    def _step(self) -> bool:
        end = b"\r\n.\r\n" if self._in_text else b"\r\n"
        line, mark, rest = self._data.partition(end)
        if not mark:
            return False
        self._data = rest
        if self._in_text:
            self._in_text = False
            self._sink.arrived.append(line)
            self._say(b"250 2.0.0 kept\r\n")
            return True
        word = line[:4].upper()
        self._in_text = word == b"DATA"
        if word == b"EHLO" and self._sink.has_pipelining:
            self._say(b"250-PIPELINING\r\n")
        self._say(ANSWERS.get(word, b"250 ok\r\n"))
        return True

    def _say(self, words: bytes) -> None:
        self._counts[1] += len(words)
        if words[: self._said]:
            self._out.write(words[: self._said])
        self._said -= len(words)
        if self._said <= 0:
            self._sink.cut()
            self._out.close()


@asynccontextmanager
async def listening(sink: Sink) -> AsyncIterator[Sink]:
    server = await asyncio.get_running_loop().create_server(sink.connect_once, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        for each in sink.lines:
            each.abort()


async def measure(*, has_pipelining: bool) -> tuple[int, int]:
    """Bytes heard and said in a whole talk."""
    async with listening(Sink(has_pipelining=has_pipelining)) as sink:
        line = sink.line()
        assert (await line.send(ENVELOPE)).verdict is Verdict.SENT
        await line.close()
        await asyncio.wait_for(sink.is_over.wait(), timeout=5)
    return sink.talk


async def send_until_known(sink: Sink) -> tuple[list[Verdict], int]:
    """What the ledger does: a letter that may go later goes again, anything else is the end."""
    verdicts: list[Verdict] = []
    async with listening(sink):
        line = sink.line()
        while not verdicts or verdicts[-1] is Verdict.LATER:
            verdicts.append((await line.send(ENVELOPE)).verdict)
            assert len(verdicts) <= 2, "the second line is whole"
        await line.close()
    return verdicts, len(sink.arrived)


async def cut_everywhere(step: int, *, has_pipelining: bool) -> None:
    heard, said = await measure(has_pipelining=has_pipelining)
    unknown = 0
    for which, length in (("heard", heard), ("said", said)):
        for at in range(0, length, step):
            sink = Sink(has_pipelining=has_pipelining)
            setattr(sink, which, at)
            verdicts, arrived = await send_until_known(sink)
            place = f"cut after byte {at} {which} of {length}: {verdicts}"
            if verdicts[-1] is Verdict.SENT:
                assert arrived == 1, place
            else:
                unknown += 1
                assert verdicts == [Verdict.UNKNOWN], place
                assert arrived <= 1, place
    assert unknown, "somewhere nobody can know"


@pytest.mark.parametrize("has_pipelining", [False, True])
async def test_a_line_cut_anywhere_doubles_and_loses_nothing(*, has_pipelining: bool) -> None:
    await cut_everywhere(step=17, has_pipelining=has_pipelining)


@pytest.mark.long
@pytest.mark.parametrize("has_pipelining", [False, True])
async def test_a_line_cut_after_every_byte_doubles_and_loses_nothing(*, has_pipelining: bool) -> None:
    await cut_everywhere(step=1, has_pipelining=has_pipelining)


@pytest.mark.parametrize("at", [0, 40, 90, 150, 200])
async def test_a_worker_that_dies_in_the_talk_leaves_no_letter_half_sent(at: int) -> None:
    """Cancelled in the middle the line is closed: what follows is a talk of its own."""
    sink = Sink()
    async with listening(sink):
        line = sink.line()
        sending = asyncio.create_task(line.send(ENVELOPE))
        for _ in range(at):
            await asyncio.sleep(0)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        before = len(sink.arrived)
        assert (await line.send(ENVELOPE)).verdict is Verdict.SENT
        await line.close()
    assert len(sink.arrived) - before == 1
    assert set(sink.arrived) == {sink.arrived[-1]}
