"""What a message asks for, and what becomes of a letter when its time has come. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.correspondence.answering.contracts import Kind, Reason, TalkLetter, Wanted
from otklik.correspondence.answering.schemas import TalkSettings
from otklik.inbox.contracts import AuthorKind, Conversation, Part, PartKind, TalkChannel
from otklik.inbox.undoing import UNDO_S

UNDO: Final = timedelta(seconds=UNDO_S + 1)
"""So long an operator may take an answer back: until then it does not leave."""
LOOK_AGAIN: Final = timedelta(minutes=1)
PATIENCE: Final = timedelta(hours=1)
"""So long who has the page open, and does not look, is waited for."""
TOO_OLD: Final = timedelta(days=3)
HELD: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 12
"""Letters about one conversation to one address; more smells of two programs that answer each other."""


class Skip(msgspec.Struct, frozen=True):
    """It does not go."""

    reason: Reason


class Later(msgspec.Struct, frozen=True):
    """It is looked at again."""

    at: datetime


class Ready(msgspec.Struct, frozen=True):
    """It goes, with these messages."""

    parts: Sequence[Part]


Fate = Skip | Later | Ready


class Known(msgspec.Struct, frozen=True):
    """What decides. `parts`: messages after what earlier letters held, in order, none taken back.

    `is_here`: whom it is for has a page open. `lately`: letters of this conversation to him in an hour.
    """

    conversation: Conversation
    parts: Sequence[Part]
    is_here: bool = False
    is_blocked: bool = False
    lately: int = 0


def list_wanted(part: Part, row: Conversation, settings: TalkSettings) -> list[Wanted]:
    """The letter to the visitor that a message asks for, if any."""
    if row.deleted_at is not None:
        return []
    if part.kind is PartKind.HAPPENING:
        has_talked = settings.transcript_on_close and row.replied_at is not None
        due_at = part.at + UNDO
        return [Wanted(row.id, Kind.TRANSCRIPT, row.profile_id, part.id, due_at)] if has_talked else []
    if not is_answer(part):
        return []
    if part.channel is TalkChannel.EMAIL:
        return [Wanted(row.id, Kind.REPLY, row.profile_id, part.id, part.at + UNDO)]
    if part.channel is not TalkChannel.CHAT or settings.visitors == "never":
        return []
    due_at = part.at + delay_of(Kind.ANSWER, settings)
    return [Wanted(row.id, Kind.ANSWER, row.profile_id, part.id, due_at)]


def delay_of(kind: Kind, settings: TalkSettings) -> timedelta:
    """How long a message waits for being read in the chat."""
    return max(timedelta(minutes=settings.delay_minutes), UNDO) if kind is Kind.ANSWER else UNDO


def is_answer(part: Part) -> bool:
    """Whether an operator said it to the visitor."""
    return (
        part.kind is PartKind.MESSAGE and part.author.kind is AuthorKind.OPERATOR and part.deleted_at is None
    )


def decide(letter: TalkLetter, known: Known, settings: TalkSettings, now: datetime) -> Fate:
    """What becomes of a letter to a visitor whose time has come."""
    parts = _list_parts(letter.kind, known, settings)
    if isinstance(parts, Skip):
        return parts
    later = _put_off(letter, [part for part in parts if is_answer(part)], known, settings, now)
    if later is not None:
        return later
    return Later(now + HELD) if known.lately >= MOST_AN_HOUR else Ready(parts)


def _put_off(
    letter: TalkLetter, said: Sequence[Part], known: Known, settings: TalkSettings, now: datetime
) -> Skip | Later | None:
    """Whether these answers are too old by now, may be taken back, or may still be read in the chat."""
    kind = letter.kind
    if kind not in {Kind.ANSWER, Kind.REPLY}:
        return None
    if letter.attempts == 0 and now - said[-1].at > TOO_OLD:
        return Skip(Reason.TOO_OLD)
    ripe_at = max(said[-1].at + UNDO, said[0].at + delay_of(kind, settings))
    if now < ripe_at:
        return Later(ripe_at)
    waits = kind is Kind.ANSWER and settings.visitors == "away" and known.is_here
    return Later(now + LOOK_AGAIN) if waits and now - said[0].at < PATIENCE else None


def _list_parts(kind: Kind, known: Known, settings: TalkSettings) -> Sequence[Part] | Skip:
    """The messages that a letter of this kind holds."""
    if known.conversation.deleted_at is not None:
        return Skip(Reason.GONE)
    if known.is_blocked:
        return Skip(Reason.BLOCKED)
    if kind in {Kind.TRANSCRIPT, Kind.LINK}:
        return known.parts or Skip(Reason.NOTHING_NEW)
    channel = TalkChannel.EMAIL if kind is Kind.REPLY else TalkChannel.CHAT
    said = [part for part in known.parts if is_answer(part) and part.channel is channel]
    if not said or kind is Kind.REPLY:
        return said or Skip(Reason.NOTHING_NEW)
    return _choose_of_chat(said, known, settings)


def _choose_of_chat(said: Sequence[Part], known: Known, settings: TalkSettings) -> Sequence[Part] | Skip:
    match settings.visitors:
        case "never":
            return Skip(Reason.OFF)
        case "always":
            return known.parts
        case _:
            unread = [part for part in said if part.id > known.conversation.visitor_read]
            return unread or Skip(Reason.READ)
