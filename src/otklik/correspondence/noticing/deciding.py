"""Which operators a visitor's message is mailed to, and whether it still has to be. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from otklik.correspondence.answering.contracts import Kind, Reason, TalkLetter, Wanted
from otklik.correspondence.answering.deciding import (
    HELD,
    LOOK_AGAIN,
    MOST_AN_HOUR,
    PATIENCE,
    TOO_OLD,
    Fate,
    Known,
    Later,
    Ready,
    Skip,
)
from otklik.correspondence.answering.schemas import MemberSettings
from otklik.inbox.contracts import AuthorKind, Conversation, ConversationStatus, Part, PartKind


class Crew(msgspec.Struct, frozen=True):
    """Who may answer, by team where there is one; how each wants his letters; who is here now."""

    writers: Collection[int]
    teams: Mapping[int, Collection[int]] = {}
    settings: Mapping[int, MemberSettings] = {}
    here: Collection[int] = ()

    def of(self, member_id: int) -> MemberSettings:
        """How a member wants his letters."""
        return self.settings.get(member_id) or MemberSettings()

    def list_sharing(self, row: Conversation) -> list[int]:
        """Those whose queue a conversation of nobody lies in."""
        team = None if row.team is None else self.teams.get(row.team)
        return sorted(set(self.writers) if team is None else set(self.writers) & set(team))


def is_question(part: Part) -> bool:
    """Whether a visitor said it."""
    return (
        part.kind is PartKind.MESSAGE and part.author.kind is AuthorKind.VISITOR and part.deleted_at is None
    )


def list_wanted(part: Part, row: Conversation, crew: Crew) -> list[Wanted]:
    """The letters to operators that a visitor's message asks for."""
    if not is_question(part) or row.deleted_at is not None or row.status is ConversationStatus.CLOSED:
        return []
    return [
        Wanted(
            row.id,
            Kind.NOTICE,
            member_id,
            part.id,
            part.at + timedelta(minutes=crew.of(member_id).delay_minutes),
        )
        for member_id in crew.writers
        if _concerns(row, member_id, crew)
    ]


def decide(letter: TalkLetter, known: Known, crew: Crew, *, read: int, now: datetime) -> Fate:
    """What becomes of a letter to an operator; `read`: up to where he has read."""
    row, member_id = known.conversation, letter.whom_id
    news = [part for part in known.parts if is_question(part) and part.id > read]
    reason = _why_not(row, news, member_id, crew, now)
    if reason is not None:
        return Skip(reason)
    ripe_at = news[0].at + timedelta(minutes=crew.of(member_id).delay_minutes)
    if now < ripe_at:
        return Later(ripe_at)
    is_always = row.assignee == member_id and crew.of(member_id).mine == "always"
    if member_id in crew.here and not is_always:
        is_waited_for = now - news[0].at < PATIENCE
        return Later(now + LOOK_AGAIN) if is_waited_for else Skip(Reason.READ)
    return Later(now + HELD) if known.lately >= MOST_AN_HOUR else Ready(news)


def _why_not(
    row: Conversation, news: Sequence[Part], member_id: int, crew: Crew, now: datetime
) -> Reason | None:
    if row.deleted_at is not None:
        return Reason.GONE
    if member_id not in crew.writers or not _concerns(row, member_id, crew):
        return Reason.NOT_HIS
    if not news or row.waiting_since is None:
        return Reason.READ
    return Reason.TOO_OLD if now - news[-1].at > TOO_OLD else None


def _concerns(row: Conversation, member_id: int, crew: Crew) -> bool:
    """Whether he wants letters of such a conversation.

    What was taken from him because he is absent is his still, for this: he knows the talk.
    """
    wish = crew.of(member_id)
    if row.assignee is not None:
        return row.assignee == member_id and wish.mine != "never"
    if row.passed_by == member_id and wish.mine != "never":
        return True
    sharing = crew.list_sharing(row)
    if member_id not in sharing or wish.queue == "never":
        return False
    return wish.queue == "away" or not set(sharing) & set(crew.here)
