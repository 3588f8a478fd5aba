"""What incoming mail is made of: where it comes to, what became of each. Shapes only."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

import msgspec

from otklik.letters.trust import Trust

TOPIC: Final = "inbound_mail"
"""The bus: `mail` when some waits to be read, `accounts` when a member changed one."""
FORCED: Final = "forced"
"""The reason of a mail that waits since a member wants it to be taken as a person's words."""
MAX_RAW: Final = 36 * 1024 * 1024
"""Bytes of one mail: files of 25 MB, as they stand in mail."""


class AccountState(StrEnum):
    """What a mailbox's reader does."""

    NEW = "new"
    CONNECTING = "connecting"
    FETCHING = "fetching"
    WAITING = "waiting"
    TROUBLE = "trouble"
    OFF = "off"


class Trouble(StrEnum):
    """Why a mailbox cannot be read; told in plain words."""

    NO_CONNECTION = "no_connection"
    FORBIDDEN = "forbidden"
    NO_TLS = "no_tls"
    REFUSED = "refused"
    NO_FOLDER = "no_folder"
    BROKEN = "broken"
    LOCKED = "locked"
    UNTRUSTED = "untrusted_certificate"
    CHANGED = "other_certificate"


class MailState(StrEnum):
    """Where a mail stands: to be read, a part of a conversation, a report, not taken, to be fetched again."""

    WAITING = "waiting"
    TAKEN = "taken"
    REPORTED = "reported"
    SKIPPED = "skipped"
    ABSENT = "absent"


class Reason(StrEnum):
    """Why a mail is in the conversation where it is (architecture.md, section 6)."""

    REPLY_ADDRESS = "reply_address"
    MESSAGE_ID = "message_id"
    REFERENCES = "references"
    IN_REPLY_TO = "in_reply_to"
    STRANGER = "stranger"
    SENDER = "sender"
    NEW_PERSON = "new_person"
    OPERATOR = "operator"


class Skipped(StrEnum):
    """Why a mail was not taken."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NO_SENDER = "no_sender"
    OWN = "own"
    LOOP = "loop"
    LIST = "list"
    DUPLICATE = "duplicate"
    AUTO_REPLY = "auto_reply"
    BLOCKED = "blocked"
    EMPTY = "empty"
    ERASED = "erased"
    SPOOFED = "spoofed"
    OPERATOR = "operator"
    UNCLAIMED = "unclaimed"
    GONE = "gone"
    BROKEN = "broken"


class Account(msgspec.Struct, frozen=True):
    """A row of `inbound_accounts`; `password` is sealed."""

    id: int
    workspace_id: int
    name: str
    address: str
    host: str
    port: int
    security: str
    username: str
    password: bytes | None
    folder: str
    since: date
    marks_seen: bool
    takes_plus: bool
    is_on: bool
    is_default: bool
    uid_validity: int | None
    last_uid: int
    state: str
    trouble: str
    trouble_said: str
    trouble_at: datetime | None
    asked_at: datetime | None
    newest_at: datetime | None
    taken_at: datetime | None
    waiting: int
    has_idle: bool | None
    version: int
    created_at: datetime
    fingerprint: str | None
    authority: str | None

    @property
    def trust(self) -> Trust:
        """Whose certificates are believed."""
        return Trust(self.fingerprint, self.authority)


class Domain(msgspec.Struct, frozen=True):
    """A domain whose mail our receiver takes, with the parts before the @ that anybody may write to."""

    id: int
    workspace_id: int
    domain: str
    is_default: bool
    created_at: datetime
    local_parts: tuple[str, ...] = ()


class InboundSettings(msgspec.Struct, frozen=True):
    """Of a workspace. `keep_days` None: bytes are kept as long as the words."""

    keep_days: int | None = 30
    hourly: int = 10


class Mail(msgspec.Struct, frozen=True):
    """A row of `inbound_mails`; `return_path` "" is the empty one of bounces, None: not known."""

    id: int
    workspace_id: int
    account_id: int | None
    uid_validity: int | None
    uid: int | None
    recipient: str
    return_path: str | None
    size: int
    received_at: datetime
    state: str
    reason: str
    detail: str
    attempts: int
    message_id: str
    sender: str
    subject: str
    kind: str
    quoted: str
    profile_id: int | None
    conversation_id: int | None
    part_id: int | None
    blob: str | None
    read_at: datetime | None
    created_at: datetime


class NewMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that has come. `raw` None: it was not fetched, `reason` says why."""

    raw: bytes | None
    size: int
    received_at: datetime
    account_id: int | None = None
    uid_validity: int | None = None
    uid: int | None = None
    recipient: str = ""
    return_path: str | None = None
    reason: str = ""
    detail: str = ""
