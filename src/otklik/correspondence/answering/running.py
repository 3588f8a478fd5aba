"""The worker's task: plans letters as conversations go on, sends what is due. Sleeps until the next moment.

Several workers do it side by side: rows in another's hand are passed over.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog

from otklik.correspondence.answering import following, repository
from otklik.correspondence.answering.sending import bring_one, give_up_one
from otklik.inbox.keeping import TOPIC, now
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.bus import Item
from otklik.infra.engines import Engines
from otklik.infra.networks import Network
from otklik.letters.post import Post

log = structlog.get_logger(__name__)

_LONGEST_S: Final = 30.0
_SHORTEST_S: Final = 0.05
_AWAY_S: Final = 2.0
_TOGETHER_S: Final = 0.2
"""What is said within so long is looked at together."""
_LINES: Final = 4
"""Letters on the wire at once, of one worker."""
_GRACE_S: Final = 9.0


async def run(engines: Engines, allowed: Sequence[Network]) -> None:
    """Plan and send until cancelled; `allowed`: private networks that members' servers may stand in."""
    post = Post(engines, allowed=allowed)
    bell = asyncio.Event()
    bell.set()
    try:
        async with engines.bus.subscribe(TOPIC) as items, asyncio.TaskGroup() as tasks:
            tasks.create_task(_listen(items, bell))
            while True:
                await _look(engines, post, bell)
    finally:
        await post.close()


async def _listen(items: AsyncIterator[Item], bell: asyncio.Event) -> None:
    async for _ in items:
        bell.set()


async def _look(engines: Engines, post: Post, bell: asyncio.Event) -> None:
    bell.clear()
    try:
        await following.follow(engines)
        due = await _find_next_due(engines)
        if due is not None and due <= now():
            await _bring_due(engines, post)
            while await give_up_one(engines, now=now()):
                continue
            due = await _find_next_due(engines)
    except ENGINE_AWAY as error:
        log.warning("correspondence.engine_away", error=str(error)[:300])
        await asyncio.sleep(_AWAY_S)
        bell.set()
        return
    await asyncio.sleep(_TOGETHER_S)
    try:
        await asyncio.wait_for(bell.wait(), _pause(due))
    except TimeoutError:
        return


async def _find_next_due(engines: Engines) -> datetime | None:
    async with engines.postgres.looking() as connection:
        return await repository.find_next_due(connection)


async def _bring_due(engines: Engines, post: Post) -> None:
    """Send until nothing is due, some letters side by side."""
    by = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    async def bring() -> None:
        while await _to_the_end(bring_one(engines, post, by=by, now=now())):
            continue

    async with asyncio.TaskGroup() as lines:
        for _ in range(_LINES):
            lines.create_task(bring())


async def _to_the_end(work: Coroutine[Any, Any, bool]) -> bool:
    """Let what is on the wire come to its end before this worker stops: else it would be in doubt."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_GRACE_S)
        raise


def _pause(due: datetime | None) -> float:
    if due is None:
        return _LONGEST_S
    return min(max((due - datetime.now(UTC)).total_seconds(), _SHORTEST_S), _LONGEST_S)
