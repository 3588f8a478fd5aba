"""The talk with a mail server: one letter, one honest outcome; connections that are used again.

Before the last dot of DATA nothing has arrived, and what fails may be tried again. An answer after it is the
truth. No answer after it is `unknown`: the letter may lie in the mailbox already (RFC 5321, 4.5.4.1 and 6.1).
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import StrEnum
from typing import Final, cast

import aiosmtplib
import msgspec
from aiosmtplib import SMTP

from otklik.letters.talking import Talker
from otklik.letters.trust import why_refused

_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_NO_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f<>]")
_CLOSING: Final = 421
_ENOUGH: Final = 100
"""Letters a connection: some servers take no more, and say so by closing it."""
_IDLE_S: Final = 20.0
_TIMEOUT_S: Final = 25.0
_GOODBYE_S: Final = 2.0
_OK: Final = (250, 251, 252)
_KEPT: Final = 250
_GOES_ON: Final = ((250,), (250, 251), (354,))
"""What MAIL, RCPT and DATA are answered with when all is well."""
_RECIPIENT: Final = 1
_START: Final = 400
_LASTING: Final = 500
_OF_ACCOUNT: Final = frozenset({454, 530, 534, 535, 538})
"""What is said of us, not of the letter: signing in is refused or out of order for now."""


class Verdict(StrEnum):
    """How a talk ended."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Envelope(msgspec.Struct, frozen=True):
    """What a server is told: the return path, the recipient, the bytes (CRLF, signed)."""

    sender: str
    recipient: str
    data: bytes


class Talk(msgspec.Struct, frozen=True):
    """The outcome. `code`: of the server's answer, 0 without one; `status`: the enhanced one.

    `is_ours`: it says something of the account or the line, not of this letter or its recipient; so others
    that go the same way shall wait too. `certificate`: UNTRUSTED or CHANGED of `trust`
    when that was the reason.
    """

    verdict: Verdict
    code: int = 0
    status: str = ""
    said: str = ""
    is_ours: bool = False
    certificate: str = ""


Connect = Callable[[], Awaitable[SMTP]]
"""Gives a client that is connected and signed in. Raises aiosmtplib.SMTPException, OSError, TimeoutError."""


class Line:
    """One connection to a server, made when it is needed and kept for the next letter. One at a time."""

    def __init__(self, connect: Connect, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._connect = connect
        self._clock = clock
        self._client: SMTP | None = None
        self._talker: Talker | None = None
        self._sent = 0
        self._used_at = 0.0

    async def send(self, envelope: Envelope) -> Talk:
        """Send one letter. Never raises but for cancellation, which leaves the connection closed."""
        try:
            client, talker = await self._take()
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            await self.close()
            return _no_line(error)
        try:
            talk = await _talk(talker, envelope, has_utf8=client.supports_extension("smtputf8"))
        except BaseException:
            self._drop()
            raise
        await self._give_back(talker, talk)
        return talk

    async def close(self) -> None:
        """Say goodbye; a server that does not answer is left."""
        if self._talker is not None and self._talker.is_open:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(_GOODBYE_S):
                    await self._talker.ask(b"QUIT")
        self._drop()

    def _drop(self) -> None:
        client, self._client, self._talker = self._client, None, None
        if client is not None:
            client.close()

    async def _take(self) -> tuple[SMTP, Talker]:
        """The open connection, or a new one when it was long idle, has carried enough or is broken."""
        if self._client is not None and self._talker is not None:
            is_fresh = self._sent < _ENOUGH and self._clock() - self._used_at < _IDLE_S
            if is_fresh and self._talker.is_open:
                return self._client, self._talker
            await self.close()
        self._sent = 0
        self._client = client = await self._connect()
        await _greet(client)
        transport = client.transport
        if transport is None:
            raise ConnectionResetError("the line was cut")
        self._talker = Talker(
            cast("asyncio.Transport", transport),
            has_pipelining=client.supports_extension("pipelining"),
            timeout_s=client.timeout or _TIMEOUT_S,
        )
        return client, self._talker

    async def _give_back(self, talker: Talker, talk: Talk) -> None:
        self._used_at = self._clock()
        self._sent += 1
        if talk.verdict is Verdict.UNKNOWN or talk.code == _CLOSING or not talker.is_open:
            self._drop()
        elif talk.verdict is not Verdict.SENT:
            with suppress(OSError, TimeoutError):
                await talker.ask(b"RSET")


async def _greet(client: SMTP) -> None:
    """Say who we are, and hear what the server can, where that was not done for TLS or signing in."""
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError:
            await client.helo()


async def _talk(talker: Talker, envelope: Envelope, *, has_utf8: bool) -> Talk:
    """MAIL, RCPT, DATA. Whatever fails before the text goes out has surely not arrived."""
    if any(_NO_ADDRESS.search(address) for address in (envelope.sender, envelope.recipient)):
        return Talk(Verdict.REFUSED, 0, "5.1.3", "no address that can be put into a command")
    needs_utf8 = not (envelope.sender.isascii() and envelope.recipient.isascii())
    if needs_utf8 and not has_utf8:
        return Talk(Verdict.REFUSED, 0, "5.6.7", "the server takes no addresses beyond ASCII")
    options = " SMTPUTF8 BODY=8BITMIME" if needs_utf8 else ""
    try:
        answers = await talker.ask(
            f"MAIL FROM:<{envelope.sender}>{options}".encode(),
            f"RCPT TO:<{envelope.recipient}>".encode(),
            b"DATA",
        )
        for number, answer in enumerate(answers):
            if answer.code not in _GOES_ON[number]:
                if len(answers) == len(_GOES_ON) and answers[-1].code in _GOES_ON[-1]:
                    talker.close()  # it waits for a text, although it refused the rest: it gets none
                return judge(answer.code, answer.said, of_recipient=number == _RECIPIENT)
    except (OSError, TimeoutError) as error:
        return _no_line(error)
    return await _give_text(talker, envelope.data)


async def _give_text(talker: Talker, data: bytes) -> Talk:
    try:
        answer = await talker.give(data)
    except (OSError, TimeoutError) as error:
        return Talk(Verdict.UNKNOWN, 0, "", f"no answer to the letter: {error}"[:300])
    if answer.code != _KEPT:
        return judge(answer.code, answer.said)
    return Talk(Verdict.SENT, answer.code, _status(answer.said), answer.said[:300])


def judge(code: int, said: str, *, of_recipient: bool = False) -> Talk:
    """What an answer means. 4xx and 454 may go later; 5xx of the sign-in is of the account."""
    verdict = Verdict.REFUSED if code >= _LASTING else Verdict.LATER
    if code in _OK or code < _START:
        verdict = Verdict.LATER
    is_ours = not of_recipient and (code in _OF_ACCOUNT or code == _CLOSING)
    if code in _OF_ACCOUNT:
        verdict = Verdict.LATER
    return Talk(verdict, code, _status(said), " ".join(said.split())[:300], is_ours)


def _no_line(error: BaseException) -> Talk:
    """It did not come to a letter: no connection, no TLS, no sign-in."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        talk = judge(error.code, error.message)
        return msgspec.structs.replace(talk, verdict=Verdict.LATER, is_ours=True)
    said = (str(error) or type(error).__name__)[:300]
    return Talk(Verdict.LATER, 0, "", said, is_ours=True, certificate=why_refused(error))


def _status(said: str) -> str:
    found = _STATUS.search(said)
    return found[1] if found else ""


class Lines:
    """Several connections of one account; whoever comes takes the one that is free, in turn."""

    def __init__(self, connect: Connect, *, most: int) -> None:
        self._free: asyncio.LifoQueue[Line] = asyncio.LifoQueue()
        self._all = [Line(connect) for _ in range(most)]
        for line in reversed(self._all):
            self._free.put_nowait(line)

    @property
    def most(self) -> int:
        """How many letters go at once."""
        return len(self._all)

    async def send(self, envelope: Envelope) -> Talk:
        """Send over the next free connection."""
        line = await self._free.get()
        try:
            return await line.send(envelope)
        finally:
            self._free.put_nowait(line)

    async def close(self) -> None:
        """Close them all."""
        await asyncio.gather(*(line.close() for line in self._all))
