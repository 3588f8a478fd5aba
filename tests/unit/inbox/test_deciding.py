"""What words and actions make of a conversation."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from msgspec.structs import replace

from otklik.inbox import deciding
from otklik.inbox.contracts import (
    PREVIEW,
    Author,
    AuthorKind,
    Conversation,
    ConversationStatus,
    Happening,
    Part,
    PartKind,
    TalkChannel,
)
from otklik.kit.errors import InvalidError

AT: Final = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER: Final = AT + timedelta(minutes=5)
VISITOR: Final = Author(AuthorKind.VISITOR, 40)
ANNA: Final = Author(AuthorKind.OPERATOR, 1)
BORIS: Final = Author(AuthorKind.OPERATOR, 2)
BOT: Final = Author(AuthorKind.BOT)
FRESH: Final = Conversation(
    id=5,
    workspace_id=1,
    seq=1,
    profile_id=40,
    channel=TalkChannel.CHAT,
    reply_channel=TalkChannel.CHAT,
    status=ConversationStatus.OPEN,
    snoozed_until=None,
    assignee=None,
    subject="",
    tags=(),
    started_by=AuthorKind.VISITOR,
    started_at=AT,
    last_part=0,
    last_at=AT,
    last_author="",
    preview="",
    visitor_part=0,
    answer_part=0,
    visitor_read=0,
    operators_read=0,
    waiting_since=None,
    replied_at=None,
    replied_by=None,
    closed_at=None,
    closed_by="",
    deleted_at=None,
)


def _part(
    author: Author, number: int = 2, *, at: datetime = AT, body: str = "hello", **other: object
) -> Part:
    part = Part(
        id=number,
        seq=number,
        conversation_id=5,
        kind=PartKind.MESSAGE,
        author=author,
        channel=TalkChannel.CHAT,
        body=body,
        data={},
        client_key=None,
        at=at,
    )
    return replace(part, **other)


def test_a_visitor_waits_from_his_first_unanswered_word() -> None:
    asked = deciding.after_message(FRESH, _part(VISITOR)).conversation
    again = deciding.after_message(asked, _part(VISITOR, 3, at=LATER)).conversation
    assert asked.waiting_since == again.waiting_since == AT
    assert (again.last_part, again.visitor_part, again.last_author) == (3, 3, "visitor:40")


@pytest.mark.parametrize("author", [BOT, Author(AuthorKind.SYSTEM)])
def test_a_machine_answers_nobody(author: Author) -> None:
    asked = deciding.after_message(FRESH, _part(VISITOR)).conversation
    decision = deciding.after_message(asked, _part(author, 3, at=LATER))
    assert decision.conversation.waiting_since == AT
    assert decision.conversation.replied_at is None
    assert decision.conversation.answer_part == 3
    assert decision.events == ()


def test_the_first_answer_takes_it_and_ends_the_waiting() -> None:
    asked = deciding.after_message(FRESH, _part(VISITOR)).conversation
    first = deciding.after_message(asked, _part(ANNA, 3, at=LATER))
    assert (first.conversation.assignee, first.conversation.replied_by) == (1, 1)
    assert first.conversation.waiting_since is None
    assert [told.what for told in first.told] == [Happening.ASSIGNED]
    assert first.events == (deciding.REPLIED,)
    second = deciding.after_message(first.conversation, _part(BORIS, 4))
    assert (second.conversation.assignee, second.conversation.replied_by) == (1, 1)
    assert second.told == []
    left = deciding.after_message(asked, _part(ANNA, 3), is_taken=False).conversation
    assert left.assignee is None


def test_a_note_changes_nothing_for_the_visitor() -> None:
    asked = deciding.after_message(FRESH, _part(VISITOR)).conversation
    assert deciding.after_message(asked, _part(ANNA, 3, kind=PartKind.NOTE)).conversation == asked


@pytest.mark.parametrize(("author", "is_card_told"), [(VISITOR, True), (ANNA, True)])
def test_words_bring_a_closed_conversation_back(author: Author, *, is_card_told: bool) -> None:
    closed = deciding.close(FRESH, author=ANNA, at=AT)
    assert closed.events == (deciding.CLOSED,)
    back = deciding.after_message(closed.conversation, _part(author, 3))
    assert (back.conversation.status, back.conversation.closed_at) == (ConversationStatus.OPEN, None)
    assert back.told[0].what is Happening.REOPENED
    assert (deciding.REOPENED in back.events) is is_card_told


def test_a_snoozed_one_comes_back_sooner_without_being_told_as_reopened_on_the_card() -> None:
    snoozed = deciding.snooze(FRESH, until=LATER, author=ANNA, at=AT).conversation
    back = deciding.after_message(snoozed, _part(VISITOR, 3))
    assert (back.conversation.status, back.conversation.snoozed_until) == (ConversationStatus.OPEN, None)
    assert back.events == ()
    with pytest.raises(InvalidError):
        deciding.snooze(FRESH, until=AT, author=ANNA, at=AT)


def test_what_is_so_already_is_not_told_again() -> None:
    closed = deciding.close(FRESH, author=ANNA, at=AT).conversation
    for decision in (
        deciding.close(closed, author=BORIS, at=LATER),
        deciding.assign(FRESH, member_id=None, author=ANNA),
        deciding.reopen(FRESH, author=ANNA),
        deciding.tag(FRESH, added=[], removed=["vip"], author=ANNA),
    ):
        assert decision.told == ()
        assert decision.events == ()
    assert deciding.close(closed, author=BORIS, at=LATER).conversation == closed


def test_tags_are_told_one_by_one() -> None:
    tagged = deciding.tag(FRESH, added=["vip", "refund", "vip"], removed=[], author=ANNA)
    assert tagged.conversation.tags == ("vip", "refund")
    assert [told.data["tag"] for told in tagged.told] == ["vip", "refund"]
    changed = deciding.tag(tagged.conversation, added=["late"], removed=["vip"], author=ANNA)
    assert changed.conversation.tags == ("refund", "late")
    assert [told.what for told in changed.told] == [Happening.TAGGED, Happening.UNTAGGED]


@pytest.mark.parametrize(
    ("body", "data", "preview"),
    [
        ("  two\n\nlines ", {}, "two lines"),
        ("", {"files": [{"name": "bill.pdf"}]}, "bill.pdf"),
        ("x" * 200, {}, "x" * (PREVIEW - 1) + "…"),
        ("", {}, ""),
    ],
)
def test_preview(body: str, data: dict[str, object], preview: str) -> None:
    assert deciding.make_preview(_part(VISITOR, body=body, data=data)) == preview
