"""The law of marks: order of arrival, repeats, merges and their undoing never matter."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from otklik.profiles.contracts_marks import CHANNELS, MarkKind, MarkWrite
from otklik.profiles.marks import MarkBook
from otklik.profiles.repository_marks import WordRow
from otklik.profiles.subscriptions import read_subscription
from otklik.segments.language import names

_KEYS = [
    (MarkKind.TAG, "vip"),
    (MarkKind.SUBSCRIPTION, "email"),
    (MarkKind.SUBSCRIPTION, "email/news"),
]


@st.composite
def words(draw: st.DrawFn) -> list[MarkWrite]:
    """Words of three homes; places in the log are unique, event times are not."""
    drawn = draw(
        st.lists(
            st.tuples(st.integers(1, 3), st.sampled_from(_KEYS), st.booleans(), st.integers(1, 4)),
            max_size=12,
        )
    )
    return [
        MarkWrite(1, home, kind, key, is_on, ts, position << 12)
        for position, (home, (kind, key), is_on, ts) in enumerate(drawn, 1)
    ]


def states(book: MarkBook, root: int) -> list[bool | None]:
    return [book.is_on(1, root, kind, key) for kind, key in _KEYS]


def told(written: Sequence[MarkWrite], home_roots: dict[int, int]) -> MarkBook:
    book = MarkBook()
    for write in written:
        book.take(write, home_roots[write.person])
    return book


def oracle(written: Sequence[MarkWrite], homes: set[int]) -> list[bool | None]:
    """The last word said of any of the homes by (time, place in the log)."""
    ordered = sorted(written, key=lambda write: (write.ts_ms, write.position))
    last = {(write.kind, write.key): write.is_on for write in ordered if write.person in homes}
    return [last.get(key) for key in _KEYS]


def stored_rows(written: Sequence[MarkWrite], root: int) -> list[WordRow]:
    """What is stored of these words, read back under another root."""
    own = MarkBook()
    for write in written:
        own.take(write, write.person)
    return [
        WordRow(1, root, word.person, word.kind.value, word.key, word.is_on, word.ts_ms, word.position)
        for word in own.changed_words()
    ]


@given(words(), st.data())
def test_any_order_and_repetition_gives_the_last_word(written: list[MarkWrite], data: st.DataObject) -> None:
    copies = data.draw(st.lists(st.sampled_from(written), max_size=4)) if written else []
    shuffled = data.draw(st.permutations(written + copies))
    merged = dict.fromkeys((1, 2, 3), 1)

    assert states(told(shuffled, merged), 1) == oracle(written, {1, 2, 3})
    assert sorted(map(str, stored_rows(shuffled, 1))) == sorted(map(str, stored_rows(written, 1)))


@given(words(), words())
def test_a_merge_folds_the_homes_and_its_undoing_gives_each_its_own(
    before: list[MarkWrite], after: list[MarkWrite]
) -> None:
    late = [MarkWrite(1, w.person, w.kind, w.key, w.is_on, w.ts_ms, w.position + (1 << 30)) for w in after]
    book = MarkBook(stored_rows(before, 1))
    for write in late:
        book.take(write, 1)
    assert states(book, 1) == oracle(before + late, {1, 2, 3})

    for home in (1, 2, 3):
        own = [write for write in before + late if write.person == home]
        assert states(MarkBook(stored_rows(own, home)), home) == oracle(own, {home})


@given(words())
def test_a_change_is_told_exactly_when_what_holds_changes(written: list[MarkWrite]) -> None:
    book = MarkBook()
    for write in written:
        before = book.rules(1, 1, write.kind, write.key)
        _, change = book.take(write, 1)
        after = book.rules(1, 1, write.kind, write.key)
        is_silent = write.kind is MarkKind.TAG  # never tagged is not tagged
        is_covered = write.is_on and after is False  # of a topic, older than the leaving of its channel
        is_news = bool(before) != bool(after) if is_silent or is_covered else before != after
        assert (change is not None) == is_news
        assert change is None or (change.was_on, change.write.is_on) == (before, after)
        assert book.take(write, 1)[1] is None, "a repeat changes nothing"


def test_a_subscription_event_names_a_channel_and_perhaps_a_topic() -> None:
    assert read_subscription({"channel": "email"}) == "email"
    assert read_subscription({"channel": "email", "topic": ""}) == "email"
    assert read_subscription({"channel": "sms", "topic": "sale/shoes"}) == "sms/sale/shoes"
    for wrong in ({}, {"channel": "pigeon"}, {"channel": ["email"]}, {"channel": "email", "topic": ["a"]}):
        assert read_subscription(wrong) is None, wrong
    assert read_subscription({"channel": "email", "topic": "x" * 201}) is None


def test_conditions_know_the_same_channels() -> None:
    assert names.CHANNELS == CHANNELS
