"""Knows of whom the store has nothing before a step: they need not be read, the step brings all of them.

By workspace a filter of all homes that the store has something of: events, writes, marks, merges. It is
filled part by part between the steps; whomever a step touches comes into it with that step. So whoever is
not in it has nothing in the batches that were reached before.
"""

import time
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from otklik.events.repository_facts import read_progress
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.kit.late import import_late
from otklik.segments.live import queries_newcomers, queries_spans
from otklik.segments.live.queries_spans import Span
from otklik.segments.live.queries_touched import TouchedRow

if TYPE_CHECKING:
    from otklik.segments.live import homes
else:  # numpy, which a web process shall not pay
    homes = import_late("otklik.segments.live.homes")

log = structlog.get_logger(__name__)

HOMES_IN_PART: Final = 200_000
RETRY_S: Final = 20.0
_SPARE: Final = 100_000


class _Known(msgspec.Struct):
    """The homes of a workspace; `left`: spans of ids that are not filled in yet."""

    homes: "homes.Homes"
    left: list[Span]

    @property
    def is_whole(self) -> bool:
        return not self.left


class Newcomers:
    """`homes_in_part`: so many are read of the store at once."""

    def __init__(self, engines: Engines, *, homes_in_part: int = HOMES_IN_PART) -> None:
        self._engines = engines
        self._homes_in_part = homes_in_part
        self._known: dict[int, _Known] = {}
        self._rests_until = 0.0

    def forget(self) -> None:
        """Know nothing: batches may have been missed."""
        self._known.clear()

    def keep_only(self, workspaces: Collection[int]) -> None:
        """Of other workspaces batches are not looked at from now on."""
        for workspace_id in self._known.keys() - set(workspaces):
            del self._known[workspace_id]

    def note(self, rows: Iterable[TouchedRow]) -> None:
        """What the batches of a step brought, after it was looked for newcomers."""
        for row in rows:
            known = self._known.get(row.workspace_id)
            if known is not None:
                known.homes.add(row.people)

    def find(self, workspace_id: int, homes: Collection[int]) -> set[int]:
        """Those of whom the store has nothing up to the batches that were reached before the step."""
        known = self._known.get(workspace_id)
        return known.homes.find_new(homes) if known is not None and known.is_whole and homes else set()

    async def learn(self, workspaces: Iterable[int]) -> bool:
        """After a step, read the next part of the homes of one of these; whether more may be left."""
        if time.monotonic() < self._rests_until:
            return False
        try:
            return await self._learn(workspaces)
        except ClickHouseError:
            log.warning("segments.homes_not_read", exc_info=True)
            self._rests_until = time.monotonic() + RETRY_S
            return False

    async def _learn(self, workspaces: Iterable[int]) -> bool:
        for workspace_id in workspaces:
            known = self._known.get(workspace_id)
            if known is None or known.homes.is_full:
                known = self._known[workspace_id] = await self._begin(workspace_id)
            if not known.is_whole:
                await self._learn_part(workspace_id, known)
                return True
        return False

    async def _begin(self, workspace_id: int) -> _Known:
        clickhouse = self._engines.clickhouse
        people = await queries_spans.count_people(clickhouse, workspace_id=workspace_id)
        parts = people // self._homes_in_part + 1
        spans = await queries_spans.find_spans(clickhouse, workspace_id=workspace_id, parts=parts)
        return _Known(homes.Homes(people + people // 2 + _SPARE), spans)

    async def _learn_part(self, workspace_id: int, known: _Known) -> None:
        progress = await read_progress(self._engines.postgres)
        found = await queries_newcomers.list_homes(
            self._engines.clickhouse,
            workspace_id=workspace_id,
            counted={int(lane): batch for lane, batch in progress.done.items()},
            span=known.left[-1],
        )
        known.homes.add(found)
        known.left.pop()
