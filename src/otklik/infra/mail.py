"""Letters: kept in the built-in mailbox; with an SMTP relay also sent, by a job of the same transaction."""

from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.infra.jobs import Jobs
from otklik.infra.postgres import Postgres

SEND_JOB: Final = "mail.send"
_TIMEOUT_S = 30.0
_ATTEMPTS = 8

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


class Mailer:
    """Captures letters, and sends them when `smtp_url` is given.

    `smtp[s]://user:password@host:port[?starttls=no]`.
    """

    def __init__(self, *, jobs: Jobs, postgres: Postgres, smtp_url: str | None, sender: str) -> None:
        self._jobs = jobs
        self._postgres = postgres
        self._smtp_url = smtp_url
        self._sender = sender

    @property
    def is_captured(self) -> bool:
        """Whether letters stay in the mailbox page because no relay is set."""
        return not self._smtp_url

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
        if self._smtp_url:
            await self._jobs.enqueue(SEND_JOB, within=session, letter_id=row.scalar_one())

    def register_jobs(self) -> None:
        """Let this process (the worker) send what was enqueued."""
        self._jobs.register(SEND_JOB, self._deliver, attempts=_ATTEMPTS)

    async def check(self) -> None:
        """Connect and sign in at the relay, send nothing. Raises aiosmtplib.SMTPException or OSError."""
        if self._smtp_url:
            async with smtp_client(self._smtp_url):
                pass

    async def _deliver(self, letter_id: int) -> None:
        async with self._postgres.session() as session:
            found = await session.execute(select(MAILBOX).where(MAILBOX.c.id == letter_id))
            row = found.mappings().one_or_none()
        if row is None or not self._smtp_url:
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
        async with smtp_client(self._smtp_url) as client:
            await client.send_message(message)


def smtp_client(url: str) -> aiosmtplib.SMTP:
    """A client for an SMTP URL: `smtps` is TLS from the start, `smtp` upgrades when the relay offers it."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("the SMTP address must look like smtp://user:password@host:port")
    is_tls = parts.scheme == "smtps"
    wants_starttls = parse_qs(parts.query).get("starttls", [""])[0]
    return aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or (465 if is_tls else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=is_tls,
        start_tls=False if is_tls or wants_starttls == "no" else (True if wants_starttls == "yes" else None),
        timeout=_TIMEOUT_S,
    )


def _one_line(text: str) -> str:
    """A header has no line breaks: the rest would become headers of its own."""
    return " ".join(text.split())
