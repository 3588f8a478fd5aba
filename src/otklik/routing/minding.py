"""What time does: who left is waited for no more, the silent and the idle are relieved, visitors are asked.

A task of the worker. Nothing is kept in memory: every look reads what is so, and each conversation is decided
upon anew while the workspace's number is held, so several workers and killed ones do no harm.
"""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Final

import structlog
from msgspec.structs import replace

from otklik.inbox import keeping, repository_drafts
from otklik.inbox import repository as inbox_repository
from otklik.inbox.contracts import Conversation, ConversationStatus, PartKind
from otklik.inbox.deciding import Decision
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.bus import Bus
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.routing import giving, repository, repository_presence, repository_queue, timing
from otklik.routing.contracts import By, Config, RoutingSettings
from otklik.routing.standing import relieve, tell_away

log = structlog.get_logger(__name__)

_EVERY_S: Final = 1.0
_QUEUES_EVERY_S: Final = 15.0
_PORTION: Final = 100
_AUTO_AWAY: Final = timedelta(minutes=RoutingSettings().auto_away_minutes)


async def run(engines: Engines) -> None:
    """Look every second, for ever."""
    queues_at = -_QUEUES_EVERY_S
    while True:
        try:
            await look(engines, now=keeping.now())
            if time.monotonic() - queues_at > _QUEUES_EVERY_S:
                queues_at = time.monotonic()
                await look_at_queues(engines, now=keeping.now())
        except ENGINE_AWAY as error:
            log.warning("routing.engine_away", error=str(error)[:300])
        await asyncio.sleep(_EVERY_S)


async def look(engines: Engines, *, now: datetime) -> None:
    """Everything that is due at a moment."""
    await _look_at_operators(engines, now=now)
    while await _mind_due(engines, now=now) == _PORTION:
        continue


async def _look_at_operators(engines: Engines, *, now: datetime) -> None:
    async with engines.postgres.looking() as connection:
        if not await repository_presence.is_anybody_known(connection):
            return
    async with engines.postgres.connection() as connection:
        await repository_presence.note_comings(connection, now=now)
        come = await repository_presence.list_come(connection)
        gone = await repository_presence.list_gone(connection, left_before=now - giving.GRACE)
        idle = await repository_presence.list_idle(connection, now=now, default=_AUTO_AWAY)
    for workspace_id, member_id in gone:
        await _let_go(engines, workspace_id=workspace_id, member_id=member_id, now=now)
    for workspace_id, member_id in idle:
        await _call_away(engines, workspace_id=workspace_id, member_id=member_id, now=now)
    for workspace_id in come:
        await _welcome(engines, workspace_id=workspace_id, now=now)


async def look_at_queues(engines: Engines, *, now: datetime) -> None:
    """Give what waits although somebody has room: a role was changed, somebody was erased."""
    async with engines.postgres.connection() as connection:
        waiting = await repository_presence.list_queues(connection)
    for workspace_id in waiting:
        await _welcome(engines, workspace_id=workspace_id, now=now)


async def _welcome(engines: Engines, *, workspace_id: int, now: datetime) -> None:
    async with engines.postgres.connection() as connection:
        await inbox_repository.hold_numbers(connection, workspace_id=workspace_id)
        await repository_presence.settle_come(connection, workspace_id=workspace_id)
        config = await repository.read_config(connection, workspace_id=workspace_id)
        await giving.drain(engines.bus, connection, config, workspace_id=workspace_id, at=now)


async def _let_go(engines: Engines, *, workspace_id: int, member_id: int, now: datetime) -> None:
    async with engines.postgres.connection() as connection:
        await inbox_repository.hold_numbers(connection, workspace_id=workspace_id)
        if await repository_presence.forget_gone(
            connection, workspace_id=workspace_id, member_id=member_id, left_before=now - giving.GRACE
        ):
            await relieve(engines.bus, connection, workspace_id=workspace_id, member_id=member_id, at=now)


async def _call_away(engines: Engines, *, workspace_id: int, member_id: int, now: datetime) -> None:
    async with engines.postgres.connection() as connection:
        await inbox_repository.hold_numbers(connection, workspace_id=workspace_id)
        idle = await repository_presence.list_idle(connection, now=now, default=_AUTO_AWAY)
        if (workspace_id, member_id) not in idle:
            return
        await repository_presence.set_away(
            connection, workspace_id=workspace_id, member_id=member_id, is_away=True, is_automatic=True
        )
        await relieve(engines.bus, connection, workspace_id=workspace_id, member_id=member_id, at=now)
    await tell_away(engines, workspace_id=workspace_id, member_id=member_id, is_away=True, is_automatic=True)


async def _mind_due(engines: Engines, *, now: datetime) -> int:
    """Conversations whose time has come, each in a transaction of its own; how many there were."""
    async with engines.postgres.looking() as connection:
        due = await repository_presence.list_due(connection, now=now, limit=_PORTION)
    for workspace_id, conversation_id in due:
        async with engines.postgres.connection() as connection:
            await inbox_repository.hold_numbers(connection, workspace_id=workspace_id)
            config = await repository.read_config(connection, workspace_id=workspace_id)
            row = await inbox_repository.find_conversation(
                connection, workspace_id=workspace_id, conversation_id=conversation_id
            )
            if row is not None and row.due_at is not None and row.due_at <= now:
                await _mind(engines.bus, connection, config, row, now=now)
    return len(due)


async def _mind(
    bus: Bus, connection: Connection, config: Config, row: Conversation, *, now: datetime
) -> None:
    silent_at = timing.silent_at(config, row, writing_at=await _find_writing(connection, row))
    if silent_at is not None:
        if silent_at <= now:
            await giving.put_back(bus, connection, config, row, by=By.SILENCE, at=now)
        else:  # he writes: no client is told of it
            await repository_queue.write_due(
                connection, workspace_id=row.workspace_id, due=[(row.id, silent_at)]
            )
        return
    if row.status is ConversationStatus.CLOSED and timing.may_ask(config, row):
        row = replace(row, asked_at=now)
    seq = await inbox_repository.take_numbers(connection, workspace_id=row.workspace_id)
    await keeping.put(bus, connection, Decision(replace(row, due_at=None)), at=now, seq=seq)


async def _find_writing(connection: Connection, row: Conversation) -> datetime | None:
    """When its holder last wrote at an answer that he has not sent."""
    if row.assignee is None:
        return None
    draft = await repository_drafts.find_draft(
        connection, workspace_id=row.workspace_id, conversation_id=row.id, member_id=row.assignee
    )
    return draft.at if draft is not None and draft.kind is PartKind.MESSAGE else None
