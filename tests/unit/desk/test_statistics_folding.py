"""Which requests a talk holds. A talk is written as `h:mm who`: v visitor, o operator 7, p operator 8, b bot,
n note, c closed, r reopened."""

from datetime import UTC, datetime, timedelta
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.desk.statistics.contracts import SILENCE, Request
from otklik.desk.statistics.folding import Said, fold_requests
from otklik.inbox.contracts import AuthorKind, PartKind, TalkChannel

START = datetime(2026, 11, 2, tzinfo=UTC)
_WHO = {
    "v": (PartKind.MESSAGE, AuthorKind.VISITOR, 1, ""),
    "o": (PartKind.MESSAGE, AuthorKind.OPERATOR, 7, ""),
    "p": (PartKind.MESSAGE, AuthorKind.OPERATOR, 8, ""),
    "b": (PartKind.MESSAGE, AuthorKind.BOT, None, ""),
    "n": (PartKind.NOTE, AuthorKind.OPERATOR, 7, ""),
    "c": (PartKind.HAPPENING, AuthorKind.OPERATOR, 7, "closed"),
    "r": (PartKind.HAPPENING, AuthorKind.VISITOR, 1, "reopened"),
}


def read_talk(talk: str) -> list[Said]:
    said = []
    for number, word in enumerate(talk.split()):
        hours, minutes, who = int(word[:-1].split(":")[0]), int(word[:-1].split(":")[1]), word[-1]
        kind, author, author_id, what = _WHO[who]
        at = START + timedelta(hours=hours, minutes=minutes)
        said.append(Said(number + 1, kind, author, author_id, TalkChannel.CHAT, at, what))
    return said


def clock(at: datetime | None) -> str:
    if at is None:
        return "-"
    minutes = int((at - START).total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"


def tell(requests: list[Request]) -> str:
    """asked/replied/closed of each."""
    return " ".join(
        f"{clock(each.asked_at)}/{clock(each.replied_at)}/{clock(each.closed_at)}" for each in requests
    )


@pytest.mark.parametrize(
    ("talk", "closed", "told"),
    [
        ("", None, ""),
        ("0:00v", None, "0:00/-/-"),
        ("0:00v 0:01v 0:05o", None, "0:00/0:05/-"),
        ("0:00v 0:01b 0:05o", None, "0:00/0:05/-"),  # a bot's answer is none
        ("0:00v 0:01n", None, "0:00/-/-"),  # nor is a note
        ("0:00v 0:05o 0:09c", "0:09", "0:00/0:05/0:09"),
        ("0:00v 0:09c", "0:09", "0:00/-/0:09"),  # closed unanswered
        # Thanks after closing: the same request, done when it was done.
        ("0:00v 0:05o 0:09c 2:00v 2:00r 3:00c", "3:00", "0:00/0:05/0:09"),
        ("0:00v 0:05o 0:09c 2:00v 2:00r", None, "0:00/0:05/-"),
        # More work after closing: done when that was done.
        ("0:00v 0:05o 0:09c 2:00v 2:00r 2:30o 3:00c", "3:00", "0:00/0:05/3:00"),
        # A day of silence, and the last one was answered: another request.
        ("0:00v 0:05o 24:05v", None, "0:00/0:05/- 24:05/-/-"),
        ("0:00v 0:05o 24:04v", None, "0:00/0:05/-"),
        ("0:00v 0:05o 0:09c 48:00v 48:00r 48:30o", None, "0:00/0:05/0:09 48:00/48:30/-"),
        ("0:00v 0:05o 1:00b 30:00v", None, "0:00/0:05/- 30:00/-/-"),  # a bot's words break no silence
        ("0:00v 0:05o 20:00p 40:00v", None, "0:00/0:05/-"),  # a person's do
        # Who still waits asks no second time, however long it takes.
        ("0:00v 48:00v 50:00o", None, "0:00/50:00/-"),
        ("0:00v 0:09c 48:00v 48:00r", None, "0:00/-/0:09 48:00/-/-"),
        # The team writes first: the request begins when he answers.
        ("0:00o", None, ""),
        ("0:00o 0:30v 0:40p", None, "0:30/0:40/-"),
        ("0:00b 0:30v 0:40p 0:50c", "0:50", "0:30/0:40/0:50"),
        # Merged and split talks: whether it is closed the conversation knows.
        ("0:00v 0:05o 0:09c 0:20v 0:30o", None, "0:00/0:05/-"),
        ("0:00v 0:05o", "0:30", "0:00/0:05/0:30"),
        ("0:00v 0:01c 0:05o", "0:30", "0:00/0:05/0:30"),
    ],
)
def test_requests_of_a_talk(talk: str, closed: str | None, told: str) -> None:
    closed_at = None if closed is None else read_talk(f"{closed}c")[0].at
    assert tell(fold_requests(5, read_talk(talk), closed_at=closed_at)) == told


def test_a_request_tells_who_and_where() -> None:
    (request,) = fold_requests(5, read_talk("0:00v 0:05p 0:06o"), closed_at=None)
    assert (request.conversation_id, request.part, request.channel) == (5, 1, TalkChannel.CHAT)
    assert request.replied_by == 8


_talks = st.lists(st.tuples(st.integers(0, 40 * 60), st.sampled_from("vvvoopbncr")), max_size=30)


@given(_talks, st.booleans())
def test_whatever_is_said_every_question_is_in_one_request(
    steps: list[tuple[int, str]],
    is_closed: bool,  # noqa: FBT001 - drawn
) -> None:
    minutes, words = 0, []
    for pause, who in steps:
        minutes += pause
        words.append(f"{minutes // 60}:{minutes % 60:02}{who}")
    said = read_talk(" ".join(words))
    closed_at = START + timedelta(minutes=minutes + 1) if is_closed else None
    requests = fold_requests(5, said, closed_at=closed_at)
    questions = [part for part in said if part.author is AuthorKind.VISITOR and part.kind is PartKind.MESSAGE]
    assert [each.part for each in requests[:1]] == [part.id for part in questions[:1]]
    assert {each.part for each in requests} <= {part.id for part in questions}
    for each, following in zip_longest(requests, requests[1:]):
        until = following.asked_at if following else datetime.max.replace(tzinfo=UTC)
        assert each.replied_at is None or each.asked_at <= each.replied_at < until
        assert each.closed_at is None or each.asked_at <= each.closed_at < until
        assert each.closed_at is None or each.replied_at is None or each.replied_at <= each.closed_at
        if following:
            assert following.asked_at - each.asked_at >= SILENCE
            assert each.replied_at is not None or any(
                part.what == "closed" and part.id < following.part for part in said
            )
    if requests:
        assert (requests[-1].closed_at is not None) is is_closed
    silent = [part for part in said if part.author is not AuthorKind.BOT and part.kind is not PartKind.NOTE]
    assert fold_requests(5, silent, closed_at=closed_at) == requests
