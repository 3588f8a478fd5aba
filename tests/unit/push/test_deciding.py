"""Who hears of what is said."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from otklik.inbox.contracts import (
    SYSTEM,
    Author,
    AuthorKind,
    Conversation,
    ConversationStatus,
    Part,
    PartKind,
    TalkChannel,
)
from otklik.inbox.keeping import make_conversation
from otklik.push.deciding import who_hears

AT = datetime(2026, 11, 22, tzinfo=UTC)
TALK = make_conversation(1, 5, TalkChannel.CHAT, AuthorKind.VISITOR, AT, "", 1)
SAID = Part(9, 9, 1, PartKind.MESSAGE, Author(AuthorKind.VISITOR, 5), TalkChannel.CHAT, "hi", {}, None, AT)
NOTE = replace(SAID, kind=PartKind.NOTE, author=Author(AuthorKind.OPERATOR, 1), data={"mentions": [1, 2, 8]})
WAITS = replace(TALK, waiting_since=AT)
"""Its visitor waits for an answer."""
GIVEN = replace(
    SAID, kind=PartKind.HAPPENING, author=SYSTEM, data={"what": "assigned", "member": 2, "by": "round_robin"}
)
MOVED = replace(GIVEN, author=Author(AuthorKind.OPERATOR, 1), data={"what": "team", "team": 7})
TAKEN = replace(GIVEN, data={"what": "unassigned", "member": 2, "by": "silence"})


@pytest.mark.parametrize(
    ("talk", "part", "expected"),
    [
        (TALK, SAID, [1, 2, 3]),
        (replace(TALK, assignee=2), SAID, [2]),
        (replace(TALK, team=7), SAID, [3]),
        (replace(TALK, team=99), SAID, [1, 2, 3]),
        (replace(TALK, status=ConversationStatus.CLOSED), SAID, []),
        (replace(TALK, deleted_at=AT), SAID, []),
        (TALK, replace(SAID, deleted_at=AT), []),
        (TALK, replace(SAID, author=Author(AuthorKind.OPERATOR, 1)), []),
        (TALK, replace(SAID, author=Author(AuthorKind.BOT)), []),
        (TALK, NOTE, [2]),
        (replace(WAITS, assignee=2), GIVEN, [2]),
        (replace(WAITS, assignee=2), replace(GIVEN, author=Author(AuthorKind.OPERATOR, 1)), [2]),
        (replace(WAITS, assignee=2), replace(GIVEN, author=Author(AuthorKind.OPERATOR, 2)), []),
        (replace(WAITS, assignee=3), GIVEN, []),
        (replace(WAITS, assignee=2, status=ConversationStatus.SNOOZED), GIVEN, []),
        (replace(WAITS, team=7), MOVED, [3]),
        (replace(WAITS, team=7), replace(MOVED, author=Author(AuthorKind.OPERATOR, 3)), []),
        (replace(WAITS, team=7, assignee=2), MOVED, []),
        (replace(TALK, team=7), MOVED, []),
        (WAITS, TAKEN, [1, 3]),
        (WAITS, replace(TAKEN, data={"what": "unassigned", "member": 2}), []),
    ],
)
def test_who_hears(talk: Conversation, part: Part, expected: list[int]) -> None:
    assert who_hears(part, talk, writers=[1, 2, 3], teams={7: [3, 4]}) == expected
