"""Follows shipped batches: lets people begin, ends runs and moves those that wait for events.

One follower works at a time, in the process that holds the pipeline's lease; its progress and all that
comes of a step are one transaction (docs/adr/0014-runs-of-scenarios.md). Nothing is read while no scenario is
live and no workspace has promo codes.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import structlog

from otklik.automation import (
    entering,
    leaving,
    letting,
    repository_following,
    repository_runs,
    repository_saved,
    watching,
)
from otklik.automation.contracts import Beginning, Book
from otklik.automation.engine.runs import Noted
from otklik.automation.goals import telling as goals_telling
from otklik.automation.goals.reaching import Aims
from otklik.automation.queries_following import Seen, list_seen
from otklik.automation.repository_following import LANES, Progress, StepLostError
from otklik.automation.stepping import TOPIC, Checkpoint, Stepper, go_on
from otklik.automation.watching import Watch
from otklik.events import service as events
from otklik.events.batches import LANE_SHIFT
from otklik.events.contracts import BatchSummary
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.messaging import service as messaging
from otklik.messaging.promo import repository as promo_repository
from otklik.messaging.promo import using as promo
from otklik.profiles import recipients

log = structlog.get_logger(__name__)

IDLE_S: Final = 1.0
"""So often it looks for scenarios that were launched meanwhile."""
BATCHES: Final = 32
SAVE_EVERY_S: Final = 5.0
_RETRY_S: Final = 2.0


class Follower:
    """A reactor that notes what was shipped, and `run` that follows it."""

    def __init__(
        self, engines: Engines, *, checkpoint: Checkpoint = go_on, now_ms: Callable[[], int] = clock.now_ms
    ) -> None:
        self._engines = engines
        self._checkpoint = checkpoint
        self._now_ms = now_ms
        self._stepper = Stepper(engines, checkpoint=checkpoint)
        self._progress: Progress | None = None
        self._newest: dict[int, int] = {}
        self._books: Mapping[int, Book] = {}
        self._aims: Mapping[int, Aims] = {}
        self._watch = Watch({}, {})
        self._leaving = leaving.Watcher(engines)
        self._news = asyncio.Event()
        self._saved_at = -SAVE_EVERY_S

    async def __call__(self, summaries: Sequence[BatchSummary]) -> None:
        """Note shipped batches."""
        for summary in summaries:
            lane = summary.batch >> LANE_SHIFT
            self._newest[lane] = max(self._newest.get(lane, 0), summary.batch)
        self._news.set()

    async def run(self) -> None:
        """Follow for ever; cancel to stop."""
        while True:
            try:
                is_behind = await self.step()
            except StepLostError as error:
                log.info("scenarios.step_lost", reason=str(error))
                self.forget()
                continue
            except Exception:
                # The pipeline must not fall because of its follower; the step is made again.
                log.exception("scenarios.step_failed")
                self.forget()
                await asyncio.sleep(_RETRY_S)
                continue
            if not is_behind:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_S):
                        await self._news.wait()

    def forget(self) -> None:
        """Forget how far it was; the next step reads it anew."""
        self._progress = None

    async def catch_up(self) -> None:
        """Step until all that was shipped is done."""
        while await self.step():
            pass

    async def step(self) -> bool:
        """One step; whether more waits already. Raises StepLostError when another follower works."""
        self._news.clear()
        progress = await self._find_progress()
        await self._refresh()
        after = {
            lane: min(progress.done.get(lane, lane << LANE_SHIFT) + BATCHES, self._newest[lane])
            for lane in LANES
            if progress.done.get(lane, lane << LANE_SHIFT) < self._newest.get(lane, 0)
        }
        if not self._watch.names() and self._leaving.is_idle:
            await self._note_progress(progress, self._newest)
            return False
        if after:
            await self._follow(progress, after)
        return any(last < self._newest[lane] for lane, last in after.items())

    async def _find_progress(self) -> Progress:
        """How far we are; a follower that never worked begins with what comes now."""
        shipped = await events.read_shipped(self._engines.postgres, lanes=LANES)
        for lane, batch in shipped.items():
            self._newest[lane] = max(self._newest.get(lane, 0), batch)
        if self._progress is None:
            self._progress = await repository_following.read_progress(self._engines.postgres)
        if self._progress is None:
            self._saved_at = -SAVE_EVERY_S
            await self._note_progress(Progress({}), self._newest)
        return self._progress or Progress(dict(self._newest))

    async def _note_progress(self, before: Progress, done: Mapping[int, int]) -> None:
        """Nothing came of these batches: it is written down no oftener than every few seconds."""
        after = Progress({**before.done, **done}, before.step)
        if after != before and time.monotonic() - self._saved_at > SAVE_EVERY_S:
            after = Progress(after.done, before.step + 1)
            async with self._engines.postgres.connection() as connection:
                await repository_following.take_step(connection, progress=before)
                await repository_following.save_progress(connection, done=after.done)
            self._saved_at = time.monotonic()
        self._progress = after

    async def _refresh(self) -> None:
        async with self._engines.postgres.looking() as connection:
            self._books = await self._stepper.shelf.load_books(connection)
            shops = await promo_repository.list_shops(connection)
            self._aims = await goals_telling.load_aims(connection)
        names = {workspace_id: aims.names() for workspace_id, aims in self._aims.items()}
        self._watch = watching.make_watch(self._books.values(), shops=shops, aims=names)
        await self._leaving.refresh(self._books)

    async def _follow(self, progress: Progress, after: Mapping[int, int]) -> None:
        stretches = {
            lane: (progress.done.get(lane, lane << LANE_SHIFT) + 1, last) for lane, last in after.items()
        }
        seen = await list_seen(self._engines.clickhouse, stretches=stretches, watched=self._watch.names())
        changes = await self._leaving.list_changes(stretches)
        if not seen and not changes:
            await self._note_progress(progress, after)
            return
        beginnings = watching.list_beginnings(seen, self._watch, self._books)
        admitted = await letting.let_in(self._engines, self._books, beginnings, now_ms=self._now_ms())
        await self._checkpoint("gathered")
        done = Progress({**progress.done, **after}, progress.step + 1)
        async with self._engines.postgres.connection() as connection:
            await repository_following.take_step(connection, progress=progress)
            await self._checkpoint("step taken")
            await self._begin(connection, admitted)
            await self._count_fired(connection, beginnings)
            await self._checkpoint("begun")
            await self._note(connection, seen)
            await self._note_orders(connection, seen)
            for workspace_id, aims in sorted(self._aims.items()):
                theirs = [each for each in seen if each.workspace_id == workspace_id]
                await goals_telling.tell_reached(
                    connection, workspace_id=workspace_id, seen=theirs, aims=aims
                )
            await self._checkpoint("noted")
            marked = await self._leaving.mark(connection, changes, now_ms=self._now_ms())
            await repository_following.save_progress(connection, done=done.done)
            if admitted or marked:
                await self._engines.bus.publish(TOPIC, "", connection=connection)
        self._progress = done
        await self._checkpoint("followed")
        messaging.wake()

    async def _begin(self, connection: Connection, beginnings: Sequence[Beginning]) -> None:
        by_workspace: dict[int, list[Beginning]] = {}
        for each in beginnings:
            by_workspace.setdefault(self._books[each.scenario_id].workspace_id, []).append(each)
        for workspace_id, theirs in sorted(by_workspace.items()):
            await entering.begin_runs(
                connection,
                workspace_id=workspace_id,
                beginnings=theirs,
                books=self._books,
                now_ms=self._now_ms(),
            )

    async def _count_fired(self, connection: Connection, beginnings: Sequence[Beginning]) -> None:
        """Saved triggers are counted when they fire, whomever they let in."""
        for workspace_id in sorted({self._books[each.scenario_id].workspace_id for each in beginnings}):
            theirs = [
                each for each in beginnings if self._books[each.scenario_id].workspace_id == workspace_id
            ]
            await repository_saved.count_fired(
                connection, workspace_id=workspace_id, fired=letting.list_fired(theirs, self._books)
            )

    async def _note(self, connection: Connection, seen: Sequence[Seen]) -> None:
        """Tell runs of what their people did."""
        for workspace_id, concerns in sorted(self._watch.concerns.items()):
            theirs = [
                each for each in seen if each.workspace_id == workspace_id and each.event.name in concerns
            ]
            if theirs:
                await self._note_of(connection, workspace_id, concerns, theirs)

    async def _note_orders(self, connection: Connection, seen: Sequence[Seen]) -> None:
        """Tell which promo codes were used."""
        for workspace_id in sorted(self._watch.shops):
            orders = [
                promo.Order(each.home, each.event.name, each.event.ts_ms, each.event.properties)
                for each in seen
                if each.workspace_id == workspace_id and each.event.name in promo.NAMES
            ]
            if orders:
                await promo.note_orders(connection, workspace_id=workspace_id, orders=orders)

    async def _note_of(
        self,
        connection: Connection,
        workspace_id: int,
        concerns: Mapping[str, set[int]],
        seen: Sequence[Seen],
    ) -> None:
        homes = sorted({each.home for each in seen})
        cards = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=homes)
        noted: dict[int, list[Noted]] = {}
        for each in seen:
            noted.setdefault(cards[each.home].root, []).append(Noted(each.event))
        root_of = {member: card.root for card in cards.values() for member in card.members}
        scenarios = {id_ for each in seen for id_ in concerns[each.event.name]}
        taken = await repository_runs.take_runs_of(
            connection, workspace_id=workspace_id, homes=sorted(root_of), scenario_ids=sorted(scenarios)
        )
        happened = {each.run.id: noted[root_of[each.profile_id]] for each in taken}
        await self._stepper.advance(connection, taken, happened, now_ms=self._now_ms())
