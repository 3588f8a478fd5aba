"""Letters: kept in the built-in mailbox; with an SMTP relay also sent, by a job of the same transaction."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.infra.jobs import Jobs
from otklik.infra.postgres import Connection, Postgres

SEND_JOB: Final = "mail.send"
_TIMEOUT_S = 30.0
_ATTEMPTS = 8
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

MAILBOX = Table(
    "mailbox",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    Column("workspace_id", BigInteger),
    Column("sender", Text),
    Column("recipient", Text),
    Column("subject", Text),
    Column("body_text", Text),
    Column("body_html", Text),
)


@dataclass(frozen=True, slots=True)
class Relay:
    """Who sends our letters: `smtp[s]://user:password@host:port[?starttls=yes|no]`.

    `ca_file` names authorities that are trusted besides those of the system.
    """

    url: str
    ca_file: Path | None = None

    def client(self) -> aiosmtplib.SMTP:
        """A client: `smtps` is TLS from the start, `smtp` upgrades when the relay offers it.

        A password leaves for another machine only under TLS, unless the URL says `starttls=no`. Raises
        ValueError for an address that is none and for a `ca_file` that is missing.
        """
        parts = urlsplit(self.url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("the SMTP address must look like smtp://user:password@host:port")
        if self.ca_file is not None and not self.ca_file.is_file():
            raise ValueError(f"there is no file of certificates at {self.ca_file}")
        is_tls = parts.scheme == "smtps"
        return aiosmtplib.SMTP(
            hostname=parts.hostname,
            port=parts.port or (465 if is_tls else 587),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=is_tls,
            start_tls=False if is_tls else _wants_starttls(parts),
            cert_bundle=str(self.ca_file) if self.ca_file else None,
            timeout=_TIMEOUT_S,
        )


def _wants_starttls(parts: SplitResult) -> bool | None:
    """True when it must be, False when it may not; None takes what the relay offers."""
    given = parse_qs(parts.query).get("starttls", [""])[0]
    if given in {"yes", "no"}:
        return given == "yes"
    return True if parts.password and parts.hostname not in _THIS_MACHINE else None


class Mailer:
    """Captures letters, and sends them when there is a relay."""

    def __init__(self, *, jobs: Jobs, postgres: Postgres, relay: Relay | None, sender: str) -> None:
        self._jobs = jobs
        self._postgres = postgres
        self._relay = relay
        self._sender = sender

    @property
    def relay(self) -> Relay | None:
        """The installation's relay."""
        return self._relay

    @property
    def sender(self) -> str:
        """Whom the installation's letters are from: `Name <address>`."""
        return self._sender

    @property
    def is_captured(self) -> bool:
        """Whether letters stay in the mailbox page because no relay is set."""
        return self._relay is None

    async def send(
        self,
        session: AsyncSession,
        *,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        workspace_id: int | None = None,
    ) -> None:
        """Send with the commit of this session; every letter is kept in the mailbox page as well."""
        letter = {
            "workspace_id": workspace_id,
            "sender": self._sender,
            "recipient": _one_line(to),
            "subject": _one_line(subject),
            "body_text": text,
            "body_html": html,
        }
        row = await session.execute(insert(MAILBOX).values(letter).returning(MAILBOX.c.id))
        if self._relay is not None:
            await self._jobs.enqueue(SEND_JOB, within=session, letter_id=row.scalar_one())

    async def capture(
        self,
        connection: Connection,
        *,
        workspace_id: int,
        send_id: int | None = None,
        to: str,
        subject: str,
        text: str,
        html: str | None,
    ) -> int:
        """Keep a letter to a person in the mailbox page with this transaction, and send nothing; its id.

        Kept again for the same send it is the same one.
        """
        cursor = await connection.execute(
            """
            WITH kept AS (SELECT id FROM mailbox WHERE workspace_id = %s AND send_id = %s), new AS (
                INSERT INTO mailbox (workspace_id, send_id, sender, recipient, subject, body_text, body_html)
                SELECT %s, %s, %s, %s, %s, %s, %s WHERE NOT EXISTS (SELECT 1 FROM kept) RETURNING id)
            SELECT id FROM kept UNION ALL SELECT id FROM new
            """,
            (
                *(workspace_id, send_id, workspace_id, send_id),
                *(self._sender, _one_line(to), _one_line(subject), text, html),
            ),
        )
        row = await cursor.fetchone()
        assert row is not None  # noqa: S101 - one or the other is there
        return int(row[0])

    def register_jobs(self) -> None:
        """Let this process (the worker) send what was enqueued."""
        self._jobs.register(SEND_JOB, self._deliver, attempts=_ATTEMPTS)

    async def check(self) -> None:
        """Connect and sign in at the relay, send nothing. Raises aiosmtplib.SMTPException or OSError."""
        if self._relay is not None:
            async with self._relay.client():
                pass

    async def _deliver(self, letter_id: int) -> None:
        async with self._postgres.session() as session:
            found = await session.execute(select(MAILBOX).where(MAILBOX.c.id == letter_id))
            row = found.mappings().one_or_none()
        if row is None or self._relay is None:
            return
        message = EmailMessage()
        message["From"] = formataddr(parseaddr(row["sender"]))
        message["To"] = row["recipient"]
        message["Subject"] = row["subject"]
        message["Message-ID"] = (
            f"<letter-{letter_id}@{parseaddr(row['sender'])[1].rpartition('@')[2] or 'otklik'}>"
        )
        message.set_content(row["body_text"])
        if row["body_html"]:
            message.add_alternative(row["body_html"], subtype="html")
        async with self._relay.client() as client:
            await client.send_message(message)


def _one_line(text: str) -> str:
    """A header has no line breaks: the rest would become headers of its own."""
    return " ".join(text.split())
