"""Makes a letter of a delivery: its links tell of themselves, its head says how to leave."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.letters.contracts import Attachment, Letter, Mailbox
from otklik.letters.plain import write_plain
from otklik.letters.post import Way
from otklik.letters.tracking import Link, put_links, read_page
from otklik.messaging.channels.contracts import Delivery
from otklik.messaging.contracts import MessageKind
from otklik.messaging.design.texts import list_design_texts
from otklik.messaging.mail.links import CONFIRM, LEAVE, PREFERENCES, Links

_ASKED: Final = re.compile(r"\{\{-?\s*unsubscribe_url\b")
_ONE_CLICK: Final = "List-Unsubscribe=One-Click"
_HIDDEN: Final = "display:none;max-height:0;overflow:hidden;mso-hide:all"
_FILLER: Final = "&#847;&zwnj;&nbsp;" * 60
"""So that a mail program's line of preview ends with the preheader."""


def has_way_to_leave(content: Mapping[str, Any]) -> bool:
    """Whether a letter's content asks for `{{ unsubscribe_url }}` in its HTML, text or blocks."""
    said = (content.get("html"), content.get("text"), *list_design_texts(content.get("design")))
    return any(_ASKED.search(str(each or "")) for each in said)


class NoWayToLeaveError(Exception):
    """A promotional letter in which nobody can unsubscribe: it may not leave."""


class Composed(msgspec.Struct, frozen=True):
    """What a letter says, its own addresses put in."""

    subject: str
    text: str
    html: str | None


def compose(delivery: Delivery, links: Links, *, is_kept: bool = False) -> Composed:
    """The texts of a letter. Raises NoWayToLeaveError.

    `is_kept`: nobody but colleagues will look at it, so it has no picture that counts openings.
    """
    send, content = delivery.send, delivery.content
    page, text = content.get("html"), content.get("text")
    if send.kind is MessageKind.PROMOTIONAL and not any(LEAVE in part for part in (page, text) if part):
        raise NoWayToLeaveError
    own = {
        LEAVE: links.leave_url(send.id),
        PREFERENCES: links.preferences_url(send.id),
        CONFIRM: links.confirm_url(send.id),
    }
    words = text or write_plain(page or "")
    for placeholder, url in own.items():
        words = words.replace(placeholder, url)
    if not page:
        return Composed(content["subject"], words, None)
    return Composed(content["subject"], words, _put(page, content, links, send.id, own, is_kept=is_kept))


def make_letter(
    delivery: Delivery,
    composed: Composed,
    *,
    to: str,
    way: Way,
    message_id: str,
    leave_url: str,
    files: Sequence[Attachment] = (),
) -> Letter:
    """The whole letter of a way's sender."""
    return Letter(
        sender=way.sender,
        to=Mailbox(to, _name(delivery)),
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        message_id=message_id,
        at=delivery.now,
        reply_to=way.reply_to,
        headers=_headers(delivery, leave_url),
        attachments=files,
    )


def _put(
    page: str,
    content: Mapping[str, Any],
    links: Links,
    send_id: int,
    own: Mapping[str, str],
    *,
    is_kept: bool,
) -> str:
    """The page with our addresses; `own`: those that stand for themselves, and are not counted."""

    def write(link: Link) -> str:
        return own.get(link.url) or links.click_url(send_id, link.url)

    found = read_page(page)
    picture = (
        f'<img src="{links.open_url(send_id)}" width="1" height="1" alt="" '
        'style="display:block;width:1px;height:1px;border:0">'
    )
    written = put_links(page, found, write, tail="" if is_kept else picture)
    for placeholder, url in own.items():
        written = written.replace(placeholder, html.escape(url, quote=True))
    return _with_preheader(written, str(content.get("preheader") or ""))


def _with_preheader(page: str, words: str) -> str:
    """The line of preview stands first in the body, unseen."""
    if not words:
        return page
    hidden = f'<div style="{_HIDDEN}">{html.escape(words)}{_FILLER}</div>'
    lower = page.lower()
    at = lower.find("<body")
    behind = page.find(">", at) + 1 if at >= 0 else 0
    return f"{page[:behind]}{hidden}{page[behind:]}"


def _headers(delivery: Delivery, leave_url: str) -> dict[str, str]:
    """How one leaves (RFC 2369, 8058); that a program writes, so that no program answers (RFC 3834)."""
    send = delivery.send
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
    if send.kind is MessageKind.PROMOTIONAL:
        scenario = send.scenario_id or 0
        headers |= {
            "List-Unsubscribe": f"<{leave_url}>",
            "List-Unsubscribe-Post": _ONE_CLICK,
            "Feedback-ID": f"{scenario}:{send.workspace_id}:{send.purpose.value}:otklik",
        }
    return headers


def _name(delivery: Delivery) -> str:
    name = delivery.recipient.properties.get("$name")
    return name[:100] if isinstance(name, str) else ""
