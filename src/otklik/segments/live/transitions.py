"""From what was known of people and what holds now to what must be written and told. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from otklik.segments.computed.changing import Standing
from otklik.segments.live.repository_counts import Growth
from otklik.segments.live.repository_states import SegmentState


class Verdict(msgspec.Struct, frozen=True):
    """What the store says of one person.

    `homes`: all his, the root first; `holds`: of the segments asked; `wake_ms`: when he must be looked at
    again though nothing happens, 0 = never; `exists`: else nothing is known of him, and nothing is changed;
    `is_back`: he became a person of his own again, so what he is in then is nothing new; `is_quiet`: only
    history (an import, late events) touched him, which starts no reaction.
    """

    root: int
    homes: tuple[int, ...]
    holds: frozenset[int] = frozenset()
    wake_ms: int = 0
    exists: bool = True
    is_back: bool = False
    is_quiet: bool = False


class Judgement(msgspec.Struct, frozen=True):
    """Verdicts on people of a workspace about segments as these were when asked.

    `is_timed`: every segment that time alone may change was asked, so dues that have come are settled;
    `postponed`: homes that must be looked at later, and when.
    """

    workspace_id: int
    states: Mapping[int, SegmentState]
    verdicts: Sequence[Verdict]
    now_ms: int
    is_timed: bool = False
    postponed: Mapping[int, int] = {}


class Known(msgspec.Struct, frozen=True):
    """What is written down of the homes of a judgement; `segments`: ids of all that there are."""

    members: Mapping[int, Sequence[int]]
    dues: Mapping[int, int]
    segments: frozenset[int]
    erased: frozenset[int] = frozenset()


class Transition(msgspec.Struct, frozen=True):
    """Somebody came into a segment or left it."""

    person: int
    segment: SegmentState
    is_entering: bool
    is_quiet: bool = False


class Changes(msgspec.Struct):
    """What to write: rows and dues by person, those to delete, what to tell, growth, how people stand."""

    members: dict[int, list[int]] = {}
    no_members: list[int] = []
    dues: dict[int, int] = {}
    no_dues: list[int] = []
    told: list[Transition] = []
    growth: dict[int, Growth] = {}
    standings: list[Standing] = []


def compare(judgement: Judgement, known: Known) -> Changes:
    """What the verdicts change.

    Of a merged person whoever of his was in, he was in; the rows and dues of homes that gave way go. What was
    not asked stays. He leaves before he enters, both by the segments' ids.
    """
    changes, asked = Changes(), frozenset(judgement.states)
    for verdict in judgement.verdicts:
        if known.erased.isdisjoint(verdict.homes):
            if verdict.exists:
                _compare_members(verdict, judgement, asked, known, changes)
            _compare_dues(verdict, judgement, known, changes)
    for home, due_ms in judgement.postponed.items():
        ahead = [each for each in _dues(known, (home,)) if each > judgement.now_ms]
        if home not in known.erased and due_ms < min(ahead, default=due_ms + 1):
            changes.dues[home] = due_ms
    changes.growth = {id_: each for id_, each in changes.growth.items() if each != Growth()}
    return changes


def _compare_members(
    verdict: Verdict, judgement: Judgement, asked: frozenset[int], known: Known, changes: Changes
) -> None:
    rows = {home: known.members[home] for home in verdict.homes if home in known.members}
    before = known.segments.intersection(chain.from_iterable(rows.values()))
    after = sorted((before - asked) | verdict.holds)
    is_silent = verdict.is_back and not rows
    if [*rows] != [verdict.root] or list(rows[verdict.root]) != after:
        changes.members[verdict.root] = after
        changes.no_members.extend(home for home in rows if home != verdict.root)
        for id_ in sorted((before & asked) - verdict.holds):
            _tell(changes, verdict, judgement.states[id_], is_entering=False, is_silent=is_silent)
        for id_ in sorted(verdict.holds - before):
            _tell(changes, verdict, judgement.states[id_], is_entering=True, is_silent=is_silent)
        _grow(changes.growth, rows.values(), after)
    changes.standings.append(
        Standing(
            verdict.root,
            verdict.homes,
            list(rows.values()),
            after,
            is_silent=is_silent,
            is_quiet=verdict.is_quiet,
        )
    )


def _tell(
    changes: Changes, verdict: Verdict, state: SegmentState, *, is_entering: bool, is_silent: bool
) -> None:
    if is_silent or not state.is_told:
        return
    changes.told.append(Transition(verdict.root, state, is_entering, verdict.is_quiet))
    growth = changes.growth.setdefault(state.id, Growth())
    growth.entered += is_entering
    growth.left += not is_entering


def _grow(growth: dict[int, Growth], rows: Iterable[Sequence[int]], after: Iterable[int]) -> None:
    """Members are counted by rows, so two rows that become one are one member fewer."""
    for row in rows:
        for id_ in row:
            growth.setdefault(id_, Growth()).members -= 1
    for id_ in after:
        growth.setdefault(id_, Growth()).members += 1


def _compare_dues(verdict: Verdict, judgement: Judgement, known: Known, changes: Changes) -> None:
    """A due that comes sooner than needed is left until then: few writes."""
    changes.no_dues.extend(home for home in verdict.homes[1:] if home in known.dues)
    found = _dues(known, verdict.homes)
    if judgement.is_timed:
        found = [due_ms for due_ms in found if due_ms > judgement.now_ms]
    if verdict.exists and verdict.wake_ms:
        # Never now: a wake that does not lie ahead would be asked for again and again.
        found.append(max(verdict.wake_ms, judgement.now_ms + 1))
    due_ms = min(found, default=None)
    present = known.dues.get(verdict.root)
    if due_ms is None:
        if present is not None:
            changes.no_dues.append(verdict.root)
    elif present is None or due_ms != present:
        changes.dues[verdict.root] = due_ms


def _dues(known: Known, homes: Iterable[int]) -> list[int]:
    return [known.dues[home] for home in homes if home in known.dues]
