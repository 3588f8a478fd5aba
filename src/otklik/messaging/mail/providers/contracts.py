"""A provider as its file describes it. Shapes only."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from otklik.letters.reports.contracts import Report


class Proof(StrEnum):
    """How a call shows that it is the provider's. `path`: by nothing but the secret in its address."""

    SNS = "sns"
    ECDSA = "ecdsa"
    HMAC_FIELDS = "hmac-fields"
    PATH = "path"


class Meaning(StrEnum):
    """What one kind of event means. `by-status`: what its code or words say."""

    MAILBOX = "mailbox"
    PASSING = "passing"
    REFUSED = "refused"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    COMPLAINED = "complained"
    BY_STATUS = "by-status"


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where things stand: paths in dots, the first that leads to something rules."""

    kind: tuple[str, ...]
    detail: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    letter: tuple[str, ...] = ()


class Each(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several recipients of one event."""

    list: tuple[str, ...]
    address: tuple[str, ...]
    status: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file.

    `list`: where events stand ("" = the body is the list, or one event); `inside`: an event is wrapped in one
    of these; `inner`: a field with the event as JSON text. `kinds`: `kind/detail`, `kind/*` or `kind`.
    """

    name: str
    proof: Proof
    event: Fields
    kinds: Mapping[str, Meaning]
    list: str = ""
    inside: tuple[str, ...] = ()
    inner: str = ""
    each: Each | None = None
    signed: tuple[str, ...] = ()
    signature: str = ""
    timestamp: str = ""
    signature_header: str = ""
    timestamp_header: str = ""


class Told(msgspec.Struct, frozen=True):
    """What was read of a call; `unknown`: events of no meaning to us."""

    reports: tuple[Report, ...]
    unknown: int
