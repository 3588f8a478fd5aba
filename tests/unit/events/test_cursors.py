from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.events.queries_events import FeedCursor
from otklik.events.queries_people import PeopleCursor
from otklik.kit.errors import InvalidError


@given(
    st.text(max_size=50),
    st.booleans(),
    st.integers(0, 2),
    st.integers(0, (1 << 64) - 1),
    st.text(max_size=50),
)
def test_a_cursor_comes_back_as_it_was(by: str, desc: bool, rank: int, bits: int, text: str) -> None:  # noqa: FBT001 - drawn
    cursor = PeopleCursor(by, desc, rank, bits, text, 1 << 62)
    assert decode_cursor(encode_cursor(cursor), PeopleCursor) == cursor


@pytest.mark.parametrize("bad", ["", "x", "ключ", "!!!!", "W10", "WzEsMl0x", encode_cursor(FeedCursor(1, 2))])
def test_another_text_is_refused(bad: str) -> None:
    with pytest.raises(InvalidError, match="bad_cursor"):
        decode_cursor(bad, PeopleCursor)


@given(st.text(max_size=100))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(InvalidError):
        decode_cursor(text, FeedCursor)
