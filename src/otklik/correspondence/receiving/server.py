"""The talk with servers that bring us mail (RFC 5321), over aiosmtpd: bounded in every direction.

A mail is promised (250) only when PostgreSQL has written it to disk. What cannot be kept now is answered
with 451: the far server keeps it and comes again.
"""

import asyncio
import re
import ssl
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final, cast

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from otklik.correspondence.arriving import repository as mails
from otklik.correspondence.contracts import MAX_RAW, TOPIC, NewMail
from otklik.correspondence.receiving.deciding import find_place
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines

log = structlog.get_logger(__name__)

_MOST: Final = 100
_MOST_OF_ONE: Final = 10
_MOST_RECIPIENTS: Final = 50
_MOST_HOPS: Final = 50
_TIMEOUT_S: Final = 300.0
_LINE_BYTES: Final = 256 * 1024
"""Longer lines than the standard allows (998) are common in HTML, and do no harm."""
_COMMANDS: Final = {"RCPT": 200, "MAIL": 100, "NOOP": 20, "VRFY": 5, "*": 200}
_LATER: Final = "451 4.3.0 Not now, please come again"
_NOT_HERE: Final = "550 5.1.1 No such address here"
_HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
_UNSAFE: Final = re.compile(r"[^\x21-\x7e]|[()<>]")


class Receiver:
    """The hooks of aiosmtpd, and how many talk to us at once."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._places: dict[int, dict[str, int]] = {}
        self._talking: Counter[str] = Counter()

    def enter(self, peer: str) -> bool:
        """Whether one more connection of a peer is welcome."""
        if self._talking.total() >= _MOST or self._talking[peer] >= _MOST_OF_ONE:
            return False
        self._talking[peer] += 1
        return True

    def leave(self, peer: str) -> None:
        """He is gone."""
        self._talking[peer] -= 1
        self._talking += Counter()

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses that are known here."""
        del server, session
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            async with self._engines.postgres.connection() as connection:
                place = await find_place(connection, self._engines.secrets, address)
        except ENGINE_AWAY:
            return _LATER
        if place is None:
            return _NOT_HERE
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Welcome"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Keep it, once a workspace, and only then say so."""
        del server
        content = cast("bytes", envelope.content)
        head = _HEADER_END.split(content, maxsplit=1)[0]
        if head.lower().count(b"\nreceived:") > _MOST_HOPS:
            return "554 5.4.6 It has been through too many servers"
        try:
            kept = await self._keep(session, envelope, content)
        except ENGINE_AWAY as error:
            log.warning("receiver.engine_away", error=str(error)[:300])
            return _LATER
        return f"250 2.0.0 Kept as {kept}" if kept else _NOT_HERE

    async def handle_exception(self, error: Exception) -> str:
        """Nothing of our insides is told."""
        log.error("receiver.failed", exc_info=error)
        return _LATER

    async def _keep(self, session: Session, envelope: Envelope, content: bytes) -> str:
        kept: dict[int, int] = {}
        async with self._engines.postgres.connection() as connection:
            # Whatever the installation's default is: what is promised is on the disk.
            await connection.execute("SET LOCAL synchronous_commit = on")
            for address in envelope.rcpt_tos:
                workspace_id = await find_place(connection, self._engines.secrets, address)
                if workspace_id is None or workspace_id in kept:
                    continue
                raw = _make_trace(session, envelope.mail_from or "", address) + content
                new = NewMail(
                    raw=raw,
                    size=len(raw),
                    received_at=datetime.now(UTC),
                    recipient=address[:320],
                    return_path=(envelope.mail_from or "")[:320],
                )
                made = await mails.insert_mail(connection, workspace_id=workspace_id, new=new)
                if made is not None:
                    kept[workspace_id] = made
            if kept:
                await self._engines.bus.publish(TOPIC, "mail", connection=connection)
        return " ".join(map(str, kept.values()))


def _make_trace(session: Session, sender: str, recipient: str) -> bytes:
    """The headers that the last server adds (RFC 5321, 4.4): who brought it, for whom, and when."""
    hello = _UNSAFE.sub("", str(session.host_name or ""))[:255] or "unknown"
    peer = _UNSAFE.sub("", _name_peer(session.peer))[:64]
    at = format_datetime(datetime.now(UTC))
    lines = [
        f"Return-Path: <{_one_line(sender)}>",
        f"Delivered-To: {_one_line(recipient)}",
        f"Received: from {hello} ([{peer}]) by otklik; {at}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _one_line(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:320]


def _name_peer(peer: object) -> str:
    return str(peer[0]) if isinstance(peer, tuple) and peer else "local"


class _Talk(SMTP):
    """One connection; one too many is told to come again."""

    line_length_limit = _LINE_BYTES

    def __init__(self, receiver: Receiver, **options: Any) -> None:  # noqa: ANN401 - the library's
        super().__init__(receiver, **options)
        self._receiver = receiver
        self._peer: str | None = None

    def _cb_client_connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Let the library have nothing of a line that is too long.

        It reads such a line piece by piece and keeps the pieces: one without an end would fill the memory.
        """
        read = reader.read

        async def read_away(size: int = -1) -> bytes:
            await read(size)
            return b""

        reader.read = read_away  # type: ignore[assignment] # of this connection alone
        super()._cb_client_connected(reader, writer)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it in, before the library greets. After STARTTLS it is called once more."""
        if self._peer is None:
            peer = _name_peer(transport.get_extra_info("peername"))
            if not self._receiver.enter(peer):
                stream = cast("asyncio.WriteTransport", transport)
                stream.write(b"421 4.7.0 Too many connections, please come again\r\n")
                stream.close()
                return
            self._peer = peer
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count it out."""
        if self._peer is None:
            return
        self._receiver.leave(self._peer)
        super().connection_lost(error)


async def listen(
    engines: Engines, *, host: str, port: int, hostname: str, context: ssl.SSLContext | None
) -> asyncio.Server:
    """Begin to listen. Raises OSError when the address cannot be had."""
    loop = asyncio.get_running_loop()
    receiver = Receiver(engines)

    def make() -> _Talk:
        return _Talk(
            receiver,
            data_size_limit=MAX_RAW,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Otklik",
            tls_context=context,
            timeout=_TIMEOUT_S,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            command_call_limit=_COMMANDS,
            loop=loop,
        )

    return await loop.create_server(make, host, port)
