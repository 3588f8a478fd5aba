"""Finds whom a step must look at, and looks at them."""

import time
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec
import structlog

from otklik.events.batches import PreparedBatch
from otklik.infra import metrics
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments.live import judging, queries_touched, repository
from otklik.segments.live.hearing import Hearing, News
from otklik.segments.live.memory import MAX_BYTES
from otklik.segments.live.newcomers import Newcomers
from otklik.segments.live.planning import Work, list_works, settle_dues
from otklik.segments.live.queries_touched import Stretch, TouchedRow
from otklik.segments.live.remembering import Remembered, Remembering, Step
from otklik.segments.live.touched import Echoes, Touched, sort_touched
from otklik.segments.live.transitions import Judgement, Verdict
from otklik.segments.live.watched import Registry, Watched
from otklik.segments.sets.asked import Asked

log = structlog.get_logger(__name__)

MAX_DUE: Final = 10_000
COLD_EVERY_S: Final = 1.0
"""While events come, people whose time has come and who are not remembered are read no oftener: a question
to the store costs it much, of however few it is."""
RETRY_MS: Final = 5_000
_MAX_AHEAD_MS: Final = 5_000
"""How far the clock of a door may be ahead of ours."""


class Plan(msgspec.Struct, frozen=True):
    """A step in one workspace, what memory said of it, and whom it postponed."""

    watched: Watched
    step: Step
    found: Remembered
    postponed: Mapping[int, int]


class Gathered(msgspec.Struct, frozen=True):
    """What memory said of a step, and the works that the store must be asked about.

    `plans`: from which the rest is worked out; `is_more`: more people are due than one step takes.
    """

    judgements: list[Judgement]
    works: list[Work]
    now_ms: int
    plans: Sequence[Plan] = ()
    is_more: bool = False

    @property
    def is_reading(self) -> bool:
        """Whether somebody is being read."""
        return any(plan.found.reading is not None for plan in self.plans)


class Gatherer:
    """Reads for a step; it writes nothing."""

    def __init__(self, engines: Engines, registry: Registry, *, most_bytes: int = MAX_BYTES) -> None:
        self._engines = engines
        self._registry = registry
        self._echoes = Echoes()
        self._remembering = Remembering(engines, most_bytes=most_bytes)
        self._hearing = Hearing()
        self._newcomers = Newcomers(engines)
        self._cold_read_at: dict[int, float] = {}
        self.has_overdue = False  # whether people were left to a later step

    def forget(self) -> None:
        """Remember nobody: what was woven in may not have been written."""
        self._remembering.forget()
        self._hearing.forget()
        self._newcomers.forget()

    def hear(self, batch: PreparedBatch) -> None:
        """Note what a batch brings that was just shipped."""
        self._hearing.hear(batch, self._list_active())

    async def learn(self) -> bool:
        """Between two steps, learn a part of whom the store knows; whether more may be left."""
        return await self._newcomers.learn([id_ for id_, each in self._list_active().items() if each.quick])

    async def gather(
        self, stretches: Mapping[int, tuple[int, int]], *, done: Mapping[int, int], now_ms: int
    ) -> Gathered:
        """Whom the batches touch and whose time has come, at `now_ms` or when the last of them counts.

        `done`: how far the lanes were reached before.
        """
        active = self._list_active()
        self._newcomers.keep_only(active)
        heard, unheard = self._hearing.take(stretches, active)
        rows = await self._read_touched(heard, unheard, active)
        touched = sort_touched(rows, active)
        if any(each.moved for each in touched.values()):
            await queries_touched.reload_redirects(self._engines.clickhouse)
        newest_ms = max((each.newest_ms for each in touched.values()), default=0)
        now_ms = max(now_ms, min(newest_ms, now_ms + _MAX_AHEAD_MS))
        due = await repository.list_due(self._engines.postgres, now_ms=now_ms, limit=MAX_DUE)
        followed = {watched.workspace_id for watched in self._registry.workspaces}
        self._remembering.keep_only(followed)
        works = [settle_dues(id_, homes) for id_, homes in due.items() if id_ not in followed]
        judgements: list[Judgement] = []
        plans: list[Plan] = []
        self.has_overdue = False
        for watched in self._registry.workspaces:
            theirs = touched.get(watched.workspace_id, Touched())
            step = Step(
                touched=theirs,
                found=[one for news in heard for one in news.found.get(watched.workspace_id, ())],
                stretches=unheard if watched.workspace_id in touched else [],
                after={**done, **{lane: last for lane, (_, last) in stretches.items()}},
                due=self._choose_due(watched, theirs, due, is_busy=bool(stretches)),
                now_ms=now_ms,
            )
            plans.append(plan := await self._plan(watched, step))
            judgements.extend(_list_judgements(watched, plan.step, plan.found))
        self._newcomers.note(rows)
        return Gathered(
            judgements, works, now_ms, plans=plans, is_more=sum(map(len, due.values())) >= MAX_DUE
        )

    async def read_on(self, gathered: Gathered) -> Gathered:
        """The judgements on those who had to be read, and all works."""
        judgements: list[Judgement] = []
        works = [*gathered.works]
        for plan in gathered.plans:
            watched, step = plan.watched, plan.step
            found = await self._remembering.read_on(watched, step, plan.found)
            judgements.extend(_list_judgements(watched, step, found))
            works.extend(
                list_works(
                    watched, step.touched, due=found.store_due, unknown=step.unknown, heavy=found.heavy
                )
            )
            later = {**plan.postponed, **dict.fromkeys(found.missing, step.now_ms + RETRY_MS)}
            if later:
                works.append(Work(watched.workspace_id, (), postponed=later))
        return msgspec.structs.replace(gathered, judgements=judgements, works=works, plans=())

    def _choose_due(
        self, watched: Watched, touched: Touched, due: Mapping[int, set[int]], *, is_busy: bool
    ) -> set[int]:
        """Of the due those who are looked at now; who must be read for that alone may wait for others."""
        workspace_id = watched.workspace_id
        theirs = due.get(workspace_id, set())
        is_known = self._remembering.is_known
        cold = {home for home in theirs - touched.reasons.keys() if not is_known(workspace_id, home)}
        if not cold:
            return theirs
        now = time.monotonic()
        if is_busy and now - self._cold_read_at.get(workspace_id, -COLD_EVERY_S) < COLD_EVERY_S:
            self.has_overdue = True
            return theirs - cold
        self._cold_read_at[workspace_id] = now
        return theirs

    def _list_active(self) -> dict[int, Watched]:
        return {each.workspace_id: each for each in self._registry.workspaces if each.active}

    async def _read_touched(
        self, heard: Iterable[News], unheard: Sequence[Stretch], active: Mapping[int, Watched]
    ) -> list[TouchedRow]:
        rows = [row for news in heard for row in news.touched if row.workspace_id in active]
        if unheard and active:
            rows += await queries_touched.list_touched(
                self._engines.clickhouse, stretches=unheard, workspaces=[*active]
            )
        return rows

    async def _plan(self, watched: Watched, step: Step) -> Plan:
        """What memory says of one workspace."""
        workspace_id, touched = watched.workspace_id, step.touched
        postponed = self._echoes.postpone(workspace_id, touched, step.now_ms)
        self._remembering.forget_homes(workspace_id, postponed)
        unknown = await self._find_unknown(watched, touched.strangers | touched.reasons.keys())
        newcomers = await self._find_newcomers(watched, step, unknown)
        step = msgspec.structs.replace(step, unknown=unknown, newcomers=newcomers)
        found = await self._remembering.ask(watched, step)
        metrics.SEGMENTS_POSTPONED.inc(len(postponed))
        return Plan(watched, step, found, postponed)

    async def _find_unknown(self, watched: Watched, strangers: Iterable[int]) -> set[int]:
        """Those of whom no home has a row: new people, for all that is known."""
        workspace_id, postgres = watched.workspace_id, self._engines.postgres
        is_known = self._remembering.is_known
        homes = [home for home in strangers if not is_known(workspace_id, home)] if watched.open else []
        unknown = await repository.list_unknown(postgres, workspace_id=workspace_id, homes=homes)
        if not unknown:
            return set()
        clusters = await profiles.list_clusters(self._engines, workspace_id=workspace_id, people=unknown)
        others = {home for cluster in clusters.values() for home in cluster.members}
        rowless = set(
            await repository.list_unknown(postgres, workspace_id=workspace_id, homes=sorted(others))
        )
        return {home for home in unknown if rowless.issuperset(clusters[home].members)}

    async def _find_newcomers(self, watched: Watched, step: Step, unknown: AbstractSet[int]) -> set[int]:
        """Those of whom there is nothing but the events of this step, all of which were heard."""
        touched, workspace_id = step.touched, watched.workspace_id
        if step.stretches:
            return set()
        homes = (touched.reasons.keys() | unknown) - touched.moved - touched.rewritten - step.due
        if touched.newest_ms > step.now_ms:  # whose events all lie ahead does not exist yet
            homes &= {home for home, rows in step.found if any(row[1] <= step.now_ms for row in rows)}
        is_known = self._remembering.is_known
        strangers = [home for home in homes if not is_known(workspace_id, home)]
        found = self._newcomers.find(workspace_id, strangers)
        if not found:
            return found
        clusters = await profiles.list_clusters(self._engines, workspace_id=workspace_id, people=[*found])
        return {home for home in found if clusters[home].members == (home,)}

    async def judge(self, work: Work, *, now_ms: int) -> Judgement:
        """What the store says of the people of a work."""
        verdicts: list[Verdict] = []
        states = {}
        if work.segments and work.homes:
            watched = self._registry[work.workspace_id]
            states = {id_: watched.states[id_] for id_ in work.segments}
            asked = await judging.make_asked(self._engines, watched, now_ms=now_ms)
            verdicts = await self._judge_homes(watched, asked, work.segments, work.homes)
            verdicts = self._remembering.join_store(work.workspace_id, verdicts, is_timed=work.is_timed)
            self._remembering.forget_homes(work.workspace_id, _list_missing(work, verdicts, 0))
        elif work.homes:
            verdicts = [Verdict(root=home, homes=(home,), exists=False) for home in work.homes]
        return Judgement(
            workspace_id=work.workspace_id,
            states=states,
            verdicts=_mark(verdicts, quiet=work.quiet, loud=work.loud, returned=work.returned),
            now_ms=now_ms,
            is_timed=work.is_timed,
            postponed=work.postponed | _list_missing(work, verdicts, now_ms + RETRY_MS),
        )

    async def _judge_homes(
        self, watched: Watched, asked: Asked, segments: Sequence[int], homes: Sequence[int]
    ) -> list[Verdict]:
        """In halves what is too much for the store at once; a person who is too much alone is left out."""
        try:
            return await judging.judge_homes(
                self._engines, watched, asked=asked, segments=segments, homes=homes
            )
        except ClickHouseError as error:
            if not error.code:  # it is away
                raise
            if len(homes) == 1:
                log.exception("segments.not_judged", workspace_id=watched.workspace_id, segments=segments)
                return []
            log.warning("segments.too_much", homes=len(homes), error=str(error)[:300])
        middle = len(homes) // 2
        first = await self._judge_homes(watched, asked, segments, homes[:middle])
        return first + await self._judge_homes(watched, asked, segments, homes[middle:])


def _list_missing(work: Work, verdicts: Iterable[Verdict], due_ms: int) -> dict[int, int]:
    """Those nobody could be asked about now: a merge of theirs is on its way, or they are too much."""
    found = {home for verdict in verdicts for home in verdict.homes}
    return {home: due_ms for home in work.homes if home not in found}


def _list_judgements(watched: Watched, step: Step, found: Remembered) -> list[Judgement]:
    """What memory said, as judgements: those that settle dues, and the others."""
    verdicts = _mark(
        found.verdicts,
        quiet=step.touched.quiet,
        loud=step.touched.loud | step.due,
        returned=frozenset(),
    )
    states = {id_: watched.states[id_] for id_ in watched.program.segments}
    judgements = []
    for is_timed in (True, False):
        theirs = [verdict for verdict in verdicts if (verdict.root in found.timed) is is_timed]
        if theirs:
            judgement = Judgement(watched.workspace_id, states, theirs, step.now_ms, is_timed=is_timed)
            judgements.append(judgement)
    return judgements


def _mark(
    verdicts: Iterable[Verdict],
    *,
    quiet: AbstractSet[int],
    loud: AbstractSet[int],
    returned: AbstractSet[int],
) -> list[Verdict]:
    """With what is known of the people: they are back; what touched them was nothing but history."""
    return [
        msgspec.structs.replace(
            verdict,
            is_back=verdict.root in returned,
            is_quiet=not quiet.isdisjoint(verdict.homes) and loud.isdisjoint(verdict.homes),
        )
        for verdict in verdicts
    ]
