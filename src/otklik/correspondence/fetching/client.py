"""A client of IMAP4rev1 (RFC 3501) for one thing: reading a folder. Nothing is ever deleted.

Written here since the libraries that live (IMAPClient, imap-tools) block a thread an account, open their own
sockets and believe any length that a server tells; aioimaplib is under the GPL (docs/adr/0025).
"""

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Final, Self

import msgspec

from otklik.correspondence.contracts import Trouble
from otklik.correspondence.fetching import syntax
from otklik.correspondence.fetching.line import SMALL_BYTES, TIMEOUT_S, ImapError, Line, read_words
from otklik.correspondence.fetching.syntax import ImapSyntaxError, Value
from otklik.infra.networks import Network
from otklik.letters.contracts_ways import Security
from otklik.letters.trust import Trust, make_context, make_looking_context

_CODE: Final = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d{1,20})\]", re.IGNORECASE)
_EXISTS: Final = re.compile(rb"(\* )?\d+ EXISTS", re.IGNORECASE)
_ID: Final = re.compile(rb"<([^<>\s]{1,900})>")
_SYSTEM: Final = Trust()
_USES: Final = ("sent", "junk", "trash", "drafts", "archive", "all")
_HEADS: Final = b"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"


class Folder(msgspec.Struct, frozen=True):
    """A folder; `use` (RFC 6154): sent, junk, trash, drafts, archive, all, or nothing special."""

    name: str
    use: str = ""


class Selected(msgspec.Struct, frozen=True):
    """A folder as it was opened; `uid_next` 0: the server does not tell."""

    uid_validity: int
    uid_next: int


class Head(msgspec.Struct, frozen=True):
    """What is known of a mail before its bytes are fetched."""

    uid: int
    size: int
    at: datetime | None
    message_id: str


class Imap:
    """A mailbox that is being read. Every method raises ImapError."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._can: frozenset[str] = frozenset()

    @classmethod
    async def open(
        cls,
        *,
        host: str,
        port: int,
        security: str,
        trust: Trust | None = _SYSTEM,
        allowed: Sequence[Network] = (),
    ) -> Self:
        """Connect and hear the greeting; `trust` None: only to look at what is shown."""
        context = make_looking_context() if trust is None else make_context(trust)
        line = await Line.open(
            host, port, context=context if security == Security.TLS else None, allowed=allowed
        )
        client = cls(line)
        try:
            await client._greet(security, host, context)
        except BaseException:
            client.close()
            raise
        return client

    @property
    def has_idle(self) -> bool:
        """Whether the server tells of new mail by itself (RFC 2177)."""
        return "IDLE" in self._can

    @property
    def certificate(self) -> bytes:
        """What the server has shown, DER; empty without TLS."""
        return self._line.certificate

    def close(self) -> None:
        """Close the line at once."""
        self._line.close()

    async def log_out(self) -> None:
        """Say goodbye, as long as it takes a second."""
        with suppress(ImapError, TimeoutError):
            async with asyncio.timeout(1):
                await self._line.command(b"LOGOUT")
        self.close()

    async def sign_in(self, username: str, password: str) -> None:
        """AUTHENTICATE PLAIN where the server takes it, else LOGIN."""
        if "AUTH=PLAIN" in self._can:
            said = b64encode(f"\0{username}\0{password}".encode())
            await self._line.command(b"AUTHENTICATE PLAIN", answer=said)
        else:
            await self._line.command(b"LOGIN " + _quote(username) + b" " + _quote(password))
        await self._ask_abilities()

    async def list_folders(self) -> list[Folder]:
        """Folders that can be opened, the inbox first, then by name."""
        found = []
        for pieces in await self._line.command(b'LIST "" "*"'):
            match _parse(pieces):
                case [verb, list() as flags, _, bytes() as name] if _word(verb) == "LIST":
                    told = {_word(flag).lower() for flag in flags}
                    if not told & {"\\noselect", "\\nonexistent"}:
                        use = next((use for use in _USES if f"\\{use}" in told), "")
                        found.append(Folder(syntax.read_folder(name), use))
        return sorted(found, key=lambda each: (each.name.upper() != "INBOX", each.name))

    async def select(self, folder: str, *, is_changed: bool) -> Selected:
        """Open a folder; without `is_changed` for reading only."""
        verb = b"SELECT " if is_changed else b"EXAMINE "
        try:
            answers = await self._line.command(verb + _quote(syntax.write_folder(folder)))
        except ImapError as error:
            if error.trouble is Trouble.REFUSED:
                raise ImapError(Trouble.NO_FOLDER, error.said) from error
            raise
        numbers = {found[1].upper(): int(found[2]) for each in answers if (found := _CODE.search(each[0]))}
        if b"UIDVALIDITY" not in numbers:
            raise ImapError(Trouble.BROKEN, "the server numbers no mail (UIDVALIDITY)")
        return Selected(numbers[b"UIDVALIDITY"], numbers.get(b"UIDNEXT", 0))

    async def refresh(self) -> None:
        """Let the server look for new mail; one that tells of nothing by itself needs to be asked."""
        await self._line.command(b"NOOP")

    async def search(self, *, first: int, last: int | None, since: date) -> list[int]:
        """Numbers of mails that came on `since` or later, from `first` to `last` (None: the newest)."""
        place = f"UID SEARCH UID {first}:{last or '*'} SINCE {syntax.write_date(since)}"
        found: set[int] = set()
        for pieces in await self._line.command(place.encode()):
            values = _parse(pieces)
            if values and _word(values[0]) == "SEARCH":
                found |= {_number(value) for value in values[1:]}
        return sorted(uid for uid in found if uid >= first and (last is None or uid <= last))

    async def fetch_heads(self, uids: Collection[int]) -> list[Head]:
        """Sizes, moments and Message-IDs, by number; what is gone is left out."""
        heads: dict[int, Head] = {}
        async for fields in self._fetch(uids, _HEADS, most=SMALL_BYTES):
            if b"RFC822.SIZE" in fields:
                uid, at = _number(fields[b"UID"]), syntax.read_moment(fields.get(b"INTERNALDATE"))
                heads[uid] = Head(uid, _number(fields[b"RFC822.SIZE"]), at, _message_id(fields))
        return [heads[uid] for uid in sorted(heads) if uid in uids]

    async def fetch_raws(self, uids: Collection[int], *, most: int) -> dict[int, bytes]:
        """The bytes of mails. They do not become read. Raises LargeLiteralError past `most` bytes a mail."""
        raws: dict[int, bytes] = {}
        async for fields in self._fetch(uids, b"(UID BODY.PEEK[])", most=most):
            raw = fields.get(b"BODY[]")
            if isinstance(raw, bytes):
                raws[_number(fields[b"UID"])] = raw
        return {uid: raw for uid, raw in raws.items() if uid in uids}

    async def mark_seen(self, uids: Collection[int]) -> None:
        """Mark mails as read."""
        await self._line.command(f"UID STORE {_set(uids)} +FLAGS.SILENT (\\Seen)".encode())

    async def idle(self, seconds: float, alarm: asyncio.Event) -> bool:
        """Wait until the server tells of new mail or the alarm rings, at most so long; whether there is some.

        Its end must be answered in time: so a line that died silently is found out.
        """
        tag = await self._line.send(b"IDLE")
        is_news = False
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds) as limit:
                ringing = asyncio.create_task(_end_at(limit, alarm))
                try:
                    while not is_news:
                        is_news = self._is_news(await self._line.read(SMALL_BYTES, timeout_s=None), tag)
                finally:
                    ringing.cancel()
        self._line.put(b"DONE")
        said = await self._line.collect(tag, most=SMALL_BYTES, timeout_s=TIMEOUT_S / 2)
        return is_news or any(_EXISTS.fullmatch(pieces[0]) for pieces in said)

    def _is_news(self, pieces: Sequence[bytes], tag: bytes) -> bool:
        if pieces[0].startswith(tag + b" ") or pieces[0].upper().startswith(b"* BYE"):
            raise self._line.broken(read_words(pieces[0]))
        return _EXISTS.fullmatch(pieces[0]) is not None

    async def _greet(self, security: str, host: str, context: ssl.SSLContext) -> None:
        greeting = await self._line.read(SMALL_BYTES)
        if not greeting[0].upper().startswith((b"* OK", b"* PREAUTH")):
            raise ImapError(Trouble.REFUSED, read_words(greeting[0]))
        if security == Security.STARTTLS:
            try:
                await self._line.command(b"STARTTLS")
            except ImapError as error:
                raise ImapError(Trouble.NO_TLS, error.said) from error
            await self._line.start_tls(host, context)
        await self._ask_abilities()

    async def _ask_abilities(self) -> None:
        for pieces in await self._line.command(b"CAPABILITY"):
            values = _parse(pieces)
            if values and _word(values[0]) == "CAPABILITY":
                self._can = frozenset(_word(value) for value in values[1:])

    async def _fetch(
        self, uids: Collection[int], asked: bytes, *, most: int
    ) -> AsyncIterator[dict[bytes, Value]]:
        if not uids:
            return
        for pieces in await self._line.command(f"UID FETCH {_set(uids)} ".encode() + asked, most=most):
            match _parse(pieces):
                case [_, verb, list() as given] if _word(verb) == "FETCH":
                    fields = _pairs(given)
                    if b"UID" in fields:
                        yield fields


async def _end_at(limit: asyncio.Timeout, alarm: asyncio.Event) -> None:
    await alarm.wait()
    limit.reschedule(asyncio.get_running_loop().time())


def _parse(pieces: Sequence[bytes]) -> list[Value]:
    try:
        return syntax.parse(pieces)
    except ImapSyntaxError:
        return []  # greetings and warnings are prose


def _pairs(value: Value) -> dict[bytes, Value]:
    try:
        return syntax.read_pairs(value)
    except ImapSyntaxError as error:
        raise ImapError(Trouble.BROKEN, str(error)) from error


def _number(value: Value) -> int:
    try:
        return syntax.read_number(value)
    except ImapSyntaxError as error:
        raise ImapError(Trouble.BROKEN, str(error)) from error


def _quote(text: str) -> bytes:
    try:
        return syntax.quote(text)
    except ImapSyntaxError as error:
        raise ImapError(Trouble.REFUSED, str(error)) from error


def _word(value: Value) -> str:
    return value.decode("ascii", "replace").upper() if isinstance(value, bytes) else ""


def _set(uids: Collection[int]) -> str:
    return ",".join(map(str, sorted(uids)))


def _message_id(fields: dict[bytes, Value]) -> str:
    head = next((each for name, each in fields.items() if name.startswith(b"BODY[HEADER")), None)
    found = _ID.search(head) if isinstance(head, bytes) else None
    return found[1].decode("utf-8", "replace") if found else ""
