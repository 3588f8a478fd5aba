"""What a step has to ask: groups of people, each with the segments they are asked about. Pure."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec

from otklik.segments.live.touched import Touched
from otklik.segments.live.watched import Watched

CHUNK: Final = 5_000
"""People that one statement is asked about."""


class Work(msgspec.Struct, frozen=True):
    """People to ask about together.

    `is_timed`: every segment that time may change is among `segments`; `returned`: homes that became persons
    of their own; `postponed`: homes that wait, and until when; `quiet`: homes that history touched; `loud`:
    homes that something else did.
    """

    workspace_id: int
    segments: tuple[int, ...]
    homes: tuple[int, ...] = ()
    is_timed: bool = False
    returned: frozenset[int] = frozenset()
    postponed: dict[int, int] = {}
    quiet: AbstractSet[int] = frozenset()
    loud: AbstractSet[int] = frozenset()


def list_works(
    watched: Watched,
    touched: Touched,
    *,
    due: Iterable[int],
    unknown: Iterable[int],
    heavy: AbstractSet[int] = frozenset(),
) -> Iterator[Work]:
    """What of one workspace the store must be asked, where memory does not answer.

    `due`: those of the due people of whom it must be asked; `unknown`: those of the strangers who were never
    looked at; `heavy`: those who are not remembered, so that the store is asked everything. So it is of those
    who became persons of their own again. While segments are being prepared everybody is asked about them
    too: what a part of all says of him is older.
    """
    if not watched.active:
        return
    apart = touched.undone | heavy
    yield from _chunks(watched, apart, watched.active, touched, is_timed=True)
    moved = touched.moved - apart
    yield from _chunks(watched, moved, watched.slow, touched)
    due, unknown = set(due) - moved - apart, set(unknown) - moved - apart
    reasons = {
        home: ids
        for home, ids in touched.reasons.items()
        if home not in moved and home not in apart and (watched.preparing or not watched.slow.isdisjoint(ids))
    }
    segments = (watched.slow & set[int]().union(*reasons.values())) | watched.preparing
    if unknown:
        segments |= watched.open & watched.slow
    people = reasons.keys() | unknown
    if due:
        later = msgspec.structs.replace(touched, loud=touched.loud | due)
        yield from _chunks(watched, due, segments | watched.slow_by_time, later, is_timed=True)
    yield from _chunks(watched, people - due, segments, touched)


def _chunks(
    watched: Watched,
    people: Iterable[int],
    segments: AbstractSet[int],
    touched: Touched,
    *,
    is_timed: bool = False,
) -> Iterator[Work]:
    ids, homes = tuple(sorted(segments)), sorted(people)
    for start in range(0, len(homes) if ids else 0, CHUNK):
        chunk = tuple(homes[start : start + CHUNK])
        yield Work(
            watched.workspace_id,
            ids,
            chunk,
            is_timed=is_timed,
            returned=frozenset(touched.undone.intersection(chunk)),
            quiet=touched.quiet,
            loud=touched.loud,
        )


def settle_dues(workspace_id: int, due: Iterable[int]) -> Work:
    """Dues of people about whom nothing is asked any more."""
    return Work(workspace_id, (), tuple(sorted(due)), is_timed=True)
