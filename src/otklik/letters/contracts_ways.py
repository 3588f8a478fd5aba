"""Who sends letters, over which servers, signed with what. Shapes only."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from otklik.letters.trust import Trust


class Security(StrEnum):
    """How a connection is kept from being read: from its start, from STARTTLS on, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Account(msgspec.Struct, frozen=True):
    """A row of `mail_accounts`; `password` is sealed. `held_until`: nothing goes this way before.

    `fingerprint`, `authority`: see `trust.Trust`; `trouble_code`: UNTRUSTED, CHANGED of it, else "".
    """

    id: int
    workspace_id: int
    name: str
    host: str
    port: int
    security: str
    username: str
    password: bytes | None
    connections: int
    created_at: datetime
    updated_at: datetime
    trouble: str
    trouble_at: datetime | None
    held_until: datetime | None
    fingerprint: str | None
    authority: str | None
    trouble_code: str

    @property
    def trust(self) -> Trust:
        """Whose certificates are believed."""
        return Trust(self.fingerprint, self.authority)


class Domain(msgspec.Struct, frozen=True):
    """A row of `mail_domains`; `private_key` is sealed. `findings`: of the last look at the DNS."""

    id: int
    workspace_id: int
    domain: str
    selector: str
    private_key: bytes
    is_signed: bool
    findings: dict[str, Any]
    checked_at: datetime | None
    created_at: datetime


class Sender(msgspec.Struct, frozen=True):
    """A row of `mail_senders`; `account_id` None: the installation's relay."""

    id: int
    workspace_id: int
    name: str
    address: str
    reply_to: str | None
    bounce_to: str | None
    account_id: int | None
    is_default: bool
    created_at: datetime
