"""Finds whom a step must look at, and looks at them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
import structlog

from otklik.infra import metrics
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments.live import judging, queries_touched, repository
from otklik.segments.live.planning import Work, plan, settle_dues
from otklik.segments.live.touched import Echoes, Touched, sort_touched
from otklik.segments.live.transitions import Judgement, Verdict
from otklik.segments.live.watched import Registry, Watched
from otklik.segments.sets.asked import Asked

log = structlog.get_logger(__name__)

MAX_DUE: Final = 5_000
RETRY_MS: Final = 5_000
_MAX_AHEAD_MS: Final = 5_000
"""How far the clock of a door may be ahead of ours."""


class Gathered(msgspec.Struct, frozen=True):
    """The works of a step; `is_more`: more people are due than one step takes."""

    works: list[Work]
    now_ms: int
    is_more: bool = False


class Gatherer:
    """Reads for a step; it writes nothing."""

    def __init__(self, engines: Engines, registry: Registry) -> None:
        self._engines = engines
        self._registry = registry
        self._echoes = Echoes()

    async def gather(self, stretches: Mapping[int, tuple[int, int]], *, now_ms: int) -> Gathered:
        """Whom the batches touch and whose time has come, at `now_ms` or when the last of them counts."""
        touched = await self._read_touched(stretches)
        newest_ms = max((each.newest_ms for each in touched.values()), default=0)
        now_ms = max(now_ms, min(newest_ms, now_ms + _MAX_AHEAD_MS))
        due = await repository.list_due(self._engines.postgres, now_ms=now_ms, limit=MAX_DUE)
        works: list[Work] = []
        for watched in self._registry.workspaces:
            workspace_id = watched.workspace_id
            theirs = touched.get(workspace_id, Touched())
            works.extend(await self._plan(watched, theirs, due.get(workspace_id, set()), now_ms))
        followed = {watched.workspace_id for watched in self._registry.workspaces}
        works.extend(settle_dues(id_, homes) for id_, homes in due.items() if id_ not in followed)
        return Gathered(works, now_ms, is_more=sum(map(len, due.values())) >= MAX_DUE)

    async def _read_touched(self, stretches: Mapping[int, tuple[int, int]]) -> dict[int, Touched]:
        watched = {each.workspace_id: each for each in self._registry.workspaces if each.active}
        if not stretches or not watched:
            return {}
        rows = await queries_touched.list_touched(
            self._engines.clickhouse, stretches=stretches, workspaces=[*watched]
        )
        touched = sort_touched(rows, watched)
        if any(each.moved for each in touched.values()):
            await queries_touched.reload_redirects(self._engines.clickhouse)
        return touched

    async def _plan(self, watched: Watched, touched: Touched, due: set[int], now_ms: int) -> list[Work]:
        postponed = self._echoes.postpone(watched.workspace_id, touched, now_ms)
        unknown = await self._find_unknown(watched, touched.strangers | touched.reasons.keys())
        works = list(plan(watched, touched, due=due, unknown=unknown))
        if postponed:
            metrics.SEGMENTS_POSTPONED.inc(len(postponed))
            works.append(Work(watched.workspace_id, (), postponed=postponed))
        return works

    async def _find_unknown(self, watched: Watched, strangers: Iterable[int]) -> set[int]:
        """Those of whom no home has a row: new people, for all that is known."""
        homes = sorted(strangers) if watched.open else []
        workspace_id, postgres = watched.workspace_id, self._engines.postgres
        unknown = await repository.list_unknown(postgres, workspace_id=workspace_id, homes=homes)
        if not unknown:
            return set()
        clusters = await profiles.list_clusters(self._engines, workspace_id=workspace_id, people=unknown)
        others = {home for cluster in clusters.values() for home in cluster.members}
        rowless = set(
            await repository.list_unknown(postgres, workspace_id=workspace_id, homes=sorted(others))
        )
        return {home for home in unknown if rowless.issuperset(clusters[home].members)}

    async def judge(self, work: Work, *, now_ms: int) -> Judgement:
        """What the store says of the people of a work."""
        verdicts: list[Verdict] = []
        states = {}
        if work.segments and work.homes:
            watched = self._registry[work.workspace_id]
            states = {id_: watched.states[id_] for id_ in work.segments}
            asked = await judging.make_asked(self._engines, watched, now_ms=now_ms)
            verdicts = await self._judge_homes(watched, asked, work.segments, work.homes)
        elif work.homes:
            verdicts = [Verdict(root=home, homes=(home,), exists=False) for home in work.homes]
        return Judgement(
            workspace_id=work.workspace_id,
            states=states,
            verdicts=[_mark(verdict, work) for verdict in verdicts],
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


def _mark(verdict: Verdict, work: Work) -> Verdict:
    """With what the work knows of the person: he is back; what touched him was nothing but history."""
    is_quiet = not work.quiet.isdisjoint(verdict.homes) and work.loud.isdisjoint(verdict.homes)
    is_back = verdict.root in work.returned
    if not is_quiet and not is_back:
        return verdict
    return msgspec.structs.replace(verdict, is_back=is_back, is_quiet=is_quiet)
