"""Follows conversations and tells members of what they should hear; nothing is lost with a worker.

The number up to which a workspace was looked at stands in a row, and moves with the notices it gave.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import structlog

from otklik.inbox import reading
from otklik.inbox import repository as inbox
from otklik.inbox.contracts import Changes, Conversation, Part, PartKind
from otklik.inbox.keeping import TOPIC
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.bus import Item, Resync
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import service as profiles
from otklik.push import repository, service
from otklik.push.contracts import Notice
from otklik.push.deciding import who_hears
from otklik.routing import service as routing
from otklik.tasks.contracts import Task

log = structlog.get_logger(__name__)

_RETRY_S: Final = 2.0
_TOGETHER_S: Final = 0.2
"""What is said within so long is looked at together."""
_NAMELESS: Final = "Otklik"
_KINDS: Final = {PartKind.MESSAGE: "message", PartKind.NOTE: "mention", PartKind.HAPPENING: service.GIVEN}
_ALL: Final = 0
"""In place of a workspace: look at all of them."""


async def run(engines: Engines) -> None:
    """Follow every workspace in which somebody is notified, for ever."""
    async with engines.bus.subscribe(TOPIC) as items, asyncio.TaskGroup() as tasks:
        heard: set[int] = {_ALL}
        alarm = asyncio.Event()
        tasks.create_task(_listen(items, heard, alarm))
        while True:
            alarm.clear()
            due = {*heard}
            heard.clear()
            try:
                await follow(engines, None if _ALL in due else due)
            except ENGINE_AWAY as error:
                log.warning("push.engine_away", error=str(error)[:300])
                heard |= due
                await asyncio.sleep(_RETRY_S)
                continue
            await asyncio.sleep(_TOGETHER_S)
            await alarm.wait()


async def _listen(items: AsyncIterator[Item], heard: set[int], alarm: asyncio.Event) -> None:
    async for item in items:
        heard.add(_ALL if isinstance(item, Resync) else int(item.split()[0]))
        alarm.set()


async def follow(engines: Engines, workspace_ids: set[int] | None = None) -> None:
    """Look at what was said in these workspaces since the last look; None: in all."""
    async with engines.postgres.looking() as connection:
        followed = await repository.list_followed(connection)
    for workspace_id in followed:
        if workspace_ids is None or workspace_id in workspace_ids:
            await follow_one(engines, workspace_id=workspace_id)


async def follow_one(engines: Engines, *, workspace_id: int) -> None:
    """Look at one workspace. What came in a burst too large for an answer is passed over."""
    async with engines.postgres.connection() as connection:
        after = await repository.take_progress(connection, workspace_id=workspace_id)
        if after is None:
            return
        changes = await reading.read_changes(connection, workspace_id=workspace_id, after=after)
        seq = changes.seq
        if not changes.is_whole:
            seq = await inbox.read_head(connection, workspace_id=workspace_id)
        await _tell(engines, connection, workspace_id, changes)
        if seq > after:
            await repository.move_on(connection, workspace_id=workspace_id, seq=seq)


async def _tell(engines: Engines, connection: Connection, workspace_id: int, changes: Changes) -> None:
    said = [part for part in changes.parts if part.id == part.seq]
    if not said:
        return
    writers = await service.list_writers(connection, workspace_id=workspace_id)
    teams = {
        team.id: [member.member_id for member in team.members]
        for team in await routing.list_teams(connection, workspace_id=workspace_id)
    }
    rows = {row.id: row for row in changes.conversations}
    for part in said:
        row = rows.get(part.conversation_id)
        hearers = who_hears(part, row, writers=writers, teams=teams) if row else []
        if row is not None and hearers:
            await service.notify(
                engines,
                connection,
                workspace_id=workspace_id,
                member_ids=hearers,
                notice=await _notice(engines, row, part),
                home=row.profile_id,
            )


async def _notice(engines: Engines, row: Conversation, part: Part) -> Notice:
    words = part.body or ", ".join(str(file.get("name", "")) for file in part.data.get("files") or ())
    if part.kind is PartKind.HAPPENING:
        words = row.preview
    return Notice(
        kind=_KINDS[part.kind],
        title=await _find_name(engines, row),
        body=words,
        url=f"/inbox/{row.id}?workspace={row.workspace_id}",
        topic=f"conversation:{row.id}",
    )


async def _find_name(engines: Engines, row: Conversation) -> str:
    clusters = await profiles.list_clusters(engines, workspace_id=row.workspace_id, people=[row.profile_id])
    root = clusters[row.profile_id].root
    head = (await profiles.list_heads(engines, workspace_id=row.workspace_id, roots=[root])).get(root)
    given = head.properties if head else {}
    names = (given.get(name) for name in ("$name", "$email", "$phone"))
    return next((name for name in names if isinstance(name, str) and name), _NAMELESS)


async def tell_reminder(engines: Engines, connection: Connection, task: Task, members: list[int]) -> None:
    """A task's reminder, told with the transaction that reminds."""
    notice = Notice(
        kind="reminder",
        title=task.title,
        body=task.note,
        url=f"/tasks?task={task.id}&workspace={task.workspace_id}",
        topic=f"task:{task.id}",
    )
    await service.notify(
        engines,
        connection,
        workspace_id=task.workspace_id,
        member_ids=members,
        notice=notice,
        home=task.profile_id,
    )
