"""A mail server that answers as a script says, and may cut the line at any word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtplib import SMTP

from otklik.letters.smtp import Line


class Server:
    """A server that answers as a script says; None cuts the line."""

    def __init__(self, answers: dict[bytes, list[bytes | None]]) -> None:
        self._answers = {word: list(said) for word, said in answers.items()}
        self.got: list[bytes] = []
        self.envelopes: list[tuple[str, str]] = []
        self.words: list[bytes] = []
        self.connections = 0
        self.is_odd = False
        """It wants a text even where it has refused the recipient."""
        self.port = 0
        self._sender = ""
        self.tasks: list[asyncio.Task[None]] = []

    def _say(self, word: bytes) -> bytes | None:
        usual = {
            b"hello": b"220 hi",
            b"DATA": b"354 go",
            b"QUIT": b"221 bye",
            b"text": b"250 2.0.0 kept as Q1",
        }
        script = self._answers.get(word)
        if script:
            return script.pop(0)
        return usual.get(word, b"250 ok")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if task := asyncio.current_task():
            self.tasks.append(task)
        try:
            word = b"hello"
            is_welcome = False
            while (answer := self._say(word)) is not None:
                if word == b"RCPT":
                    is_welcome = answer.startswith(b"25")
                elif word == b"DATA" and not is_welcome and not self.is_odd:
                    answer = b"503 5.5.1 no recipient"
                writer.write(answer + b"\r\n")
                await writer.drain()
                if word == b"DATA" and answer.startswith(b"354"):
                    try:
                        self.got.append(await reader.readuntil(b"\r\n.\r\n"))
                    except asyncio.IncompleteReadError:
                        break
                    word = b"text"
                    continue
                line = await reader.readline()
                if not line:
                    break
                word = line.split(b" ")[0].strip().upper()
                self.words.append(word)
                self._note(word, line)
        except asyncio.CancelledError:
            pass  # the test is over while its client keeps the line
        finally:
            writer.close()

    def _note(self, word: bytes, line: bytes) -> None:
        address = line.partition(b"<")[2].partition(b">")[0].decode()
        if word == b"MAIL":
            self._sender = address
        elif word == b"RCPT":
            self.envelopes.append((self._sender, address))

    def line(self) -> Line:
        return Line(self.connect)

    async def connect(self) -> SMTP:
        client = SMTP(hostname="127.0.0.1", port=self.port, timeout=5, start_tls=False)
        await client.connect()
        return client


@asynccontextmanager
async def running(**answers: list[bytes | None]) -> AsyncIterator[Server]:
    server = Server({word.encode(): said for word, said in answers.items()})
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in server.tasks:
            task.cancel()
        await asyncio.gather(*server.tasks, return_exceptions=True)
