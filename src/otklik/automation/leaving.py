"""Who must leave by a scenario's condition while he waits: asked when something changed that it looks at.

The follower marks runs of whoever changed (`Watcher`), in its own transaction; a worker asks the store about
them between two transactions and ends the runs of those of whom it holds (`Looker`). Whoever dies has asked
in vain: the run is looked at again.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation import asking, repository_looks, repository_runs
from otklik.automation.contracts import Book, ScenarioStatus
from otklik.automation.engine.runs import Reason, Removed
from otklik.automation.queries_changes import EVENT, MARK, PROPERTY, Change, list_changes
from otklik.automation.repository_looks import Look
from otklik.automation.stepping import PORTION, Checkpoint, Stepper, go_on
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import now_ms as clock_ms
from otklik.kit.clock import to_datetime
from otklik.messaging import service as messaging
from otklik.profiles import recipients
from otklik.segments.language.conditions import All, AnyOf, Condition, InSegment, Not
from otklik.segments.live.reasons import Members, Reasons, find_reasons
from otklik.segments.loading import load_members

_LEASE_MS: Final = 30_000
_REREAD_S: Final = 10.0
"""Segments that conditions name are read anew so often."""


class _Known(msgspec.Struct, frozen=True):
    version_id: int
    zone: ZoneInfo
    read_s: float
    reasons: Reasons


class Watcher:
    """What the conditions to leave by look at, by scenario."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._known: dict[int, _Known] = {}
        self._wanted: dict[int, dict[int, Reasons]] = {}

    @property
    def is_idle(self) -> bool:
        """Whether no live scenario has such a condition."""
        return not self._wanted

    async def refresh(self, books: Mapping[int, Book]) -> None:
        """Read what live scenarios ask for now."""
        self._wanted = {}
        for book in books.values():
            if book.graph.exit.condition is not None and book.status is not ScenarioStatus.ARCHIVED:
                found = await self._find(book, book.graph.exit.condition)
                self._wanted.setdefault(book.workspace_id, {})[book.scenario_id] = found
        self._known = {id_: known for id_, known in self._known.items() if id_ in books}

    async def _find(self, book: Book, condition: Condition) -> Reasons:
        known = self._known.get(book.scenario_id)
        named = sorted(set(_list_named(condition)))
        is_old = named and known is not None and time.monotonic() - known.read_s > _REREAD_S
        if known is None or is_old or (known.version_id, known.zone) != (book.version_id, book.zone):
            members: Members = {}
            if named:
                members = await load_members(self._engines, workspace_id=book.workspace_id, named=named)
            reasons = find_reasons(condition, members=members, now_ms=clock_ms(), zone=book.zone)
            known = _Known(book.version_id, book.zone, time.monotonic(), reasons)
            self._known[book.scenario_id] = known
        return known.reasons

    async def list_changes(self, stretches: Mapping[int, tuple[int, int]]) -> list[Change]:
        """What these batches brought that may make somebody leave."""
        if self.is_idle or not stretches:
            return []
        wanted = {id_: _join(theirs.values()) for id_, theirs in self._wanted.items()}
        return await list_changes(self._engines.clickhouse, stretches=stretches, wanted=wanted)

    async def mark(self, connection: Connection, changes: Sequence[Change], *, now_ms: int) -> int:
        """Have the runs of whoever changed looked at; how many there are."""
        count = 0
        for workspace_id in sorted({each.workspace_id for each in changes}):
            homes = sort_changes(changes, self._wanted.get(workspace_id, {}), workspace_id)
            everybody = sorted({home for theirs in homes.values() for home in theirs})
            if not everybody:
                continue
            cards = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=everybody)
            humans = {
                scenario_id: sorted({member for home in theirs for member in cards[home].members})
                for scenario_id, theirs in homes.items()
            }
            count += await repository_looks.mark(
                connection, workspace_id=workspace_id, homes=humans, now_ms=now_ms
            )
        return count


def sort_changes(
    changes: Iterable[Change], wanted: Mapping[int, Reasons], workspace_id: int
) -> dict[int, set[int]]:
    """Whose runs must be looked at, by scenario: homes that something came for that its condition asks of."""
    found: dict[int, set[int]] = {}
    for change in changes:
        if change.workspace_id != workspace_id:
            continue
        for scenario_id, reasons in wanted.items():
            if _concerns(change, reasons):
                found.setdefault(scenario_id, set()).update(change.people)
    return found


def _concerns(change: Change, reasons: Reasons) -> bool:
    if change.kind == EVENT:
        return reasons.has_event(change.name)
    if change.kind == PROPERTY:
        return change.name in reasons.properties
    return change.kind != MARK or (change.name, change.key) in reasons.marks


def _join(reasons: Iterable[Reasons]) -> Reasons:
    joined = Reasons()
    for each in reasons:
        joined |= each
    return joined


def _list_named(condition: Condition) -> Iterable[int]:
    if isinstance(condition, InSegment):
        yield condition.segment_id
    elif isinstance(condition, All | AnyOf):
        for part in condition.conditions:
            yield from _list_named(part)
    elif isinstance(condition, Not):
        yield from _list_named(condition.condition)


class Looker:
    """Asks about runs that are marked; several may work side by side."""

    def __init__(self, engines: Engines, stepper: Stepper, *, checkpoint: Checkpoint = go_on) -> None:
        self._engines = engines
        self._stepper = stepper
        self._checkpoint = checkpoint

    async def look_due(self, *, now_ms: int) -> int:
        """Look at a portion; how many there were. Raises ClickHouseError when the store is away."""
        until = to_datetime(now_ms + _LEASE_MS)
        async with self._engines.postgres.connection() as connection:
            taken = await repository_looks.take(connection, now_ms=now_ms, until=until, limit=PORTION)
            ids = {each.scenario_id for each in taken}
            books = await self._stepper.shelf.load_books(connection, scenario_ids=ids) if ids else {}
        if not taken:
            return 0
        await self._checkpoint("looks taken")
        leaving = await self._ask(taken, books, now_ms)
        await self._checkpoint("looked")
        async with self._engines.postgres.connection() as connection:
            runs = await repository_runs.take_runs(connection, run_ids=leaving)
            happened = {each.run.id: Removed(Reason.EXIT_CONDITION) for each in runs}
            await self._stepper.advance(connection, runs, happened, now_ms=now_ms)
            await repository_looks.finish(connection, run_ids=[each.run_id for each in taken], until=until)
            await self._checkpoint("left")
        messaging.wake()
        return len(taken)

    async def _ask(self, taken: Sequence[Look], books: Mapping[int, Book], now_ms: int) -> list[int]:
        """The runs whose condition to leave by holds."""
        leaving: list[int] = []
        for workspace_id in sorted({each.workspace_id for each in taken}):
            asked = [
                (each.run_id, each.profile_id, condition)
                for each in taken
                if each.workspace_id == workspace_id
                and (condition := _condition_of(books.get(each.scenario_id))) is not None
            ]
            wanted = [(home, condition) for _, home, condition in asked]
            if not wanted:
                continue
            found = await asking.hold_of(
                self._engines, workspace_id=workspace_id, wanted=wanted, now_ms=now_ms
            )
            leaving += [run_id for (run_id, _, _), holds in zip(asked, found, strict=True) if holds]
        return leaving


def _condition_of(book: Book | None) -> Condition | None:
    return book.graph.exit.condition if book is not None else None
