"""What others hear of tasks: the card of the person, and the pages that are open at the desk."""

from typing import Final

import msgspec

from otklik.events.shipping import ship_rows
from otklik.inbox.hub import SIGNS, Sign
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent
from otklik.tasks.contracts import Task

CHANGED: Final = "task"
"""A sign: this task was made, changed or deleted; `assignee` is 0 for nobody's."""
REMINDED: Final = "task_reminder"
"""A sign: the moment of its reminder has come, for these members: `for` has their ids between commas."""
ALARM: Final = "tasks.reminders"
"""The bus topic that says: a reminder may be due sooner than known."""


async def tell_card(connection: Connection, task: Task, name: str, *, author: str) -> None:
    """Write an event of the card of whom the task is about."""
    if task.profile_id is None:
        return
    properties = {"task_id": str(task.id), "title": task.title, "author": author}
    if task.assignee is not None:
        properties["operator"] = str(task.assignee)
    position = await profiles.next_position(connection)
    event = SystemEvent(
        task.workspace_id, task.profile_id, name, clock.now_ms(), position + 1, dict(properties)
    )
    await ship_rows(connection, {}, [event])


async def tell_desk(bus: Bus, connection: Connection, task: Task) -> None:
    """Say with the commit that a task is no more what it was."""
    await _sign(bus, connection, task, CHANGED, {"assignee": task.assignee or 0})
    if task.remind_at is not None:
        await bus.publish(ALARM, "", connection=connection)


async def tell_reminder(bus: Bus, connection: Connection, task: Task, *, members: list[int]) -> None:
    """Say with the commit that the moment of its reminder has come."""
    told = ",".join(map(str, members))
    await _sign(bus, connection, task, REMINDED, {"for": told, "title": task.title, "task": task.id})


async def _sign(
    bus: Bus, connection: Connection, task: Task, kind: str, data: dict[str, str | int | bool]
) -> None:
    sign = Sign(task.workspace_id, kind, f"task:{task.id}", data=data)
    await bus.publish(SIGNS, msgspec.json.encode(sign).decode(), connection=connection)
