"""What is said to a mail server over a line that is open and signed in (RFC 5321).

Where the server takes several commands at once (PIPELINING, RFC 2920) a letter is two journeys instead of
four. `aiosmtplib` connects, checks the certificate and signs in; here its connection goes on.
"""

import asyncio
import re
from collections import deque
from typing import Final

import msgspec

_MOST_BYTES: Final = 32_768
"""Of an answer; a server that goes on is left."""
_FAILED: Final = 400
_CODE: Final = re.compile(rb"[2-5][0-9]{2}(?=[ \r\n-]|\Z)")
_BREAKS: Final = re.compile(rb"\r\n|\r|\n")


class Answer(msgspec.Struct, frozen=True):
    """What a server said: its code, and the words without it, one line each."""

    code: int
    said: str

    @property
    def has_failed(self) -> bool:
        """Whether it is no: for now (4xx) or for good (5xx)."""
        return self.code >= _FAILED


class Talker(asyncio.Protocol):
    """One open line. What raises OSError or TimeoutError leaves a line of no use."""

    def __init__(self, transport: asyncio.Transport, *, has_pipelining: bool, timeout_s: float) -> None:
        self._transport = transport
        self._has_pipelining = has_pipelining
        self._timeout_s = timeout_s
        self._buffer = bytearray()
        self._lines: list[str] = []
        self._answers: deque[Answer] = deque()
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._trouble: OSError | None = None
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether something can be said yet."""
        return self._trouble is None and not self._transport.is_closing()

    async def ask(self, *commands: bytes) -> list[Answer]:
        """The answers, at least one; commands behind a refused one are perhaps not sent."""
        if self._has_pipelining:
            return await self._say(b"".join([command + b"\r\n" for command in commands]), len(commands))
        answers: list[Answer] = []
        for command in commands:
            answers += await self._say(command + b"\r\n", 1)
            if answers[-1].has_failed:
                break
        return answers

    async def give(self, text: bytes) -> Answer:
        """Give a text that the server waits for, and its end."""
        (answer,) = await self._say(stuff(text) + b".\r\n", 1)
        return answer

    def close(self) -> None:
        """Close the line at once."""
        self._fail(ConnectionAbortedError("the line is closed"))

    async def _say(self, words: bytes, count: int) -> list[Answer]:
        if not self.is_open:
            raise self._trouble or ConnectionResetError("the line is closed")
        self._wanted = count
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(words)
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._waiter
        except TimeoutError:
            self._fail(ConnectionAbortedError("no answer"))
            raise TimeoutError("the server does not answer") from None
        finally:
            self._waiter, self._wanted = None, 0
        return [self._answers.popleft() for _ in range(count)]

    def data_received(self, data: bytes) -> None:
        """Gather answers; what comes unasked ends the line, as it could be taken for the next answer."""
        if self._waiter is None or self._waiter.done():
            self._fail(ConnectionAbortedError("the server spoke unasked"))
            return
        self._buffer += data
        *lines, rest = bytes(self._buffer).split(b"\n")
        self._buffer = bytearray(rest)
        for line in lines:
            self._take(line)
        if len(self._buffer) + sum(map(len, self._lines)) > _MOST_BYTES:
            self._fail(ConnectionAbortedError("the server does not stop talking"))
        elif len(self._answers) > self._wanted:
            self._fail(ConnectionAbortedError("the server spoke unasked"))
        elif len(self._answers) == self._wanted and not self._waiter.done():
            self._waiter.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more comes."""
        self._fail(ConnectionResetError(f"the line was cut{f': {exc}' if exc else ''}"))

    def _take(self, line: bytes) -> None:
        if _CODE.match(line) is None:
            self._fail(ConnectionAbortedError("no answer of a mail server"))
            return
        self._lines.append(line[4:].strip().decode("utf-8", "replace"))
        if line[3:4] != b"-":
            self._answers.append(Answer(int(line[:3]), "\n".join(self._lines)))
            self._lines = []

    def _fail(self, error: OSError) -> None:
        self._trouble = self._trouble or error
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(self._trouble)
        self._transport.close()


def stuff(text: bytes) -> bytes:
    """A text as it is sent: lines end with CRLF, and a dot that begins one is doubled (4.5.2)."""
    breaks = text.count(b"\r\n")
    if text.count(b"\n") != breaks or text.count(b"\r") != breaks:
        text = _BREAKS.sub(b"\r\n", text)
    if not text.endswith(b"\r\n"):
        text += b"\r\n"
    if text.startswith(b"."):
        text = b"." + text
    return text.replace(b"\r\n.", b"\r\n..") if b"\r\n." in text else text
