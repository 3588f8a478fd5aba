"""What a report says. Shapes only."""

from enum import StrEnum

import msgspec


class ReportKind(StrEnum):
    """What has become of a letter, as somebody else's server tells it."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    COMPLAINED = "complained"


class Report(msgspec.Struct, frozen=True):
    """One recipient of one report.

    `status`: the enhanced code (RFC 3463), "" when none is told; `said`: the far server's words, for people;
    `message_id`: of the letter that came back; `is_mailbox`: the address itself is bad (it does not exist, is
    closed), so nothing more goes there; else the letter was not liked, or the mailbox is full.
    """

    kind: ReportKind
    recipient: str
    status: str = ""
    said: str = ""
    message_id: str = ""
    is_mailbox: bool = False
