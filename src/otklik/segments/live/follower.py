"""Keeps the members of live segments: looks at whom new batches touch and whose time has come.

It works in steps (docs/adr/0008-sets-of-people.md). A step takes the batches that are proved to be stored
after the last ones, finds whom they touch and for which segments, asks the store about all of them together,
and writes what changed. One follower works at a time, the holder of the pipeline's lease; one that has lost
it cannot write.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

import msgspec
import structlog

from otklik.events import service as events
from otklik.events.batches import PreparedBatch
from otklik.events.contracts import BatchSummary
from otklik.infra import metrics
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.profiles import service as profiles
from otklik.segments.computed.changing import Computed
from otklik.segments.live import computing, repository, writing
from otklik.segments.live.backlog import Backlog
from otklik.segments.live.gathering import Gathered, Gatherer
from otklik.segments.live.memory import MAX_BYTES
from otklik.segments.live.notices import Notices
from otklik.segments.live.preparing import Preparation, Preparations
from otklik.segments.live.queries_judging import PEOPLE_IN_PART
from otklik.segments.live.repository import LANES, Progress, StepLostError
from otklik.segments.live.transitions import Changes, Judgement
from otklik.segments.live.upkeep import Upkeep
from otklik.segments.live.watched import Registry, count_watched
from otklik.segments.live.writing import Checkpoint, go_on

log = structlog.get_logger(__name__)

PERIOD_S: Final = 0.2
"""Steps are no closer than this: what comes together is asked together."""
LONGEST_REST_S: Final = 0.5
"""Who is not behind rests as long as the step took, up to this: to ask the store costs it much, whatever
is asked."""
IDLE_S: Final = 1.0
"""So often at least it looks for new and edited segments."""
SAVE_EVERY_S: Final = 5.0
"""Progress alone, when nobody is concerned, is written no oftener."""
_RETRY_S: Final = 2.0
_MS: Final = 1_000
_TRIES: Final = 5
Result = TypeVar("Result")


class Follower:
    """A reactor that notes what was shipped, `read` that hears what it was, and `run` that follows it.

    `checkpoint` is told each place it comes to; `now_ms` is its clock; `people_in_part`: so many are prepared
    at once; `memory_bytes`: about so much is taken by the people that it remembers.
    """

    def __init__(
        self,
        engines: Engines,
        *,
        period_s: float = PERIOD_S,
        checkpoint: Checkpoint = go_on,
        now_ms: Callable[[], int] = clock.now_ms,
        people_in_part: int = PEOPLE_IN_PART,
        memory_bytes: int = MAX_BYTES,
    ) -> None:
        self._engines = engines
        self._period_s = period_s
        self._checkpoint = checkpoint
        self._now_ms = now_ms
        self._registry = Registry(engines)
        self._gatherer = Gatherer(engines, self._registry, most_bytes=memory_bytes)
        self._preparations = Preparations(engines, on_answer=self._wake, people_in_part=people_in_part)
        self._notices = Notices(engines.bus)
        self._upkeep = Upkeep(engines)
        self._progress: Progress | None = None
        self._saved_at = 0.0
        self._backlog = Backlog()
        self._news = asyncio.Event()

    async def __call__(self, summaries: Sequence[BatchSummary]) -> None:
        """Note shipped batches."""
        self._backlog.note(summaries)
        self._wake()

    def read(self, batch: PreparedBatch) -> None:
        """Hear what a shipped batch brings, so that the store need not be asked."""
        self._gatherer.hear(batch)

    def _wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        """Follow for ever; cancel to stop."""
        try:
            while True:
                await self._step_patiently()
        finally:
            await self._preparations.stop()

    async def _step_patiently(self) -> None:
        started = time.monotonic()
        try:
            is_behind = await self.step()
        except StepLostError as error:
            log.info("segments.step_lost", reason=str(error))
            await self.forget()
        except Exception:
            # The pipeline must not fall because of its follower; nothing is lost, the step is made again.
            log.exception("segments.step_failed")
            await self.forget()
            await asyncio.sleep(_RETRY_S)
        else:
            await self._rest(time.monotonic() - started, is_behind=is_behind)

    async def _rest(self, took_s: float, *, is_behind: bool) -> None:
        """Until something is new, somebody is due, or segments may have been edited."""
        if is_behind:
            await asyncio.sleep(self._period_s)
            return
        await asyncio.sleep(max(self._period_s, min(took_s, LONGEST_REST_S)))
        due_ms = await repository.find_next_due(self._engines.postgres)
        left_s = IDLE_S if due_ms is None else (due_ms - self._now_ms()) / _MS
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(left_s, IDLE_S))):
                await self._news.wait()

    async def forget(self) -> None:
        """Forget what is known of the tables; the next step reads it anew."""
        self._progress = None
        self._registry.forget()
        self._gatherer.forget()
        await self._preparations.stop()

    async def catch_up(self) -> None:
        """Step until nothing is left to do now: all shipped batches, due people, segments to prepare."""
        while await self.step() or self._gatherer.has_overdue or await self._preparations.wait():
            pass

    async def step(self) -> bool:
        """One step; whether more waits already. Raises StepLostError when another follower works."""
        started = time.perf_counter()
        self._news.clear()
        progress = await self._find_progress()
        await self._refresh()
        stretches = self._next_stretches(progress)
        after = {lane: last for lane, (_, last) in stretches.items()}
        now_ms = max(self._now_ms(), progress.moment_ms)
        is_more = await self._follow(stretches, after, now_ms)
        is_more |= await self._prepare(now_ms)
        is_more |= await self._settle(now_ms)
        await self._upkeep.advance(self._registry, now_ms)
        await self._notices.tell()
        is_more |= await self._gatherer.learn()
        metrics.SEGMENTS_STEP_SECONDS.observe(time.perf_counter() - started)
        return is_more or self._backlog.has_after(after)

    async def _find_progress(self) -> Progress:
        """How far we are; a follower that never worked begins with what comes now."""
        shipped = await events.read_shipped(self._engines.postgres, lanes=LANES)
        self._backlog.note_shipped(shipped)
        if self._progress is None:
            self._progress = await repository.read_progress(self._engines.postgres)
        if self._progress is None:
            self._progress = Progress(done=dict(self._backlog.newest))
        await self._checkpoint("progress read")
        return self._progress

    async def _refresh(self) -> None:
        before = {watched.workspace_id: watched.states.keys() for watched in self._registry.workspaces}
        await self._registry.refresh()
        metrics.SEGMENTS_FOLLOWED.set(count_watched(self._registry.workspaces))
        present = {watched.workspace_id: watched.states.keys() for watched in self._registry.workspaces}
        self._upkeep.clean({id_ for id_, states in before.items() if states - present.get(id_, set())})

    def _next_stretches(self, progress: Progress) -> dict[int, tuple[int, int]]:
        """The batches of each lane that the step takes; without segments there is nothing to read."""
        if not count_watched(self._registry.workspaces):
            newest = self._backlog.newest
            self._progress = msgspec.structs.replace(progress, done={**progress.done, **newest})
            self._backlog.forget(newest)
            return {}
        return self._backlog.next_stretches(progress.done)

    async def _follow(
        self, stretches: dict[int, tuple[int, int]], after: dict[int, int], now_ms: int
    ) -> bool:
        """Look at everybody concerned, group by group; the batches are done with the last one."""
        before = self._progress.done if self._progress is not None else {}
        gathered = await self._gatherer.gather(stretches, done=before, now_ms=now_ms)
        try:
            is_done = await self._write_gathered(gathered, after)
        except BaseException:
            self._gatherer.forget()  # it may remember what is not written
            raise
        if not is_done and after:
            await self._note_progress(after, now_ms)
        self._note_lag(after)
        return gathered.is_more

    async def _write_gathered(self, gathered: Gathered, after: dict[int, int]) -> bool:
        """Write all that is to be said; whether anything was, so that the batches are done.

        Nobody who is remembered waits for those who are being read.
        """
        await self._checkpoint("gathered")
        if gathered.is_reading:
            await self._write_remembered(gathered, {})
            gathered = await self._gatherer.read_on(gathered)
        else:
            rest = await self._gatherer.read_on(gathered)
            gathered = msgspec.structs.replace(rest, judgements=gathered.judgements)
        await self._write_remembered(gathered, after)
        for work in gathered.works:
            judgement = await self._gatherer.judge(work, now_ms=gathered.now_ms)
            await self._checkpoint("judged")
            self._preparations.skip(judgement)
            is_last = work is gathered.works[-1]
            await self._write([judgement], done=after if is_last else {}, now_ms=gathered.now_ms)
            metrics.SEGMENTS_JUDGED.labels("step").inc(len(judgement.verdicts))
        return bool(gathered.works or gathered.judgements)

    async def _write_remembered(self, gathered: Gathered, after: dict[int, int]) -> None:
        """Write what memory said; with it the batches are done, unless the store must be asked too."""
        if not gathered.judgements:
            return
        await self._checkpoint("judged")
        done = {} if gathered.works else after
        await self._write(gathered.judgements, done=done, now_ms=gathered.now_ms)
        judged = sum(len(judgement.verdicts) for judgement in gathered.judgements)
        metrics.SEGMENTS_JUDGED.labels("memory").inc(judged)

    async def _note_progress(self, after: dict[int, int], now_ms: int) -> None:
        """Nobody was concerned: to read the batches once more after a crash does no harm."""
        if time.monotonic() - self._saved_at > SAVE_EVERY_S:
            await self._write([], done=after, now_ms=now_ms)
        elif self._progress is not None:
            self._progress = msgspec.structs.replace(self._progress, done={**self._progress.done, **after})

    async def _write(
        self,
        judgements: Sequence[Judgement],
        *,
        done: dict[int, int],
        now_ms: int,
        finishing: Judgement | None = None,
    ) -> None:
        async def work(connection: Connection, before: Progress, after: Progress) -> list[Changes]:
            changed = await writing.write_step(
                connection,
                judgements,
                before=before,
                after=after,
                computed=[*self._registry.computed],
                secrets=self._engines.secrets,
                checkpoint=self._checkpoint,
            )
            if finishing is not None:
                await writing.finish_preparing(connection, finishing)
                await self._checkpoint("prepared")
            return changed

        written = await self._transact(work, done=done, now_ms=now_ms)
        for judgement, changes in zip(judgements, written, strict=True):
            self._note_changes(judgement, changes)

    async def _transact(
        self,
        work: Callable[[Connection, Progress, Progress], Awaitable[Result]],
        *,
        done: dict[int, int],
        now_ms: int,
    ) -> Result:
        """Do `work` in a transaction that counts the step; again when the pipeline was quicker at a card."""
        before = self._progress
        if before is None:
            raise StepLostError("nothing is known of the progress")
        after = Progress(
            done={**before.done, **done}, step=before.step + 1, moment_ms=max(now_ms, before.moment_ms)
        )
        for left in range(_TRIES, 0, -1):
            try:
                async with self._engines.postgres.connection() as connection, connection.transaction():
                    result = await work(connection, before, after)
            except profiles.RETRIED:
                if left == 1:
                    raise
            else:
                break
        self._progress, self._saved_at = after, time.monotonic()
        await self._checkpoint("committed")
        return result

    async def _settle(self, now_ms: int) -> bool:
        """Give a portion of people the values that follow from edits; whether more wait."""
        unsettled = [each for each in self._registry.computed if computing.is_unsettled(each)]
        for settling in unsettled:

            async def work(
                connection: Connection, before: Progress, after: Progress, each: Computed = settling
            ) -> None:
                await writing.write_settled(
                    connection,
                    each,
                    before=before,
                    after=after,
                    secrets=self._engines.secrets,
                    checkpoint=self._checkpoint,
                )

            await self._transact(work, done={}, now_ms=now_ms)
            self._notices.note(settling.workspace_id)
        return bool(unsettled)

    def _note_changes(self, judgement: Judgement, changes: Changes) -> None:
        if changes.growth:
            self._notices.note(judgement.workspace_id)
        entered = sum(each.is_entering for each in changes.told)
        metrics.SEGMENTS_TRANSITIONS.labels("entered").inc(entered)
        metrics.SEGMENTS_TRANSITIONS.labels("left").inc(len(changes.told) - entered)

    def _note_lag(self, after: dict[int, int]) -> None:
        arrived_ms = self._backlog.forget(after)
        if arrived_ms is not None:
            metrics.SEGMENTS_LAG_MS.set(max(0, clock.now_ms() - arrived_ms))

    async def _prepare(self, now_ms: int) -> bool:
        """Write the part that the store has answered, and ask for the next; whether segments became live."""
        preparation = await self._preparations.find(self._registry.workspaces)
        if preparation is None:
            return False
        if preparation.has_part and not await self._write_part(preparation, now_ms):
            return False
        preparation.start(now_ms)
        return preparation.is_over

    async def _write_part(self, preparation: Preparation, now_ms: int) -> bool:
        """Write the part that waits; False when the store could not answer."""
        try:
            judgement = await preparation.take(now_ms)
        except ClickHouseError:
            log.exception("segments.preparing_failed", workspace_id=preparation.watched.workspace_id)
            await self._preparations.give_up()
            return False
        await self._checkpoint("part asked")
        finishing = judgement if preparation.is_last else None
        await self._write([judgement], done={}, now_ms=now_ms, finishing=finishing)
        metrics.SEGMENTS_JUDGED.labels("preparing").inc(len(judgement.verdicts))
        preparation.written()
        if preparation.is_over:
            self._notices.note(judgement.workspace_id)
        return True
