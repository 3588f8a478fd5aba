"""Marks of conversations: read back wherever they stand, nobody makes one."""

import pytest

from otklik.correspondence.answering.marks import TalkMark, Whom, make_talk, read_talk
from otklik.infra.secrets import Secrets
from otklik.letters.marks import Use, find_mark

SECRETS = Secrets(b"k" * 32)
MARK = TalkMark(3, 71_000, 1_234_567, Whom.VISITOR, 900_001)


@pytest.mark.parametrize(
    "text",
    [
        "{mark}",
        "support+{mark}@shop.ru",
        "{mark}@in.shop.ru",
        "<{mark}.2@shop.ru>",
        "<a@b.c> <{mark}@shop.ru> <d@e.f>",
    ],
)
def test_a_mark_is_read_wherever_it_stands_and_in_any_case(text: str) -> None:
    given = text.format(mark=make_talk(SECRETS, MARK))

    assert read_talk(SECRETS, given) == MARK
    assert read_talk(SECRETS, given.upper()) == MARK


def test_marks_fit_before_the_at_sign() -> None:
    large = TalkMark(9_999, 50_000_000, 900_000_000, Whom.OPERATOR, 900_000_000)

    assert len(f"support+{make_talk(SECRETS, large)}") <= 64


def test_whatever_is_changed_reads_as_nothing() -> None:
    mark = make_talk(SECRETS, MARK)

    for at in range(len(mark)):
        other = "2" if mark[at] != "2" else "3"
        assert read_talk(SECRETS, mark[:at] + other + mark[at + 1 :]) in (None, MARK), at
    assert read_talk(Secrets(b"x" * 32), mark) is None
    assert read_talk(SECRETS, mark[:-1]) is None
    assert read_talk(SECRETS, "x" + mark) is None
    assert find_mark(lambda data: SECRETS.mac(data, purpose="letters"), Use.MESSAGE, mark) is None


def test_a_visitors_mark_is_no_operators() -> None:
    swapped = make_talk(SECRETS, MARK).split("-")
    swapped[3] = "2"

    assert read_talk(SECRETS, "-".join(swapped)) is None
