from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from otklik.intake.pipeline.sessions import SESSIONS_A_DEVICE, SessionBook, Span, Touch

GAP_MS = 40 * 60_000
MINUTE_MS = 60_000
moments = st.lists(st.integers(0, 400).map(lambda minutes: minutes * MINUTE_MS), min_size=1, max_size=40)


def place(book: SessionBook, ts_ms: int, pos: int, touch: Touch = Touch.OPENS) -> tuple[int, bool]:
    return book.place(workspace_id=1, device=7, ts_ms=ts_ms, pos=pos, gap_ms=GAP_MS, touch=touch)


def sessions_of(arrivals: list[int]) -> dict[int, set[int]]:
    """Session id → its moments, by order of arrival."""
    book, found = SessionBook(), dict[int, set[int]]()
    for pos, moment in enumerate(arrivals):
        found.setdefault(place(book, moment, pos)[0], set()).add(moment)
        book.commit()
    return found


def islands(arrivals: list[int]) -> list[set[int]]:
    """The oracle: gaps and islands over all moments."""
    ordered = sorted(arrivals)
    found = [{ordered[0]}]
    for before, after in pairwise(ordered):
        if after - before < GAP_MS:
            found[-1].add(after)
        else:
            found.append({after})
    return found


def test_39_59_continues_and_40_00_starts() -> None:
    book = SessionBook()
    first, _ = place(book, 0, 1)
    assert place(book, GAP_MS - 1, 2) == (first, False)
    second, is_new = place(book, GAP_MS - 1 + GAP_MS, 3)
    assert is_new
    assert second != first


@given(moments)
def test_in_order_sessions_are_the_islands(arrivals: list[int]) -> None:
    found = sessions_of(sorted(arrivals))
    assert sorted(found.values(), key=min) == islands(arrivals)


@given(moments)
def test_in_any_order_no_session_spans_two_islands(arrivals: list[int]) -> None:
    for session in sessions_of(arrivals).values():
        assert any(session <= island for island in islands(arrivals))


@given(moments)
def test_a_late_event_never_splits_or_joins_what_is_stored(arrivals: list[int]) -> None:
    """A moment keeps the session it was given, whatever comes later."""
    book, given_to = SessionBook(), dict[int, int]()
    for pos, moment in enumerate(arrivals):
        session, _ = place(book, moment, pos)
        if len({*given_to.values()}) < SESSIONS_A_DEVICE:
            assert given_to.setdefault(moment, session) == session


def test_heartbeats_keep_and_servers_only_join() -> None:
    book = SessionBook()
    assert place(book, 0, 0, Touch.KEEPS) == (0, False)
    first, _ = place(book, 0, 1)
    assert place(book, 30 * MINUTE_MS, 2, Touch.JOINS) == (first, False)
    assert place(book, 41 * MINUTE_MS, 3, Touch.JOINS) == (0, False)
    assert place(book, 30 * MINUTE_MS, 4, Touch.KEEPS) == (first, False)
    assert place(book, 69 * MINUTE_MS, 5) == (first, False)


def test_a_rolled_back_batch_leaves_nothing() -> None:
    book = SessionBook()
    first, _ = place(book, 0, 1)
    book.rollback()
    assert place(book, 0, 1) == (first, True)
    assert place(book, 0, 2) == (first, False)


def test_restored_sessions_continue() -> None:
    book = SessionBook()
    book.restore(7, Span(99, 0, MINUTE_MS))
    book.prolong(7, 30 * MINUTE_MS)
    assert place(book, 69 * MINUTE_MS, 1) == (99, False)


def test_the_silent_longest_are_forgotten() -> None:
    book = SessionBook(max_devices=2)
    for device in (1, 2, 3):
        book.place(workspace_id=1, device=device, ts_ms=0, pos=device, gap_ms=GAP_MS)
        book.commit()
    assert book.place(workspace_id=1, device=1, ts_ms=1, pos=9, gap_ms=GAP_MS)[1]
    assert not book.place(workspace_id=1, device=3, ts_ms=1, pos=10, gap_ms=GAP_MS)[1]
