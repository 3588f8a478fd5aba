"""What is said about a mail before it is asked whose it is: words, quiet, a report, or nothing. Pure."""

import hashlib
import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from otklik.correspondence.contracts import Skipped
from otklik.letters.contracts import Mailbox
from otklik.letters.reading.contracts import Kind, Received

_DMARC_FAIL: Final = re.compile(r"\bdmarc\s*=\s*fail", re.IGNORECASE)
_SPF_FAIL: Final = re.compile(r"\bspf\s*=\s*(hard)?fail", re.IGNORECASE)
_DKIM_PASS: Final = re.compile(r"\bdkim\s*=\s*pass", re.IGNORECASE)
MOST_ID: Final = 400
_NOTE: Final = re.compile(r"^\s*(note|заметка)\s*:[ \t]*\n?", re.IGNORECASE)


class Fate(StrEnum):
    """What is done with a mail."""

    WORDS = "words"
    QUIET = "quiet"
    REPORT = "report"
    SKIPPED = "skipped"


class Judgement(msgspec.Struct, frozen=True):
    """`reason`: why it is skipped; `speaker`: whose words it is."""

    fate: Fate
    speaker: Mailbox | None = None
    reason: Skipped | None = None


def judge(mail: Received, *, own: Collection[str], is_ours: bool, is_forced: bool = False) -> Judgement:
    """`own`: addresses of the workspace, lower case; `is_ours`: its Message-ID carries our mark.

    `is_forced`: a member says that these are a person's words, whatever the mail says of itself.
    """
    if mail.kind in {Kind.BOUNCE, Kind.COMPLAINT}:
        return Judgement(Fate.REPORT)
    reason = _why_not(mail, own, is_ours=is_ours, is_forced=is_forced)
    if reason is not None or mail.sender is None:
        return Judgement(Fate.SKIPPED, reason=reason or Skipped.NO_SENDER)
    speaker = find_speaker(mail, mail.sender, own)
    if speaker is None:
        return Judgement(Fate.SKIPPED, reason=Skipped.OWN)
    is_quiet = mail.kind is Kind.AUTO_REPLY and not is_forced
    return Judgement(Fate.QUIET if is_quiet else Fate.WORDS, speaker)


def _why_not(mail: Received, own: Collection[str], *, is_ours: bool, is_forced: bool) -> Skipped | None:
    if is_ours:
        return Skipped.OWN
    if is_forced:
        return None
    if mail.kind is Kind.LOOP:
        return Skipped.LOOP
    if mail.kind is Kind.LIST and not is_own_list(mail.list_id, own):
        return Skipped.LIST
    return None


def find_speaker(mail: Received, sender: Mailbox, own: Collection[str]) -> Mailbox | None:
    """Who writes. Forms of sites send from the shop's own address, and name the visitor in Reply-To."""
    if sender.address.lower() not in own:
        return sender
    if mail.reply_to is not None and mail.reply_to.address.lower() not in own:
        return mail.reply_to
    return None


def is_own_list(list_id: str, own: Collection[str]) -> bool:
    """Whether the list is a mailbox of ours: a group of Google writes each customer's mail as a list's."""
    return list_id.lower() in {each.replace("@", ".") for each in own} | set(own)


def is_refuted(authentication: Sequence[str]) -> bool:
    """Whether the mailbox's own server, who writes the topmost word, says that it is not from there."""
    if not authentication:
        return False
    said = authentication[0]
    return bool(_DMARC_FAIL.search(said)) or (bool(_SPF_FAIL.search(said)) and not _DKIM_PASS.search(said))


def split_note(text: str) -> tuple[bool, str]:
    """(whether an operator's words are a note, the words): those that begin with `note:` are."""
    found = _NOTE.match(text)
    return (True, text[found.end() :].strip()) if found else (False, text)


def make_id(message_id: str) -> str:
    """The Message-ID as it is kept: one that is longer than any honest one, by its hash."""
    if len(message_id) <= MOST_ID:
        return message_id
    return "long-" + hashlib.sha256(message_id.encode()).hexdigest()
