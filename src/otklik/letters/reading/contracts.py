"""What a mail says once it is read. Shapes only."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from otklik.kit.errors import InvalidError
from otklik.letters.contracts import Mailbox
from otklik.letters.reports.contracts import Report


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a mail is read. What is over the first four is refused, what is over the others is cut.

    `text_chars`: of the words; what is longer comes along as a file, whole. `html_chars`: a longer page is
    not shown as it was. `open_tags`: elements within each other, from which on cleaning takes too long.
    """

    mail_bytes: int = 25 * 1024 * 1024
    head_bytes: int = 1024 * 1024
    depth: int = 20
    parts: int = 1_000
    tnef_bytes: int = 25 * 1024 * 1024
    text_chars: int = 200_000
    html_chars: int = 1_000_000
    open_tags: int = 256
    addresses: int = 200


USUAL: Final = Limits()


class UnreadableError(InvalidError):
    """422: the mail is refused as a whole. `code` is a Refusal; `message` and the Russian text say why."""


class Refusal(StrEnum):
    """Why a mail is refused."""

    TOO_LARGE = "mail_too_large"
    HUGE_HEAD = "mail_huge_head"
    TOO_DEEP = "mail_too_deep"
    MANY_PARTS = "mail_many_parts"


class Kind(StrEnum):
    """Who or what wrote it."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    LOOP = "loop"


class ReceivedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a mail, decoded, never unpacked.

    `name`: safe for a file system, never empty; `type`: as the mail says it, `content_id`: without brackets;
    `is_inline`: the text shows it itself (`cid:` in `Received.html`).
    """

    name: str
    type: str
    data: bytes
    content_id: str | None = None
    is_inline: bool = False


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """One mail.

    `message_id`: without brackets; `has_id` false: it is generated from the bytes, and so the same each time.
    `references`, `in_reply_to`: ids without brackets, in their order. `sender` None: it names no address that
    can be written to. `sender_faults`: what is odd about it (`mixed_scripts`, `address_in_name`,
    `several_senders`, `no_address`), to be shown beside it. `delivered_to`: addresses of To, Cc,
    Delivered-To, X-Original-To, Envelope-To, in lower case, plus parts kept.

    `text`: the new words; `signature`, `quoted`: what was folded away; all plain. `html`: the whole as it was
    written, made harmless, "" where there is none; pictures from afar stand in `data-src`, those of the mail
    in `src="cid:…"`. `kind` and `why` (a word for the reason: `auto-submitted`, `list-id`, …).
    `reports`: what a bounce or complaint says. `list_id`: of the mailing list. `authentication`: values of
    Authentication-Results, the topmost first; whoever believes one must know who wrote it.
    `repairs`: words for what was broken and mended (`charset`, `generated-id`, `file-name`, …).
    """

    message_id: str
    has_id: bool = True
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Mailbox | None = None
    sender_faults: tuple[str, ...] = ()
    reply_to: Mailbox | None = None
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    delivered_to: tuple[str, ...] = ()
    return_path: str | None = None
    subject: str = ""
    at: datetime | None = None
    text: str = ""
    signature: str = ""
    quoted: str = ""
    html: str = ""
    is_forwarded: bool = False
    files: tuple[ReceivedFile, ...] = ()
    kind: Kind = Kind.PERSON
    why: str = ""
    reports: tuple[Report, ...] = ()
    list_id: str = ""
    authentication: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
