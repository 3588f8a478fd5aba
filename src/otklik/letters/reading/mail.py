"""Reads one mail. Pure: bytes in, what it says out.

    received = read_mail(raw)

Only what would cost too much is refused (`UnreadableError`, with the limit); whatever else is wrong with a
mail is mended or left out, and told in `repairs`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from otklik.letters.contracts import Mailbox
from otklik.letters.reading import kinds
from otklik.letters.reading.addresses import list_found, read_mailboxes, read_sender
from otklik.letters.reading.bodies import Body, Words, read_body
from otklik.letters.reading.cleaning import clean_page
from otklik.letters.reading.contracts import USUAL, Limits, Received, Refusal
from otklik.letters.reading.folding import Folded, fold
from otklik.letters.reading.heads import Head, read_ids, read_line, read_moment, read_own_id
from otklik.letters.reading.lines import Line
from otklik.letters.reading.openings import is_forward_subject
from otklik.letters.reading.pages import read_page
from otklik.letters.reading.parts import Part, read_parts
from otklik.letters.reading.plain_lines import read_plain
from otklik.letters.reading.refusing import refuse
from otklik.letters.reports.contracts import Report
from otklik.letters.reports.reading import read_reports

_MB: Final = 1024 * 1024
_REPORT_BYTES: Final = 256 * 1024
"""Of a report: what it says stands first, the letter that came back behind it."""
_REPORT_PARTS: Final = 60
_DELIVERED: Final = (
    "to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
)  # fmt: skip
_MOST_AUTHENTICATION: Final = 5


def read_mail(raw: bytes, *, limits: Limits = USUAL) -> Received:
    """What a mail says. Raises UnreadableError when it is refused as a whole."""
    if len(raw) > limits.mail_bytes:
        raise refuse(Refusal.TOO_LARGE, limits.mail_bytes // _MB)
    root = read_parts(raw, limits)
    body = read_body(root, limits)
    subject = read_line(root.head, "subject")
    has_files = any(not file.is_inline for file in body.files)
    folded = fold(
        read_lines(body.words, limits), is_forward=is_forward_subject(subject), may_be_empty=has_files
    )
    return _tell(raw, root, body, folded, limits)


def read_lines(words: Iterable[Words], limits: Limits) -> list[Line]:
    """What people see of a body, line by line; of two ways the page, unless it shows nothing."""
    lines: list[Line] = []
    for each in words:
        found = read_page(each.page) if each.page else []
        if not any(line.text.strip() for line in found) and each.text:
            found = read_plain(each.text, is_flowed=each.is_flowed, deletes_space=each.deletes_space)
        lines += [*([Line("")] if lines else []), *found]
    return _cut(lines, limits.text_chars)


def _cut(lines: list[Line], most: int) -> list[Line]:
    """A page may show more than it is long (addresses behind links), and lines are work."""
    left = most
    for at, line in enumerate(lines):
        left -= len(line.text) + 1
        if left < 0:
            return [*lines[:at], Line("…", line.depth, line.is_sure)]
    return lines


def _tell(raw: bytes, root: Part, body: Body, folded: Folded, limits: Limits) -> Received:
    head, own_id = root.head, read_own_id(root.head)
    sender, faults = read_sender(head.every("from"))
    subject, reports = read_line(head, "subject"), _read_reports(raw, root, sender)
    kind, why = kinds.judge(
        head,
        subject=subject,
        sender=sender.address if sender else "",
        reports=reports,
        kind=f"{root.kind} {root.given.get('report-type', '').lower()}".strip(),
    )
    return Received(
        message_id=own_id or _make_id(raw),
        has_id=own_id is not None,
        in_reply_to=read_ids(head.every("in-reply-to")),
        references=read_ids(head.every("references")),
        sender=sender,
        sender_faults=faults,
        reply_to=_first(head, "reply-to"),
        to=read_mailboxes(head.every("to"), most=limits.addresses),
        cc=read_mailboxes(head.every("cc"), most=limits.addresses),
        delivered_to=_list_delivered(head, limits),
        return_path=_read_return_path(head),
        subject=subject,
        at=read_moment(head),
        text=folded.text,
        signature=folded.signature,
        quoted=folded.quoted,
        html=clean_page(body.page, limits),
        is_forwarded=folded.is_forwarded,
        files=tuple(body.files),
        kind=kind,
        why=why,
        reports=tuple(reports),
        list_id=kinds.read_list_id(head),
        authentication=tuple(
            " ".join(value[:2_000].decode("latin-1").split())
            for value in head.every("authentication-results", most=_MOST_AUTHENTICATION)
        ),
        repairs=tuple(dict.fromkeys([*body.repairs, *([] if own_id else ["generated-id"])])),
    )


def _make_id(raw: bytes) -> str:
    """The same for the same bytes: whatever is fetched twice is kept once."""
    return f"generated-{hashlib.sha256(raw).hexdigest()[:32]}@otklik.invalid"


def _first(head: Head, name: str) -> Mailbox | None:
    return next(iter(read_mailboxes(head.every(name), most=1)), None)


def _list_delivered(head: Head, limits: Limits) -> tuple[str, ...]:
    values = [value for name in _DELIVERED for value in head.every(name)]
    found = [each.address.lower() for value in values for each in list_found(value, most=limits.addresses)]
    return tuple(dict.fromkeys(address for address in found if "@" in address))[: limits.addresses]


def _read_return_path(head: Head) -> str | None:
    """Where bounces of the mail go; "" for `<>`, None when nobody says."""
    if not head.has("return-path"):
        return None
    return next((each.address.lower() for each in list_found(head.first("return-path"), most=1)), "")


def _read_reports(raw: bytes, root: Part, sender: Mailbox | None) -> Sequence[Report]:
    """What a bounce or complaint says. Others are not tried: the reader of reports takes its time."""
    address = sender.address if sender else ""
    is_asked = (
        root.kind == "multipart/report"
        or _has_status(root)
        or kinds.is_server(address)
        or root.head.first("return-path") == b"<>"
        or root.head.has("x-failed-recipients")
    )
    data = raw[:_REPORT_BYTES]
    if not is_asked or data.count(b"boundary") + data.count(b"message/") > _REPORT_PARTS:
        return ()
    try:
        return read_reports(data)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ()  # the library's parser stumbles over some broken heads: then it is no report


def _has_status(part: Part) -> bool:
    return part.kind == "message/delivery-status" or any(_has_status(each) for each in part.inner)
