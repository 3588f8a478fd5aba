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
from typing import Final

import aiosmtplib
import msgspec
from aiosmtplib import SMTP, SMTPResponse

_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_NO_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f<>]")
_CLOSING: Final = 421
_ENOUGH: Final = 100
"""Letters a connection: some servers take no more, and say so by closing it."""
_IDLE_S: Final = 20.0
_OK: Final = (250, 251, 252)
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
    that go the same way shall wait too.
    """

    verdict: Verdict
    code: int = 0
    status: str = ""
    said: str = ""
    is_ours: bool = False


Connect = Callable[[], Awaitable[SMTP]]
"""Gives a client that is connected and signed in. Raises aiosmtplib.SMTPException, OSError, TimeoutError."""


class Line:
    """One connection to a server, made when it is needed and kept for the next letter. One at a time."""

    def __init__(self, connect: Connect, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._connect = connect
        self._clock = clock
        self._client: SMTP | None = None
        self._sent = 0
        self._used_at = 0.0

    async def send(self, envelope: Envelope) -> Talk:
        """Send one letter. Never raises but for cancellation, which leaves the connection closed."""
        try:
            client = await self._take()
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            await self.close()
            return _no_line(error)
        try:
            talk = await _talk(client, envelope)
        except BaseException:
            client.close()
            self._client = None
            raise
        await self._give_back(client, talk)
        return talk

    async def close(self) -> None:
        """Say goodbye; a server that does not answer is left."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.quit(timeout=2)
            client.close()

    async def _take(self) -> SMTP:
        """The open connection, or a new one when it was long idle, has carried enough or is broken."""
        client = self._client
        if client is not None and client.is_connected:
            if self._sent < _ENOUGH and self._clock() - self._used_at < _IDLE_S:
                return client
            await self.close()
        self._client, self._sent = None, 0
        client = await self._connect()
        self._client = client
        return client

    async def _give_back(self, client: SMTP, talk: Talk) -> None:
        self._used_at = self._clock()
        self._sent += 1
        if talk.verdict is Verdict.UNKNOWN or talk.code == _CLOSING or not client.is_connected:
            client.close()
            self._client = None
        elif talk.verdict is not Verdict.SENT:
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.rset()


async def _talk(client: SMTP, envelope: Envelope) -> Talk:
    """MAIL, RCPT, DATA. Whatever fails before the text goes out has surely not arrived."""
    if any(_NO_ADDRESS.search(address) for address in (envelope.sender, envelope.recipient)):
        return Talk(Verdict.REFUSED, 0, "5.1.3", "no address that can be put into a command")
    try:
        needs_utf8 = not (envelope.sender.isascii() and envelope.recipient.isascii())
        if needs_utf8 and not client.supports_extension("smtputf8"):
            return Talk(Verdict.REFUSED, 0, "5.6.7", "the server takes no addresses beyond ASCII")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_utf8 else []
        encoding = "utf-8" if needs_utf8 else "ascii"
        await client.mail(envelope.sender, options=options, encoding=encoding)
        await client.rcpt(envelope.recipient, encoding=encoding)
    except aiosmtplib.SMTPResponseException as error:
        return judge(
            error.code, error.message, of_recipient=isinstance(error, aiosmtplib.SMTPRecipientRefused)
        )
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return _no_line(error)
    return await _give_text(client, envelope.data)


async def _give_text(client: SMTP, data: bytes) -> Talk:
    try:
        answer: SMTPResponse = await client.data(data)
    except aiosmtplib.SMTPResponseException as error:
        return judge(error.code, error.message)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return Talk(Verdict.UNKNOWN, 0, "", f"no answer to the letter: {error}"[:300])
    return Talk(Verdict.SENT, answer.code, _status(answer.message), answer.message[:300])


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
    return Talk(Verdict.LATER, 0, "", (str(error) or type(error).__name__)[:300], is_ours=True)


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
