"""Bodies and answers of incoming mail. Passwords go in, never out."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from otklik.correspondence.contracts import Account, Domain, InboundSettings, Mail
from otklik.letters.contracts_ways import Security
from otklik.letters.schemas import Fingerprint, Given, Host, Pem, Port
from otklik.workspaces.schemas import Answer, Body, Email, FilledLine, Id, Moment, Password

Folder = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]
LocalPart = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
DomainName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=253)]
LocalParts = Annotated[list[LocalPart], Field(max_length=100)]


class InboundAccountBody(Body):
    """A mailbox to read. `since`: older mail is left alone; `takes_plus`: name+anything@… reaches it."""

    name: FilledLine
    address: Email
    host: Host
    port: Port = 993
    security: Security = Security.TLS
    username: FilledLine
    password: Password | None = None
    folder: Folder = "INBOX"
    since: date
    marks_seen: bool = False
    takes_plus: bool = True
    is_on: bool = True
    fingerprint: Fingerprint | None = None
    authority: Pem | None = None


class InboundAccountPatch(Body):
    """What to change; a password that is left out stays."""

    name: FilledLine | None = None
    address: Email | None = None
    host: Host | None = None
    port: Port | None = None
    security: Security | None = None
    username: FilledLine | None = None
    password: Password | None = None
    folder: Folder | None = None
    since: date | None = None
    marks_seen: bool | None = None
    takes_plus: bool | None = None
    is_on: bool | None = None
    fingerprint: Fingerprint | None = None
    authority: Pem | None = None
    is_default: Literal[True] | None = None


class TryInboundBody(Body):
    """A mailbox as it is typed; without a password that of `account_id` is used."""

    host: Host
    port: Port = 993
    security: Security = Security.TLS
    username: FilledLine
    password: Password | None = None
    account_id: Given | None = None
    fingerprint: Fingerprint | None = None
    authority: Pem | None = None


class InboundFolderAnswer(Answer):
    """A folder; `use`: sent, junk, trash, drafts, archive, all, or nothing special."""

    name: str
    use: str


class TryInboundAnswer(Answer):
    """Whether signing in worked, and the folders; else what went wrong, and the server's words."""

    works: bool
    trouble: str = ""
    said: str = ""
    folders: list[InboundFolderAnswer] = Field(default_factory=list)
    has_idle: bool = False


class InboundAccountAnswer(Answer):
    """A mailbox and how its reading goes. `waiting`: mails on the server that are not taken yet.

    `state`: new, connecting, fetching, waiting, trouble, off; `trouble`: no_connection, forbidden, no_tls,
    refused, no_folder, broken, locked, untrusted_certificate, other_certificate, "" while all is well.
    """

    id: Id
    name: str
    address: str
    host: str
    port: int
    security: Security
    username: str
    has_password: bool
    folder: str
    since: date
    marks_seen: bool
    takes_plus: bool
    is_on: bool
    fingerprint: str | None
    authority: str | None
    is_default: bool
    state: str
    trouble: str
    trouble_said: str
    trouble_at: Moment | None
    asked_at: Moment | None
    newest_at: Moment | None
    taken_at: Moment | None
    waiting: int
    has_idle: bool | None

    @classmethod
    def of(cls, account: Account) -> Self:
        """From a row."""
        names = cls.model_fields.keys() - {"has_password", "state"}
        return cls(
            **{name: getattr(account, name) for name in names},
            has_password=account.password is not None,
            state=account.state if account.is_on else "off",
        )


class ReceiverAnswer(Answer):
    """The installation's own receiver: whether it is switched on, where it listens, whether it has TLS."""

    is_on: bool
    address: str
    has_tls: bool


class InboundAccountList(Answer):
    """All mailboxes, and the receiver."""

    items: list[InboundAccountAnswer]
    receiver: ReceiverAnswer


class InboundDomainBody(Body):
    """A domain whose MX leads to our receiver; `addresses`: the parts before the @ anybody may write to."""

    domain: DomainName
    addresses: LocalParts = Field(default_factory=list)


class InboundDomainPatch(Body):
    """What to change."""

    addresses: LocalParts | None = None
    is_default: Literal[True] | None = None


class InboundDomainAnswer(Answer):
    """A domain of the receiver."""

    id: Id
    domain: str
    addresses: list[str]
    is_default: bool

    @classmethod
    def of(cls, domain: Domain) -> Self:
        """From a row."""
        return cls(
            id=domain.id,
            domain=domain.domain,
            addresses=list(domain.local_parts),
            is_default=domain.is_default,
        )


class InboundDomainList(Answer):
    """All domains of the workspace."""

    items: list[InboundDomainAnswer]


class InboundSettingsAnswer(Answer):
    """`keep_days`: how long the bytes of mails are kept, null: for ever; `hourly`: see the patch."""

    keep_days: int | None
    hourly: int

    @classmethod
    def of(cls, settings: InboundSettings) -> Self:
        """From a row."""
        return cls(keep_days=settings.keep_days, hourly=settings.hourly)


class InboundSettingsPatch(Body):
    """`hourly`: so many mails of one address within an hour are a person's; more are kept and wake nobody."""

    keep_days: Annotated[int, Field(ge=1, le=3650)] | None = 30
    hourly: Annotated[int, Field(ge=1, le=1_000)] = 10


class InboundMailAnswer(Answer):
    """A mail that came. `state`: waiting, taken, reported, skipped, absent; `reason`: why so."""

    id: Id
    account_id: Id | None
    recipient: str
    sender: str
    subject: str
    size: int
    received_at: Moment
    read_at: Moment | None
    state: str
    reason: str
    detail: str
    kind: str
    attempts: int
    message_id: str
    profile_id: Id | None
    conversation_id: Id | None
    part_id: Id | None
    has_raw: bool

    @classmethod
    def of(cls, mail: Mail) -> Self:
        """From a row."""
        names = cls.model_fields.keys() - {"has_raw"}
        return cls(
            **{name: getattr(mail, name) for name in names},
            has_raw=mail.blob is not None or mail.state == "waiting",
        )


class InboundMailPage(Answer):
    """Mails, the newest first."""

    items: list[InboundMailAnswer]
    next_cursor: str | None = None


class InboundHealth(Answer):
    """How many mails stand where; `oldest_waiting_at`: since when the one waits that waits longest."""

    counts: dict[str, int]
    oldest_waiting_at: Moment | None


class RetryBody(Body):
    """`is_forced`: take it as a person's words, whatever it says of itself."""

    is_forced: bool = False


class MailboxOfMail(Answer):
    """An address and the name before it."""

    address: str
    name: str


class FileOfMail(Answer):
    """A file of a mail, not its bytes."""

    name: str
    type: str
    size: int
    is_inline: bool


class OriginalAnswer(Answer):
    """A mail as it came, made harmless. `html`: pictures from afar stand in `data-src`.

    `has_raw` false: the mail itself is not kept any more, and only what was folded away is known.
    """

    id: Id
    has_raw: bool
    subject: str
    sender: MailboxOfMail | None = Field(alias="from", serialization_alias="from")
    reply_to: MailboxOfMail | None = None
    to: list[MailboxOfMail] = Field(default_factory=list)
    cc: list[MailboxOfMail] = Field(default_factory=list)
    at: Moment | None = None
    received_at: Moment
    text: str = ""
    quoted: str = ""
    html: str = ""
    files: list[FileOfMail] = Field(default_factory=list)
    kind: str
    why: str = ""
    repairs: list[str] = Field(default_factory=list)

    @classmethod
    def make(cls, **values: Any) -> Self:  # noqa: ANN401 - fields by name
        """By the names of the fields; `from` is no name in Python."""
        return cls.model_validate({**values, "from": values.pop("sender", None)})
