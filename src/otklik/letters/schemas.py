"""Bodies and answers of mail servers, domains and senders. Passwords go in, never out."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from otklik.infra.secrets import Secrets
from otklik.letters.contracts_ways import Account, Domain, Security, Sender
from otklik.letters.domains import load_key, read_findings
from otklik.letters.trust import Certificate
from otklik.workspaces.schemas import Answer, Body, Email, FilledLine, Id, Line, Moment, Password

LARGEST_ID = (1 << 63) - 1
Given: TypeAlias = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Host: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=253, pattern=r"^[^\s/@:]+$")
]
Port: TypeAlias = Annotated[int, Field(ge=1, le=65_535)]
Fingerprint: TypeAlias = Annotated[
    str,
    BeforeValidator(
        lambda given: given.replace(":", "").replace(" ", "").lower() if isinstance(given, str) else given
    ),
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
]
"""SHA-256 of a certificate; colons and capitals are taken, too."""
Pem: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=65_536)]
Connections: TypeAlias = Annotated[int, Field(ge=1, le=50)]


class MailServerBody(Body):
    """A mail server that takes letters. Providers allow a few `connections` at once, seldom more than ten."""

    name: FilledLine
    host: Host
    port: Port = 587
    security: Security = Security.STARTTLS
    username: Line = ""
    password: Password | None = None
    connections: Connections = 4
    fingerprint: Fingerprint | None = None
    authority: Pem | None = None


class AccountPatch(Body):
    """What to change; a password that is left out stays, null forgets it.

    `fingerprint`: SHA-256 of the one certificate that is believed; `authority`: PEM of those who may
    vouch for the server; both null: the authorities of the system.
    """

    name: FilledLine | None = None
    host: Host | None = None
    port: Port | None = None
    security: Security | None = None
    username: Line | None = None
    password: Password | None = None
    connections: Connections | None = None
    fingerprint: Fingerprint | None = None
    authority: Pem | None = None


class AccountAnswer(Answer):
    """A mail server. `trouble`: what it said last when it refused us as a whole, "" while all is well.

    `trouble_code`: untrusted_certificate, other_certificate, else "".
    """

    id: Id
    name: str
    host: str
    port: int
    security: Security
    username: str
    has_password: bool
    connections: int
    fingerprint: str | None
    authority: str | None
    trouble: str
    trouble_code: str
    trouble_at: Moment | None
    held_until: Moment | None

    @classmethod
    def of(cls, account: Account) -> Self:
        """From a row."""
        return cls(
            **{name: getattr(account, name) for name in cls.model_fields if name != "has_password"},
            has_password=account.password is not None,
        )


class AccountList(Answer):
    """All mail servers; `relay`: whether the installation has one that a sender without a server uses."""

    items: list[AccountAnswer]
    relay: bool


class TryAnswer(Answer):
    """Whether signing in worked; else what went wrong, in the server's words; `code` as `trouble_code`."""

    works: bool
    said: str
    code: str = ""


class LookBody(Body):
    """A server whose certificate is looked at, as it is typed."""

    host: Host
    port: Port
    security: Literal["tls", "starttls"]


class CertificateAnswer(Answer):
    """What a server shows. `fingerprint`: SHA-256; `names`: what it is good for."""

    fingerprint: str
    subject: str
    issuer: str
    names: list[str]
    not_before: Moment
    not_after: Moment

    @classmethod
    def of(cls, certificate: Certificate) -> Self:
        """From what was shown."""
        return cls.model_validate(certificate)


class FindingAnswer(Answer):
    """One DNS record. `state`: good, missing, wrong, unknown; `wanted`: what to put there."""

    name: str
    state: str
    found: str
    wanted: str
    code: str


class DomainAnswer(Answer):
    """A domain of senders. `is_signed`: its key was seen in the DNS, so its letters are signed."""

    id: Id
    domain: str
    record_name: str
    record: str
    is_signed: bool
    checked_at: Moment | None
    findings: dict[str, FindingAnswer]

    @classmethod
    def of(cls, domain: Domain, secrets: Secrets) -> Self:
        """From a row."""
        key = load_key(secrets, domain)
        found = read_findings(domain)
        return cls(
            id=domain.id,
            domain=domain.domain,
            record_name=key.record_name,
            record=key.record,
            is_signed=domain.is_signed,
            checked_at=domain.checked_at,
            findings={name: FindingAnswer.model_validate(each) for name, each in found.items()},
        )


class DomainList(Answer):
    """All domains of senders."""

    items: list[DomainAnswer]


class SenderBody(Body):
    """Whom letters are from. `bounce_to`: a mailbox with plus addresses; `account_id` null: the relay."""

    name: FilledLine
    address: Email
    reply_to: Email | None = None
    bounce_to: Email | None = None
    account_id: Given | None = None


class SenderPatch(Body):
    """What to change; null takes an address or a server away."""

    name: FilledLine | None = None
    address: Email | None = None
    reply_to: Email | None = None
    bounce_to: Email | None = None
    account_id: Given | None = None
    is_default: bool | None = None


class SenderAnswer(Answer):
    """A sender; letters that name none are from the default one."""

    id: Id
    name: str
    address: str
    reply_to: str | None
    bounce_to: str | None
    account_id: Id | None
    is_default: bool

    @classmethod
    def of(cls, sender: Sender) -> Self:
        """From a row."""
        return cls.model_validate(sender)


class SenderList(Answer):
    """All senders, the default one first."""

    items: list[SenderAnswer]
