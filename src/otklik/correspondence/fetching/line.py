"""The line to an IMAP server: commands out, answers in, each with a time and a bound.

A cancelled task leaves a line that is closed or whole; whatever does not come in time closes it.
"""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Final, Self

from otklik.correspondence.contracts import Trouble
from otklik.correspondence.fetching import syntax
from otklik.infra.networks import Network
from otklik.letters.connecting import ForbiddenServerError, open_socket
from otklik.letters.trust import why_refused

TIMEOUT_S: Final = 60.0
SMALL_BYTES: Final = 1024 * 1024
"""Of an answer where no mail is expected."""
_LINE_BYTES: Final = 2 * 1024 * 1024
_GATHERED_BYTES: Final = 96 * 1024 * 1024
_SAID: Final = 300
_HANDSHAKE_S: Final = 20.0
_PIECE_BYTES: Final = 65_536


class ImapError(Exception):
    """What went wrong with a mailbox; `said`: in the server's words, for people."""

    def __init__(self, trouble: Trouble, said: str = "") -> None:
        super().__init__(f"{trouble}: {said}")
        self.trouble = trouble
        self.said = said[:_SAID]


class LargeLiteralError(ImapError):
    """The server sends more than was asked for: the connection is of no use any more."""


class Line:
    """One connection. Every method raises ImapError; after BROKEN or a cancellation it is closed."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._plain: asyncio.StreamWriter | None = None
        self._number = 0

    @classmethod
    async def open(
        cls, host: str, port: int, *, context: ssl.SSLContext | None, allowed: Sequence[Network]
    ) -> Self:
        """Connect; `context`: TLS from the start. Private networks are refused unless allowed."""
        name = host if context is not None else None
        try:
            async with asyncio.timeout(TIMEOUT_S):
                opened = await open_socket(host, port, allowed)
                reader, writer = await asyncio.open_connection(
                    sock=opened, limit=_LINE_BYTES, ssl=context, server_hostname=name
                )
        except ForbiddenServerError as error:
            raise ImapError(Trouble.FORBIDDEN, str(error)) from error
        except ssl.SSLError as error:
            raise _no_tls(error) from error
        except (OSError, TimeoutError) as error:
            raise ImapError(Trouble.NO_CONNECTION, str(error) or type(error).__name__) from error
        return cls(reader, writer)

    @property
    def certificate(self) -> bytes:
        """What the server has shown, DER; empty without TLS."""
        shown = self._writer.get_extra_info("ssl_object")
        return shown.getpeercert(binary_form=True) or b"" if shown else b""

    def close(self) -> None:
        """Close at once."""
        self._writer.close()
        if self._plain is not None:
            self._plain.close()

    async def start_tls(self, host: str, context: ssl.SSLContext) -> None:
        """From here on nobody reads along.

        What came before the handshake is forgotten with the old reader: nobody can put words in.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LINE_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            transport = await loop.start_tls(
                self._writer.transport,
                protocol,
                context,
                server_hostname=host,
                ssl_handshake_timeout=_HANDSHAKE_S,
            )
        except (OSError, TimeoutError) as error:
            raise _no_tls(error) from error
        if transport is None:
            raise ImapError(Trouble.NO_TLS, "the line was cut")
        protocol.connection_made(transport)
        # A writer that nobody holds closes its connection, so the old one is kept as long as the line.
        self._plain, self._reader = self._writer, reader
        self._writer = asyncio.StreamWriter(transport, protocol, reader, loop)

    async def command(
        self, command: bytes, *, answer: bytes | None = None, most: int = SMALL_BYTES
    ) -> list[list[bytes]]:
        """Send, and gather what is said until it is done; `answer`: to the server's `+`."""
        tag = await self.send(command)
        if answer is not None:
            pieces = await self.read(most)
            if not pieces[0].startswith(b"+"):
                return await self.collect(tag, most=most, first=pieces)
            self.put(answer)
        return await self.collect(tag, most=most)

    def put(self, text: bytes) -> None:
        """Write a line that is no command."""
        self._writer.write(text + b"\r\n")

    async def send(self, command: bytes) -> bytes:
        """Write a command; its tag."""
        self._number += 1
        tag = b"A%d" % self._number
        try:
            self._writer.write(tag + b" " + command + b"\r\n")
            async with asyncio.timeout(TIMEOUT_S):
                await self._writer.drain()
        except OSError as error:  # a time-out is one, too
            raise self.broken(str(error) or "no answer") from error
        return tag

    async def collect(
        self, tag: bytes, *, most: int, timeout_s: float = TIMEOUT_S, first: list[bytes] | None = None
    ) -> list[list[bytes]]:
        """What is said up to the answer under `tag`, that one last; each line and literal in its time."""
        gathered: list[list[bytes]] = []
        total = 0
        while True:
            pieces = first or await self.read(most, timeout_s=timeout_s)
            first = None
            if pieces[0].startswith(tag + b" "):
                return [*gathered, _judge(pieces[0].removeprefix(tag + b" "))]
            if pieces[0].startswith(b"* "):
                gathered.append([pieces[0][2:], *pieces[1:]])
                total += sum(map(len, pieces))
            if total > _GATHERED_BYTES:
                raise self.broken("the server does not stop talking")

    async def read(self, most: int, *, timeout_s: float | None = TIMEOUT_S) -> list[bytes]:
        """One answer: its lines and literals in turn. `timeout_s` None: the caller minds the time."""
        pieces: list[bytes] = []
        while True:
            pieces.append(await self._line(timeout_s))
            found = syntax.LITERAL.search(pieces[-1])
            if found is None:
                return pieces
            size = int(found[1])
            if size > most or sum(map(len, pieces)) > most + SMALL_BYTES:
                self.close()
                raise LargeLiteralError(Trouble.BROKEN, f"{size} bytes where {most} may come")
            pieces.append(await self._literal(size, timeout_s))

    def broken(self, said: str) -> ImapError:
        """The error of a line that is of no use any more, and the end of it."""
        self.close()
        return ImapError(Trouble.BROKEN, said)

    async def _line(self, timeout_s: float | None) -> bytes:
        try:
            async with asyncio.timeout(timeout_s):
                line = await self._reader.readuntil(b"\n")
        except TimeoutError:
            raise self.broken("no answer") from None
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise self.broken(str(error)) from error
        return line.rstrip(b"\r\n")

    async def _literal(self, size: int, timeout_s: float | None) -> bytes:
        """Its bytes, piece by piece: a slow line is no dead one."""
        got = bytearray()
        while len(got) < size:
            try:
                async with asyncio.timeout(timeout_s):
                    piece = await self._reader.read(min(size - len(got), _PIECE_BYTES))
            except TimeoutError:
                raise self.broken("the server stopped in the middle of a mail") from None
            except OSError as error:
                raise self.broken(str(error)) from error
            if not piece:
                raise self.broken("the line was cut in the middle of a mail")
            got += piece
        return bytes(got)


def _no_tls(error: BaseException) -> ImapError:
    """What to say of a handshake that failed."""
    return ImapError(Trouble(why_refused(error) or Trouble.NO_TLS), str(error) or type(error).__name__)


def _judge(answer: bytes) -> list[bytes]:
    """The answer to a command when it is OK. Raises ImapError: refused, or not understood."""
    verdict = answer.split(b" ", 1)[0].upper()
    if verdict == b"OK":
        return [answer]
    raise ImapError(Trouble.REFUSED if verdict == b"NO" else Trouble.BROKEN, read_words(answer))


def read_words(line: bytes) -> str:
    """A line as people can read it."""
    return " ".join(line.decode("utf-8", "replace").split())
