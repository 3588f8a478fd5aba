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


def plan(watched: Watched, touched: Touched, *, due: Iterable[int], unknown: Iterable[int]) -> Iterator[Work]:
    """The works of one workspace; `unknown`: those of the strangers who were never looked at.

    Whom a merge concerns is asked about everything. While segments are being prepared everybody is asked
    about them too: what a part of all says of him is older.
    """
    if not watched.active:
        return
    moved = touched.moved
    yield from _chunks(watched, moved, watched.active, touched)
    due, unknown = set(due) - moved, set(unknown) - moved
    people = (touched.reasons.keys() | due | unknown) - moved
    segments = {id_ for home, ids in touched.reasons.items() if home not in moved for id_ in ids}
    if unknown:
        segments |= watched.open
    if due:
        segments |= watched.moving | watched.echoing
    if people:
        segments |= watched.preparing
    touched = msgspec.structs.replace(touched, undone=set(), loud=touched.loud | due)
    yield from _chunks(watched, people, segments & watched.active, touched)


def _chunks(
    watched: Watched, people: Iterable[int], segments: Iterable[int], touched: Touched
) -> Iterator[Work]:
    ids = tuple(sorted(segments))
    is_timed = (watched.moving | watched.echoing).issubset(ids)
    homes = sorted(people)
    for start in range(0, len(homes), CHUNK):
        chunk = tuple(homes[start : start + CHUNK])
        back = frozenset(touched.undone.intersection(chunk))
        yield Work(
            watched.workspace_id,
            ids,
            chunk,
            is_timed=is_timed,
            returned=back,
            quiet=touched.quiet,
            loud=touched.loud,
        )


def settle_dues(workspace_id: int, due: Iterable[int]) -> Work:
    """Dues of people about whom nothing is asked any more."""
    return Work(workspace_id, (), tuple(sorted(due)), is_timed=True)
