"""Writes words about marks, many at once, and says which changed what holds of somebody.

What holds of a person is a pure function of the set of words said of his homes: the last one by (event
time, position). So order of arrival, repeats, merges and undoings change nothing but which homes are asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from otklik.infra.postgres import Connection
from otklik.profiles import repository_cards as cards
from otklik.profiles import repository_marks as repository
from otklik.profiles.contracts import MarkRow, RowSink
from otklik.profiles.contracts_marks import (
    MarkChange,
    MarkKind,
    MarkWrite,
    Word,
    split_subscription,
    subscription_key,
)
from otklik.profiles.identity import HomeKey
from otklik.profiles.locking import Roots, lock_people, roots_of

Place: TypeAlias = tuple[int, int, str, str]
"""Workspace, profile (a home or a root), kind, key."""

_SILENT_IS_OFF = frozenset({MarkKind.TAG, MarkKind.LIST})
"""Who was never on a list is not on it: the first "off" changes nothing. A refusal is more than silence."""


class MarkBook:
    """What is known of some people's marks; takes words in any order."""

    __slots__ = ("_own", "_ruling", "_stored")

    def __init__(self, words: Iterable[repository.WordRow] = ()) -> None:
        self._own: dict[Place, Word] = {}
        self._ruling: dict[Place, Word] = {}
        self._stored: dict[Place, MarkWrite] = {}
        for row in words:
            word = (row.ts_ms, row.position, row.is_on)
            self._own[row.workspace_id, row.home, row.kind, row.key] = word
            _raise(self._ruling, (row.workspace_id, row.root, row.kind, row.key), word)

    def take(self, write: MarkWrite, root: int) -> tuple[bool, MarkChange | None]:
        """(whether the word is new, the change it makes)."""
        home = (write.workspace_id, write.person, write.kind.value, write.key)
        person = (write.workspace_id, root, write.kind.value, write.key)
        word = (write.ts_ms, write.position, write.is_on)
        if self._own.get(home) == word:
            return False, None
        if _raise(self._own, home, word):
            self._stored[home] = write
        was_on = self.rules(write.workspace_id, root, write.kind, write.key)
        if not _raise(self._ruling, person, word):
            return True, None
        if self.rules(write.workspace_id, root, write.kind, write.key) != write.is_on:
            return True, None
        is_same = bool(was_on) == write.is_on if write.kind in _SILENT_IS_OFF else was_on == write.is_on
        return True, None if is_same else MarkChange(write, root, was_on)

    def holds(self, write: MarkWrite, root: int) -> bool:
        """Whether what the write says is so already."""
        is_on = self.rules(write.workspace_id, root, write.kind, write.key)
        return bool(is_on) == write.is_on if write.kind in _SILENT_IS_OFF else is_on == write.is_on

    def is_on(self, workspace_id: int, root: int, kind: MarkKind, key: str) -> bool | None:
        """What holds now; None when nothing was said."""
        word = self._ruling.get((workspace_id, root, kind.value, key))
        return word[2] if word else None

    def rules(self, workspace_id: int, root: int, kind: MarkKind, key: str) -> bool | None:
        """As `is_on`, but a topic whose channel was left after it was taken is left with it."""
        word = self._ruling.get((workspace_id, root, kind.value, key))
        channel = _channel_of(kind, key)
        if word is None or not word[2] or channel is None:
            return word[2] if word else None
        whole = self._ruling.get((workspace_id, root, kind.value, channel))
        return not (whole is not None and not whole[2] and whole > word)

    def changed_words(self) -> list[MarkWrite]:
        """The last words of homes that said something later than before."""
        return list(self._stored.values())


def _channel_of(kind: MarkKind, key: str) -> str | None:
    """The key of the channel that the topic of a subscription belongs to; None: it is of no topic."""
    if kind is not MarkKind.SUBSCRIPTION:
        return None
    channel, topic = split_subscription(key)
    return subscription_key(channel) if topic else None


def _covers(write: MarkWrite) -> bool:
    """Whether it leaves a whole channel: said again, it covers topics that were taken since."""
    is_left = write.kind is MarkKind.SUBSCRIPTION and not write.is_on
    return is_left and _channel_of(write.kind, write.key) is None


def _raise(words: dict[Place, Word], place: Place, word: Word) -> bool:
    """Keep the later of two words; whether it is the new one."""
    if place in words and words[place] >= word:
        return False
    words[place] = word
    return True


async def write_marks(
    connection: Connection, *, writes: Sequence[MarkWrite], sink: RowSink, is_terse: bool = False
) -> list[MarkChange]:
    """Write words in their order, or (`is_terse`) those that change anything; the real changes, in order.

    Works in the caller's transaction with the roots locked, in five statements however many there are. A
    home without a row gets one: the caller knows that it exists. A row of `mark_writes` for each word that is
    no repeat goes to `sink`. Raises StaleDecisionError.
    """
    if not writes:
        return []
    roots = await _lock_people(connection, writes)
    words = await repository.read_words(
        connection,
        roots=roots_of(roots),
        keys={
            (write.kind.value, key)
            for write in writes
            for key in (write.key, _channel_of(write.kind, write.key))
            if key
        },
    )
    book = MarkBook(words)
    changes: list[MarkChange] = []
    for write in writes:
        root = roots[write.workspace_id, write.person]
        if is_terse and not _covers(write) and book.holds(write, root):
            continue
        is_new, change = book.take(write, root)
        if is_new:
            sink.add("mark_writes", _row(write))
        if change:
            changes.append(change)
    if stored := book.changed_words():
        await repository.store_words(connection, stored)
    return changes


async def _lock_people(connection: Connection, writes: Sequence[MarkWrite]) -> Roots:
    """The root of every home that `writes` name, locked."""

    async def read(roots: Roots, locked: Mapping[HomeKey, int]) -> Roots | None:
        is_so = locked.keys() >= roots_of(roots) and await _still_lead(connection, roots)
        return roots if is_so else None

    return await lock_people(connection, writes, read)


async def _still_lead(connection: Connection, roots: Roots) -> bool:
    """Whether an undoing did not take a home away between the look and the lock; most homes are roots."""
    doubtful = [home for home, root in roots.items() if home[1] != root]
    if not doubtful:
        return True
    again = await cards.find_home_roots(connection, doubtful)
    return all(again.get(home) == roots[home] for home in doubtful)


def _row(write: MarkWrite) -> MarkRow:
    return MarkRow(
        write.workspace_id,
        write.kind.value,
        write.key,
        write.person,
        str((write.ts_ms << 64) | write.position),
        str(write.ts_ms),
        int(write.is_on),
        write.source,
        write.author,
    )


__all__ = ["MarkBook", "write_marks"]
