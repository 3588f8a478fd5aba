"""Writes down the members of new and edited segments, part by part, while the follower goes on.

A part is asked of the store beside the follower's steps and written between two of them, while the next one
is being asked; whomever a step looked at in the meantime is left out, for the step knew better. With the last
part the segments are live. A crash begins anew: what is written is compared again, so nothing is told twice.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Final

import structlog

from otklik.infra.engines import Engines
from otklik.segments.live import judging, queries_spans, repository
from otklik.segments.live.queries_judging import PEOPLE_IN_PART, Answer
from otklik.segments.live.queries_spans import Span
from otklik.segments.live.repository import StepLostError
from otklik.segments.live.repository_states import SegmentState
from otklik.segments.live.transitions import Judgement
from otklik.segments.live.watched import Watched

log = structlog.get_logger(__name__)

MAX_PARTS: Final = 1_000
RETRY_S: Final = 20.0


class Part:
    """A span of people of whom the store is asked; `judged`: those whom steps have looked at since."""

    def __init__(self, asking: asyncio.Task[tuple[Span, dict[int, Answer]]], now_ms: int) -> None:
        self.asking = asking
        self.now_ms = now_ms
        self.judged: set[int] = set()


class Preparation:
    """The segments of one workspace that are being prepared together, and how far it has come."""

    def __init__(
        self,
        engines: Engines,
        watched: Watched,
        *,
        on_answer: Callable[[object], None],
        people_in_part: int,
    ) -> None:
        self.watched = watched
        self.states: dict[int, SegmentState] = {id_: watched.states[id_] for id_ in sorted(watched.preparing)}
        self._engines = engines
        self._on_answer = on_answer
        self._people_in_part = people_in_part
        self._spans: list[Span] = []
        self._asked = 0
        self._written = 0
        self._part: Part | None = None

    @property
    def is_over(self) -> bool:
        """Whether every part is written."""
        return 0 < len(self._spans) == self._written

    @property
    def is_last(self) -> bool:
        """Whether the part that is being written is the last."""
        return self._written == len(self._spans) - 1

    def is_of(self, watched: Watched) -> bool:
        """Whether what it prepares still has to be prepared, as it was; more may have come since."""
        return all(
            id_ in watched.preparing and _meaning(watched.states[id_]) == _meaning(state)
            for id_, state in self.states.items()
        )

    def skip(self, judgement: Judgement) -> None:
        """A step is about to write what it knows of these, which is newer than what is being asked."""
        if self._part is not None and judgement.states.keys() >= self.states.keys():
            self._part.judged.update(home for verdict in judgement.verdicts for home in verdict.homes)

    def start(self, now_ms: int) -> None:
        """Begin to ask for the next part, unless that is under way."""
        if self._part is None and (not self._spans or self._asked < len(self._spans)):
            asking = asyncio.create_task(self._ask(now_ms), name="segments.prepare")
            asking.add_done_callback(self._on_answer)
            self._part = Part(asking, now_ms)

    async def wait(self) -> bool:
        """Wait until the store has answered, whatever it said; False when nothing was asked."""
        if self._part is None:
            return False
        await asyncio.wait([self._part.asking])
        return True

    @property
    def has_part(self) -> bool:
        """Whether a part waits to be written."""
        return self._part is not None and self._part.asking.done()

    async def stop(self) -> None:
        """Give up the question that is under way."""
        part, self._part = self._part, None
        if part is not None:
            part.asking.cancel()
            await asyncio.gather(part.asking, return_exceptions=True)

    async def _ask(self, now_ms: int) -> tuple[Span, dict[int, Answer]]:
        """The next span, and the answers of the people in it."""
        workspace_id = self.watched.workspace_id
        if not self._spans:
            people = await queries_spans.count_people(self._engines.clickhouse, workspace_id=workspace_id)
            parts = min(MAX_PARTS, people // self._people_in_part + 1)
            self._spans = await queries_spans.find_spans(
                self._engines.clickhouse, workspace_id=workspace_id, parts=parts
            )
        span = self._spans[self._asked]
        asked = await judging.make_asked(self._engines, self.watched, now_ms=now_ms)
        answers = await judging.judge_part(
            self._engines, self.watched, asked=asked, segments=[*self.states], span=span
        )
        self._asked += 1
        return span, answers

    async def take(self, now_ms: int) -> Judgement:
        """The part that waits, as a judgement: whoever was in and is not in it is out; the next is asked for.

        Raises what asking raised.
        """
        part, self._part = self._part, None
        if part is None:
            raise StepLostError("no part waits")
        span, answers = await part.asking
        self.start(now_ms)
        present = await repository.list_members_between(
            self._engines.postgres,
            workspace_id=self.watched.workspace_id,
            segments=[*self.states],
            first=span.first,
            last=span.last,
        )
        verdicts = await judging.find_verdicts(
            self._engines, self.watched, segments=[*self.states], answers=answers, others=present
        )
        return Judgement(
            workspace_id=self.watched.workspace_id,
            states=self.states,
            verdicts=[verdict for verdict in verdicts if part.judged.isdisjoint(verdict.homes)],
            now_ms=part.now_ms,
        )

    def written(self) -> None:
        """The part is written."""
        self._written += 1


def _meaning(state: SegmentState) -> tuple[int, str, bool]:
    return state.definition, state.status, state.is_announcing


class Preparations:
    """One workspace is prepared at a time."""

    def __init__(
        self, engines: Engines, *, on_answer: Callable[[], None], people_in_part: int = PEOPLE_IN_PART
    ) -> None:
        self._engines = engines
        self._on_answer = on_answer
        self._people_in_part = people_in_part
        self._present: Preparation | None = None
        self._given_up: dict[int, float] = {}

    async def find(self, workspaces: Iterable[Watched]) -> Preparation | None:
        """The preparation that goes on, or a new one for a workspace that needs it."""
        by_id = {watched.workspace_id: watched for watched in workspaces}
        present = self._present
        if present is not None:
            watched = by_id.get(present.watched.workspace_id)
            if watched is not None and not present.is_over and present.is_of(watched):
                return present
            await self.stop()
        for watched in by_id.values():
            if watched.preparing and self._given_up.get(watched.workspace_id, 0.0) < time.monotonic():
                self._present = Preparation(
                    self._engines,
                    watched,
                    on_answer=lambda _: self._on_answer(),
                    people_in_part=self._people_in_part,
                )
                return self._present
        return None

    def skip(self, judgement: Judgement) -> None:
        """A step is about to write this."""
        if self._present is not None and self._present.watched.workspace_id == judgement.workspace_id:
            self._present.skip(judgement)

    async def wait(self) -> bool:
        """Wait for the part that is being asked; False when none is."""
        return self._present is not None and await self._present.wait()

    async def give_up(self) -> None:
        """The store refuses what goes on: others first, and this again a while later."""
        if self._present is not None:
            self._given_up[self._present.watched.workspace_id] = time.monotonic() + RETRY_S
        await self.stop()

    async def stop(self) -> None:
        """End what goes on."""
        present, self._present = self._present, None
        if present is not None:
            await present.stop()
