"""Marks lead back to their send, and nobody can make one."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.letters.marks import Use, find_mark, make_mark, read_mark

numbers = st.integers(1, (1 << 63) - 1)


def mac(data: bytes) -> bytes:
    return hmac.digest(b"key", data, "sha256")


@given(numbers, st.sampled_from(Use), st.text(max_size=50))
def test_a_mark_is_read_back_whatever_its_case(number: int, use: Use, also: str) -> None:
    mark = make_mark(mac, use, number, also=also)
    assert len(mark) <= 31, "a local part has 64 characters"
    assert read_mark(mac, use, mark.upper(), also=also) == number
    assert read_mark(mac, use, mark, also=also + "x") is None
    assert all(read_mark(mac, other, mark, also=also) is None for other in Use if other is not use)


@given(numbers, st.integers(0, 30), st.sampled_from("abcdefghjkmnp234567"))
def test_a_changed_mark_is_none(number: int, place: int, char: str) -> None:
    mark = make_mark(mac, Use.BOUNCE, number)
    place = min(place, len(mark) - 1)
    changed = mark[:place] + char + mark[place + 1 :]
    assert read_mark(mac, Use.BOUNCE, changed) == (number if changed == mark else None)


@pytest.mark.parametrize("text", ["", "b", "b1-", "b0-aaaaaaaaaaaaaaaa", "b1-" + "a" * 16, "b" + "z" * 500])
def test_nonsense_is_none(text: str) -> None:
    assert read_mark(mac, Use.BOUNCE, text) is None
    assert find_mark(mac, Use.BOUNCE, text) is None


def test_a_mark_is_found_among_other_words() -> None:
    mark = make_mark(mac, Use.MESSAGE, 812)
    ids = f"<CAF=x1-aaaaaaaaaaaaaaaa@mail.gmail.com> <{mark.upper()}@otklik.example>"
    assert find_mark(mac, Use.MESSAGE, ids) == 812
    assert find_mark(mac, Use.REPLY, ids) is None


@pytest.mark.parametrize("number", [0, -1, 1 << 63])
def test_no_id_makes_no_mark(number: int) -> None:
    with pytest.raises(ValueError, match="no id"):
        make_mark(mac, Use.OPEN, number)
