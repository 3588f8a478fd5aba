"""What pages of operators are told, made once for all pages of a web process that are told the same."""

import asyncio
import time
from typing import Final, TypeAlias

from otklik.desk import listing
from otklik.desk.beside import load_beside
from otklik.desk.schemas import Counts
from otklik.desk.showing import show_changes
from otklik.inbox.contracts import Changes
from otklik.infra.engines import Engines

_QUICKEST_S: Final = 0.05
_SLOWEST_S: Final = 0.25
_PAGES_EACH_S: Final = 80.0
"""Pages of a workspace are told so often in all: each has counts of its own."""
_KEPT_S: Final = 1.0
_Key: TypeAlias = tuple[int, int, int]
"""Workspace, and the numbers that the changes lie between: the hub hands all pages the same ones."""


class Shared:
    """Of one web process."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._made: dict[_Key, asyncio.Task[str]] = {}
        self._counting: dict[int, tuple[set[int], asyncio.Task[dict[int, Counts]]]] = {}

    async def write_changes(self, *, workspace_id: int, member_id: int, changes: Changes) -> str:
        """The frame with these changes and the counts of this moment. Raises what the engines raise."""
        rows = await asyncio.shield(self._find(workspace_id, changes))
        counts = await self._count(workspace_id, member_id)
        return f'{{"type":"changes",{rows[1:-1]},"counts":{counts.model_dump_json()}}}'

    async def _count(self, workspace_id: int, member_id: int) -> Counts:
        """Of this moment; who asks while nobody has begun to count is counted by the same statement."""
        if workspace_id not in self._counting:
            self._counting[workspace_id] = (set(), asyncio.create_task(self._count_all(workspace_id)))
        members, counted = self._counting[workspace_id]
        members.add(member_id)
        return (await asyncio.shield(counted))[member_id]

    async def _count_all(self, workspace_id: int) -> dict[int, Counts]:
        members, _ = self._counting.pop(workspace_id)
        return await listing.count_unread_of(self._engines, workspace_id=workspace_id, member_ids=members)

    def _find(self, workspace_id: int, changes: Changes) -> asyncio.Task[str]:
        key = (workspace_id, changes.after, changes.seq)
        if key not in self._made:
            self._made[key] = asyncio.create_task(self._show(workspace_id, changes))
            self._made[key].add_done_callback(lambda made: self._forget(key, made))
        return self._made[key]

    def _forget(self, key: _Key, made: asyncio.Task[str]) -> None:
        """Pages that are told the same ask at the same time; what failed nobody shall get."""
        if made.cancelled() or made.exception() is not None:
            self._made.pop(key, None)
        else:
            asyncio.get_running_loop().call_later(_KEPT_S, self._made.pop, key, None)

    async def _show(self, workspace_id: int, changes: Changes) -> str:
        beside = await load_beside(
            self._engines, workspace_id=workspace_id, conversations=changes.conversations, parts=changes.parts
        )
        return show_changes(changes, beside, Counts()).model_dump_json(exclude={"counts"})


def pause_s(pages: int) -> float:
    """How long a page waits for more news before it is told again, until a moment common to all pages.

    Told at one moment, they are told the same, and it is made once.
    """
    every = min(max(pages / _PAGES_EACH_S, _QUICKEST_S), _SLOWEST_S)
    return every - time.monotonic() % every
