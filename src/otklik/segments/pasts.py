"""Histories of many people, a share of all at a time, out of the stores that segments are counted in."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Final

from otklik.infra.engines import Engines
from otklik.segments import queries_pasts
from otklik.segments.language.names import FROM_EVENTS
from otklik.segments.needs import Needs
from otklik.segments.person import COMING, fold_writes, read_event, read_mark
from otklik.segments.predicate.history import Event, History, Mark, Past, Write
from otklik.segments.queries_pasts import Row
from otklik.segments.sets.asked import Asked

_COMING: Final = Write(COMING, 0, 0)


def can_be_told(needs: Needs) -> bool:
    """Whether the past of what is needed is kept: not of what follows from events ($revenue …)."""
    return not needs.properties & FROM_EVENTS


async def count_needed(engines: Engines, *, asked: Asked, needs: Needs) -> int:
    """How many events `list_histories` would read of everybody."""
    if not needs.events:
        return 0
    return await queries_pasts.count_events(
        engines.clickhouse,
        workspace_id=asked.workspace_id,
        needed=list(needs.events.values()),
        until_ms=asked.now_ms,
    )


async def list_histories(
    engines: Engines, *, asked: Asked, needs: Needs, share: tuple[int, int]
) -> dict[int, History]:
    """{root: history up to the moment asked of, as far as `needs` asks} of the (n, of how many) share.

    Nobody is in it of whom there is nothing; those who are exist since ever.
    """
    events: defaultdict[int, list[Event]] = defaultdict(list)
    for row in await _list_events(engines, asked, needs, share):
        events[row["root"]].append(read_event(row, needs))
    writes = await _list_writes(engines, asked, needs, share)
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    for row in await _list_marks(engines, asked, needs, share):
        marks[row["root"]].append(read_mark(row))
    return {
        root: History(
            Past(tuple(events[root]), (_COMING, *writes.get(root, ())), marks=tuple(marks[root])),
        )
        for root in {*events, *writes, *marks}
    }


async def _list_events(engines: Engines, asked: Asked, needs: Needs, share: tuple[int, int]) -> Iterable[Row]:
    if not needs.events:
        return ()
    return await queries_pasts.list_events(
        engines.clickhouse,
        workspace_id=asked.workspace_id,
        needed=list(needs.events.values()),
        keys=needs.keys,
        has_fields=needs.has_fields,
        until_ms=asked.now_ms,
        share=share,
    )


async def _list_writes(
    engines: Engines, asked: Asked, needs: Needs, share: tuple[int, int]
) -> dict[int, list[Write]]:
    if not needs.properties:
        return {}
    rows = await queries_pasts.list_writes(
        engines.clickhouse,
        workspace_id=asked.workspace_id,
        properties=needs.properties,
        until_ms=asked.now_ms,
        share=share,
    )
    return {root: list(fold_writes(theirs)) for root, theirs in groupby(rows, itemgetter("root"))}


async def _list_marks(engines: Engines, asked: Asked, needs: Needs, share: tuple[int, int]) -> Iterable[Row]:
    if not needs.marks:
        return ()
    return await queries_pasts.list_marks(
        engines.clickhouse,
        workspace_id=asked.workspace_id,
        marks=needs.marks,
        until_ms=asked.now_ms,
        share=share,
    )
