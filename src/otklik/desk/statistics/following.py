"""Keeps requests in step with conversations, by the numbers of their changes (docs/adr/0011).

Whatever changes a conversation gives its row a new number: who has counted everything up to a number counts
anew what has a higher one, and needs to know nothing of merges, splits and undoings. The worker follows all
the time; who asks for figures catches up first, so that they are of this moment.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import structlog

from otklik.desk.statistics import repository
from otklik.desk.statistics.contracts import Request
from otklik.desk.statistics.folding import Said, fold_requests
from otklik.desk.statistics.repository import Changed
from otklik.inbox.repository import read_head
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection

log = structlog.get_logger(__name__)

_EVERY_S: Final = 20.0
_PORTION: Final = 500
_PATIENCE_S: Final = 0.5
"""So long a question for figures counts what is not counted yet; then it says how much is left."""


async def run(engines: Engines) -> None:
    """Follow every workspace, for ever."""
    while True:
        try:
            async with engines.postgres.connection() as connection:
                behind = await repository.list_behind(connection)
            for workspace_id in behind:
                while not await follow(engines, workspace_id=workspace_id):
                    continue
        except ENGINE_AWAY as error:
            log.warning("statistics.engine_away", error=str(error)[:300])
        await asyncio.sleep(_EVERY_S)


async def catch_up(engines: Engines, *, workspace_id: int) -> int:
    """Count what has changed until now; how many conversations are left when that takes too long."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if await follow(engines, workspace_id=workspace_id):
            return 0
    async with engines.postgres.connection() as connection:
        counted = await repository.read_counted(connection, workspace_id=workspace_id)
        return await repository.count_changed(connection, workspace_id=workspace_id, after=counted)


async def follow(engines: Engines, *, workspace_id: int) -> bool:
    """Count a portion of the changes anew; whether that was all."""
    async with engines.postgres.connection() as connection:
        head = await read_head(connection, workspace_id=workspace_id)
        if head <= await repository.read_counted(connection, workspace_id=workspace_id):
            return True
        counted = await repository.hold_counted(connection, workspace_id=workspace_id)
        changed = await repository.list_changed(
            connection, workspace_id=workspace_id, after=counted, up_to=head, limit=_PORTION
        )
        if changed:
            await _count_anew(connection, workspace_id, changed)
        is_all = len(changed) < _PORTION
        reached = max(counted, head) if is_all else changed[-1].seq
        await repository.write_counted(connection, workspace_id=workspace_id, seq=reached)
    return is_all


async def _count_anew(connection: Connection, workspace_id: int, changed: Sequence[Changed]) -> None:
    said = await repository.list_said(
        connection,
        workspace_id=workspace_id,
        conversation_ids=[each.id for each in changed if not each.is_deleted],
    )
    await repository.replace_requests(
        connection,
        workspace_id=workspace_id,
        conversation_ids=[each.id for each in changed],
        requests=_fold(changed, said),
    )


def _fold(changed: Sequence[Changed], said: Iterable[tuple[int, Said]]) -> list[Request]:
    rows = {each.id: each for each in changed}
    return [
        request
        for conversation_id, parts in groupby(said, key=lambda pair: pair[0])
        for request in fold_requests(
            conversation_id, (part for _, part in parts), closed_at=rows[conversation_id].closed_at
        )
    ]
