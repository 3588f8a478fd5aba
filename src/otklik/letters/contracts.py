"""What a letter is made of. Shapes only."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec


class Mailbox(msgspec.Struct, frozen=True):
    """An address with the name that stands before it. `address` as `addresses.read_address` gives it."""

    address: str
    name: str = ""


class Attachment(msgspec.Struct, frozen=True):
    """A file of a letter. `content_id`: it is shown in the text as `cid:…`; None: it hangs below."""

    name: str
    type: str
    data: bytes
    content_id: str | None = None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One letter to one mailbox. `message_id`: without its brackets; `headers`: further ones, in order."""

    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str | None = None
    message_id: str
    at: datetime
    reply_to: Mailbox | None = None
    references: Sequence[str] = ()
    headers: Mapping[str, str] = {}
    attachments: Sequence[Attachment] = ()
