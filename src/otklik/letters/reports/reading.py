"""Tells a bounce or a complaint from a letter, and reads it. Pure (RFC 3464, 3462, 5965).

A report of the standard says everything in its fields. Older servers write prose: `flufl.bounce` knows
its shapes and gives whom it is about. What neither knows is no report: it is a letter for somebody to read.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from typing import Final

from flufl.bounce import all_failures

from otklik.letters.reports.contracts import Report, ReportKind

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
"""Its detectors stumble over heads that are not as they think, and write a traceback for each: a stranger's
letter would fill our log."""
_KINDS: Final = {
    "failed": ReportKind.FAILED,
    "delayed": ReportKind.DELAYED,
    "delivered": ReportKind.DELIVERED,
    "relayed": ReportKind.DELIVERED,
    "expanded": ReportKind.DELIVERED,
}
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ID: Final = re.compile(r"<([^<>\s]{1,500})>")
_OF_MAILBOX: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox or domain, a bad address, moved away, closed (RFC 3463, 3.2 and 3.3; 7505)."""
_NO_MAILBOX: Final = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient)|(mailbox|user|recipient|account) "
    r"(not found|unavailable|does(n't| not) exist|disabled|is disabled)|invalid (mailbox|recipient)"
    r"|нет такого (пользователя|ящика)|пользователь не найден|ящик не (найден|существует)",
    re.IGNORECASE,
)
_SENDERS: Final = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|bounce|double-bounce)@", re.IGNORECASE)
_WORDS: Final = 500


def read_reports(data: bytes) -> Sequence[Report]:
    """Every recipient that a letter reports about; nothing: it is no report."""
    message = message_from_bytes(data)
    kind = message.get_content_type()
    said = str(message.get_param("report-type", "")).lower()
    if kind == "multipart/report" and said == "feedback-report":
        return list(_read_complaint(message))
    if kind == "multipart/report" or _has(message, "message/delivery-status"):
        found = list(_read_status(message))
        if found:
            return found
    return list(_read_prose(message)) if _is_from_a_server(message) else ()


def _read_status(message: Message) -> Iterator[Report]:
    """RFC 3464: a block of fields about the report, then one a recipient."""
    returned = _returned_id(message)
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            report = _read_recipient(block, returned)
            if report is not None:
                yield report


def _read_recipient(block: Message, returned: str) -> Report | None:
    recipient = _typed(_field(block, "original-recipient")) or _typed(_field(block, "final-recipient"))
    kind = _KINDS.get(_field(block, "action").strip().lower())
    if not recipient or kind is None:
        return None
    said = _typed(_field(block, "diagnostic-code"))
    found = _STATUS.search(_field(block, "status")) or _STATUS.search(said)
    status = found[1] if found else ""
    if kind is ReportKind.FAILED and status.startswith("4"):
        status_in_words = _STATUS.search(said)
        status = status_in_words[1] if status_in_words else status
    return Report(kind, recipient, status, said[:_WORDS], returned, is_of_mailbox(kind, status, said))


def _read_complaint(message: Message) -> Iterator[Report]:
    """RFC 5965; large providers take the recipient out, then only the returned letter says whose it is."""
    recipient = kind = ""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            fields = next(iter(_blocks(part)), None)
            if fields is not None:
                recipient = _typed(_field(fields, "original-rcpt-to")).strip("<>")
                kind = _field(fields, "feedback-type").strip().lower()
    if kind in {"abuse", "fraud", "virus", "other", "not-spam"}:
        if kind != "not-spam":
            yield Report(ReportKind.COMPLAINED, recipient, said=kind, message_id=_returned_id(message))
    elif kind:
        return


def _read_prose(message: Message) -> Iterator[Report]:
    try:
        passing, lasting = all_failures(message)
    except Exception:  # noqa: BLE001 - its detectors stumble over letters without this or that header
        return
    said = _words(message)
    found = _STATUS.search(said)
    status, returned = (found[1] if found else ""), _returned_id(message)
    for address in sorted(lasting):
        recipient = address.decode("utf-8", "replace")
        of_mailbox = is_of_mailbox(ReportKind.FAILED, status, said)
        yield Report(ReportKind.FAILED, recipient, status, said[:_WORDS], returned, of_mailbox)
    for address in sorted(passing - lasting):
        recipient = address.decode("utf-8", "replace")
        yield Report(ReportKind.DELAYED, recipient, status, said[:_WORDS], returned)


def is_of_mailbox(kind: ReportKind, status: str, said: str) -> bool:
    """Whether a failure says that the mailbox itself is not there, by its code or by the words beside it."""
    if kind is not ReportKind.FAILED or status.startswith("4"):
        return False
    return status in _OF_MAILBOX or bool(_NO_MAILBOX.search(said))


def _is_from_a_server(message: Message) -> bool:
    """An empty return path, or the name of a mail server, is asked for before prose is believed."""
    if str(message.get("return-path", "")).strip() == "<>":
        return True
    sender = parseaddr(str(message.get("from", "")))[1]
    return bool(_SENDERS.match(sender)) or message.get("x-failed-recipients") is not None


def _has(message: Message, kind: str) -> bool:
    return any(part.get_content_type() == kind for part in message.walk())


def _blocks(part: Message) -> Sequence[Message]:
    """Fields of a status part: the library makes a message of each block; some servers send it as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [each for each in payload if isinstance(each, Message)]
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else str(payload).encode("utf-8", "replace")
    blocks = re.split(rb"\r?\n[ \t]*\r?\n", data.strip())
    return [message_from_bytes(block + b"\n\n") for block in blocks]


def _field(block: Message, name: str) -> str:
    """A field as it was sent: servers write in their language without saying in which charset."""
    for key, value in block.raw_items():
        if key.lower() == name:
            return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return ""


def _typed(value: str) -> str:
    """What follows the type of a field: `rfc822; a@b`, `smtp; 550 no`."""
    text = " ".join(value.split())
    kind, mark, rest = text.partition(";")
    return rest.strip() if mark and kind.strip().replace("-", "").isalnum() else text


def _returned_id(message: Message) -> str:
    """The Message-ID of the letter that came back, from its head or from the report's own References."""
    for part in message.walk():
        if part is message:
            continue
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            fields = message_from_bytes(raw if isinstance(raw, bytes) else b"")
            found = _ID.search(str(fields.get("message-id", "")))
        else:
            found = _ID.search(str(part.get("message-id", "")))
        if found:
            return found[1]
    found = _ID.search(str(message.get("in-reply-to") or message.get("references") or ""))
    return found[1] if found else ""


def _words(message: Message) -> str:
    """The first text of a message, on one line."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            data = raw if isinstance(raw, bytes) else b""
            return " ".join(_decode(data, part.get_content_charset()).split())[:20_000]
    return ""


def _decode(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
