"""What a failed delivery says of the address, and of us. Pure (RFC 3463, 3.1-3.8).

Only a mailbox that is not there keeps letters from it. A full one may be emptied; a refusal of the text or of
our standing says nothing of the person at all: to suppress him for it would lose readers by our own fault.
"""

import re
from enum import StrEnum
from typing import Final

from otklik.letters.reports.contracts import Report

_OF_US: Final = re.compile(r"^[45]\.(7|6|5)\.\d+$|^[45]\.3\.4$")
"""Policy and security, the text, the talk itself; a letter that is too large."""
_DISLIKED: Final = re.compile(
    r"spam|spf|dkim|dmarc|blocked|black ?list|block ?list|reputation|policy|content|virus|rate limit"
    r"|too many|unsolicited|спам|репутац",
    re.IGNORECASE,
)


class Failure(StrEnum):
    """Why a letter did not come in."""

    MAILBOX = "mailbox"
    PASSING = "passing"
    REFUSED = "refused"


def judge_failure(report: Report) -> Failure:
    """What a FAILED report says."""
    if report.is_mailbox:
        return Failure.MAILBOX
    if _OF_US.match(report.status) or (not _is_telling(report.status) and _DISLIKED.search(report.said)):
        return Failure.REFUSED
    return Failure.PASSING


def _is_telling(status: str) -> bool:
    """`5.0.0` tells no more than that it failed."""
    return bool(status) and not status.endswith(".0.0")
