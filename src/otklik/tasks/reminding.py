"""Reminds of tasks when their moment has come: once, whatever dies, and nobody asks in between.

The next moment is read from an index; until then the task sleeps, unless a sooner reminder is set.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Final, TypeAlias

import structlog

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.bus import Item
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.routing import service as routing
from otklik.tasks import repository_reminders, service, telling
from otklik.tasks.contracts import Task

log = structlog.get_logger(__name__)

Hear: TypeAlias = Callable[[Connection, Task, list[int]], Awaitable[None]]
"""`await hear(connection, task, members)` in the transaction that reminds these members."""

_PORTION: Final = 100
_SHORTEST_S: Final = 0.2
_LONGEST_S: Final = 3_600.0
_RETRY_S: Final = 2.0
_OPERATOR: Final = "operator:"


async def run(engines: Engines, *, hear: Hear | None = None) -> None:
    """Remind of what is due, for ever."""
    async with engines.bus.subscribe(telling.ALARM) as items, asyncio.TaskGroup() as tasks:
        alarm = asyncio.Event()
        tasks.create_task(_listen(items, alarm))
        while True:
            alarm.clear()
            pause_s = await _remind_all(engines, hear)
            try:
                await asyncio.wait_for(alarm.wait(), pause_s)
            except TimeoutError:
                continue


async def _listen(items: AsyncIterator[Item], alarm: asyncio.Event) -> None:
    async for _ in items:
        alarm.set()


async def _remind_all(engines: Engines, hear: Hear | None) -> float:
    """Remind of everything that is due; for how many seconds nothing is."""
    try:
        while await remind_due(engines, now=service.now(), hear=hear) == _PORTION:
            continue
        async with engines.postgres.connection() as connection:
            at = await repository_reminders.find_next(connection)
    except ENGINE_AWAY as error:
        log.warning("tasks.engine_away", error=str(error)[:300])
        return _RETRY_S
    if at is None:
        return _LONGEST_S
    return min(max((at - service.now()).total_seconds(), _SHORTEST_S), _LONGEST_S)


async def remind_due(engines: Engines, *, now: datetime, hear: Hear | None = None) -> int:
    """Remind of what is due at `now`, in one transaction; how many there were."""
    async with engines.postgres.connection() as connection:
        due = await repository_reminders.take_due(connection, now=now, limit=_PORTION)
        for task in due:
            members = await find_members(connection, task)
            await telling.tell_reminder(engines.bus, connection, task, members=members)
            if hear is not None and members:
                await hear(connection, task, members)
    return len(due)


async def find_members(connection: Connection, task: Task) -> list[int]:
    """Whom a task's reminder is for: its assignee, else its team, else who made it."""
    asked: list[int] = []
    if task.assignee is not None:
        asked = [task.assignee]
    elif task.team_id is not None:
        teams = await routing.list_teams(connection, workspace_id=task.workspace_id)
        asked = [member.member_id for team in teams if team.id == task.team_id for member in team.members]
    elif task.created_by.startswith(_OPERATOR):
        asked = [int(task.created_by.removeprefix(_OPERATOR))]
    return await repository_reminders.list_members(
        connection, workspace_id=task.workspace_id, member_ids=asked
    )
