"""What changed, for one operator: answered at once, waited for, or pushed."""

import asyncio
from typing import Final

from otklik.desk import listing
from otklik.desk.beside import load_beside
from otklik.desk.schemas import ChangesAnswer
from otklik.desk.showing import show_changes
from otklik.inbox import reading
from otklik.inbox.contracts import Changes
from otklik.inbox.hub import Hub, LaggedError, Listener
from otklik.infra.engines import Engines

MAX_WAIT_S: Final = 25


async def read_changes(engines: Engines, *, workspace_id: int, member_id: int, after: int) -> ChangesAnswer:
    """Everything with a number after `after`, as it is now."""
    async with engines.postgres.connection() as connection:
        changes = await reading.read_changes(connection, workspace_id=workspace_id, after=after)
    return await show(engines, workspace_id=workspace_id, member_id=member_id, changes=changes)


async def show(engines: Engines, *, workspace_id: int, member_id: int, changes: Changes) -> ChangesAnswer:
    """Changes as the operator gets them; with the counts of this moment."""
    beside = await load_beside(
        engines, workspace_id=workspace_id, conversations=changes.conversations, parts=changes.parts
    )
    counts = await listing.count_unread(engines, workspace_id=workspace_id, member_id=member_id)
    return show_changes(changes, beside, counts)


async def wait_for_changes(
    engines: Engines,
    hub: Hub,
    stopping: asyncio.Event,
    *,
    workspace_id: int,
    member_id: int,
    after: int,
    wait_s: float,
) -> ChangesAnswer:
    """As `read_changes`, but wait so long for something to tell; less when the process is told to stop."""
    listener = Listener(workspace_id)
    async with hub.listen(listener):
        answer = await read_changes(engines, workspace_id=workspace_id, member_id=member_id, after=after)
        if answer.stale or answer.seq != after or not wait_s:
            return answer
        await _first_news(listener, stopping, wait_s)
    return await read_changes(engines, workspace_id=workspace_id, member_id=member_id, after=after)


async def _first_news(listener: Listener, stopping: asyncio.Event, wait_s: float) -> None:
    """Until something changed, the time is over, or the process stops."""
    tasks = [asyncio.create_task(_take_changes(listener)), asyncio.create_task(stopping.wait())]
    try:
        await asyncio.wait(tasks, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _take_changes(listener: Listener) -> None:
    """Until there are changes; signs are of the moment and go by."""
    try:
        while not (await listener.take())[0]:
            continue
    except LaggedError:
        return
