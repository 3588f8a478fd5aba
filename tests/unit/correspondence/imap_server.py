"""An IMAP server that does what no real one does at will: cuts, lies, falls silent, numbers anew."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

COMMAND = re.compile(rb"(\S+) (UID )?(\S+) ?(.*)", re.DOTALL)


@dataclass
class Mailbox:
    """What lies in the one folder, and how the server behaves."""

    uid_validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    password: str = "secret"
    has_idle: bool = True
    is_silent: bool = False  # IDLE is begun and then nothing is ever said
    cuts: Counter[int] = field(default_factory=Counter)  # how often the line breaks within a mail
    lies: dict[int, int] = field(default_factory=dict)  # the length that is told of a literal
    seen: set[int] = field(default_factory=set)
    fetched: Counter[int] = field(default_factory=Counter)
    connections: int = 0
    folders: tuple[str, ...] = ("INBOX",)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    at: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def add(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.news.set()
        return uid


class CutError(Exception):
    """The script says so."""


class Talk:
    """One connection."""

    def __init__(self, box: Mailbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box, self.reader, self.writer = box, reader, writer
        self.told = 0

    def say(self, line: bytes) -> None:
        self.writer.write(line + b"\r\n")

    async def run(self) -> None:
        self.say(b"* OK ready")
        while line := (await self.reader.readline()).rstrip(b"\r\n"):
            found = COMMAND.fullmatch(line)
            assert found, line
            tag, verb, rest = found[1], found[3].decode().upper(), found[4]
            answer = await getattr(self, f"do_{verb.lower()}")(rest)
            self.say(tag + b" " + (answer or b"OK done"))
            await self.writer.drain()
            if verb == "LOGOUT":
                return

    async def do_capability(self, rest: bytes) -> None:
        del rest
        self.say(b"* CAPABILITY IMAP4rev1" + (b" IDLE" if self.box.has_idle else b""))

    async def do_login(self, rest: bytes) -> bytes | None:
        return None if rest.endswith(f'"{self.box.password}"'.encode()) else b"NO wrong password"

    async def do_logout(self, rest: bytes) -> None:
        del rest
        self.say(b"* BYE")

    async def do_noop(self, rest: bytes) -> None:
        del rest
        self.tell()

    async def do_list(self, rest: bytes) -> None:
        del rest
        for name in self.box.folders:
            self.say(f'* LIST (\\HasNoChildren) "/" "{name}"'.encode())

    def tell(self) -> None:
        self.told = len(self.box.mails)
        self.say(b"* %d EXISTS" % self.told)

    async def do_select(self, rest: bytes) -> bytes | None:
        if rest.strip(b'"').decode() not in self.box.folders:
            return b"NO no such folder"
        self.tell()
        self.say(b"* OK [UIDVALIDITY %d] numbers" % self.box.uid_validity)
        self.say(b"* OK [UIDNEXT %d] next" % (max(self.box.mails, default=0) + 1))
        return None

    do_examine = do_select

    async def do_search(self, rest: bytes) -> None:
        found = re.search(rb"UID (\d+):(\d+|\*)", rest)
        assert found
        newest = max(self.box.mails, default=0)
        last = newest if found[2] == b"*" else int(found[2])
        first = min(int(found[1]), last) if found[2] == b"*" else int(found[1])
        uids = [str(uid) for uid in sorted(self.box.mails) if first <= uid <= last]
        self.say(f"* SEARCH {' '.join(uids)}".strip().encode())

    async def do_fetch(self, rest: bytes) -> None:
        numbers, _, asked = rest.partition(b" ")
        for number, uid in enumerate(sorted(map(int, numbers.split(b","))), start=1):
            if uid in self.box.mails:
                await self.fetch(number, uid, asked)

    async def fetch(self, number: int, uid: int, asked: bytes) -> None:
        raw = self.box.mails[uid]
        at = self.box.at.strftime("%d-%b-%Y %H:%M:%S +0000")
        if b"RFC822.SIZE" in asked:
            found = re.search(rb"(?im)^message-id:.*$", raw)
            head = (found[0].strip() + b"\r\n\r\n") if found else b"\r\n"
            self.say(
                f'* {number} FETCH (UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE "{at}" '
                f"BODY[HEADER.FIELDS (MESSAGE-ID)] {{{len(head)}}}".encode()
            )
            self.writer.write(head)
            self.say(b")")
            return
        self.box.fetched[uid] += 1
        self.say(b"* %d FETCH (UID %d BODY[] {%d}" % (number, uid, self.box.lies.get(uid, len(raw))))
        if self.box.cuts[uid] > 0:
            self.box.cuts[uid] -= 1
            self.writer.write(raw[: len(raw) // 2])
            await self.writer.drain()
            raise CutError
        self.writer.write(raw)
        self.say(b")")

    async def do_store(self, rest: bytes) -> None:
        self.box.seen |= {int(each) for each in rest.partition(b" ")[0].split(b",")}

    async def do_idle(self, rest: bytes) -> None:
        del rest
        self.say(b"+ idling")
        await self.writer.drain()
        done = asyncio.create_task(self.reader.readline())
        while not done.done():
            self.box.news.clear()
            if self.told != len(self.box.mails):
                self.tell()
                await self.writer.drain()
            news = asyncio.create_task(self.box.news.wait())
            await asyncio.wait([done, news], return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            if self.box.is_silent:
                await asyncio.Event().wait()


@asynccontextmanager
async def serving(box: Mailbox) -> AsyncIterator[int]:
    """The server's port."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        box.connections += 1
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        try:
            await Talk(box, reader, writer).run()
        except (CutError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
