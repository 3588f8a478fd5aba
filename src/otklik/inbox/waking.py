"""Brings conversations back that were put off, when their time has come: once, whatever dies.

The moment stands in the conversation's row; who wakes it holds the workspace's number and looks again.
"""

import asyncio
from datetime import datetime
from typing import Final

import structlog

from otklik.inbox import deciding, repository_waking, writing
from otklik.inbox.contracts import SYSTEM, Conversation, ConversationStatus
from otklik.inbox.deciding import Decision
from otklik.inbox.keeping import now
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.kit.errors import NotFoundError

log = structlog.get_logger(__name__)

_EVERY_S: Final = 2.0
_PORTION: Final = 100


async def run(engines: Engines) -> None:
    """Wake what is due, for ever."""
    while True:
        try:
            while await wake_due(engines, now=now()) == _PORTION:
                continue
        except ENGINE_AWAY as error:
            log.warning("inbox.engine_away", error=str(error)[:300])
        await asyncio.sleep(_EVERY_S)


async def wake_due(engines: Engines, *, now: datetime) -> int:
    """Open what was put off until `now` or before, each in a transaction of its own; how many were due."""
    async with engines.postgres.looking() as connection:
        due = await repository_waking.list_due(connection, now=now, limit=_PORTION)

    def decide(before: Conversation, _at: datetime) -> Decision:
        is_due = before.snoozed_until is not None and before.snoozed_until <= now
        if before.status is not ConversationStatus.SNOOZED or not is_due:
            return Decision(before)
        return deciding.reopen(before, author=SYSTEM)

    for workspace_id, conversation_id in due:
        async with engines.postgres.connection() as connection:
            try:
                await writing.change_conversation(
                    engines.bus,
                    connection,
                    workspace_id=workspace_id,
                    conversation_id=conversation_id,
                    decide=decide,
                )
            except NotFoundError:
                continue  # erased since
    return len(due)
