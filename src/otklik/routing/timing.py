"""When a rule has to look at a conversation again, and when a visitor is asked how it was. Pure."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from otklik.inbox.contracts import Conversation, ConversationStatus
from otklik.routing.contracts import Config


def silent_at(config: Config, row: Conversation, *, writing_at: datetime | None = None) -> datetime | None:
    """When its holder will have been silent for too long; None while nobody waits for him.

    `writing_at`: when he last wrote at an answer that he has not sent.
    """
    minutes = config.back_after_minutes(row.team)
    is_waited_for = (
        row.status is ConversationStatus.OPEN and row.deleted_at is None and row.assignee is not None
    )
    if not is_waited_for or row.waiting_since is None or minutes is None:
        return None
    since = [each for each in (row.waiting_since, row.assigned_at, writing_at) if each is not None]
    return max(since) + timedelta(minutes=minutes)


def set_times(
    config: Config, before: Conversation | None, after: Conversation, *, at: datetime
) -> Conversation:
    """The conversation with its next time; one that is closed asks for a rating, if that is due at once."""
    if after.deleted_at is not None:
        return replace(after, due_at=None)
    if after.status is not ConversationStatus.CLOSED:
        return replace(after, asked_at=None, due_at=silent_at(config, after))
    if before is not None and before.status is ConversationStatus.CLOSED:
        return after if may_ask(config, after) else replace(after, due_at=None)
    return _closed(config, after, at=at)


def _closed(config: Config, after: Conversation, *, at: datetime) -> Conversation:
    if not may_ask(config, after):
        return replace(after, due_at=None)
    delay = timedelta(minutes=config.settings.csat.delay_minutes)
    return replace(after, due_at=at + delay) if delay else replace(after, asked_at=at, due_at=None)


def may_ask(config: Config, row: Conversation) -> bool:
    """Whether its visitor may be asked: a person answered him, and he has not said it yet."""
    is_open_question = row.asked_at is None and row.rating is None and row.replied_at is not None
    return config.settings.csat.is_on and is_open_question and row.status is ConversationStatus.CLOSED
