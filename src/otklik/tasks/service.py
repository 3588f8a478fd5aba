"""Makes and changes tasks, in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from otklik.inbox import keeping
from otklik.inbox.repository import is_member
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.kit.errors import InvalidError, NotFoundError
from otklik.routing import service as routing
from otklik.tasks import errors, repository, telling
from otklik.tasks.contracts import CREATED, DONE, MAX_NOTE, MAX_TITLE, NewTask, Task
from otklik.workspaces.roles import Actor


def now() -> datetime:
    """The moment of a write, as it is kept."""
    return clock.to_datetime(clock.now_ms())


def name_author(actor: Actor) -> str:
    """Who acts, as it stands in tasks: members of the team are operators."""
    return actor.author if actor.member_id is None else f"operator:{actor.member_id}"


async def create_task(bus: Bus, connection: Connection, *, workspace_id: int, new: NewTask) -> Task:
    """Make a task and tell of it; the same `unique_key` again is the same task, told once.

    Takes no number of the inbox: in one transaction with writes to conversations it comes after them. Raises
    InvalidError for a member, team or conversation that is not there, and for words that are too long.
    """
    if new.unique_key is not None:
        known = await repository.find_by_key(connection, workspace_id=workspace_id, unique_key=new.unique_key)
        if known is not None:
            return known
    new = await _complete(connection, workspace_id, new)
    made = await repository.insert_task(connection, workspace_id=workspace_id, new=new)
    if made is None:  # somebody made it at this very moment
        return await create_task(bus, connection, workspace_id=workspace_id, new=new)
    await telling.tell_card(connection, made, CREATED, author=made.created_by)
    await telling.tell_desk(bus, connection, made)
    return made


async def get_task(connection: Connection, *, workspace_id: int, task_id: int) -> Task:
    """A task. Raises NotFoundError."""
    found = await repository.find_task(connection, workspace_id=workspace_id, task_id=task_id)
    if found is None:
        raise errors.no_task()
    return found


async def change_task(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    task_id: int,
    changes: Mapping[str, Any],
    author: str,
) -> Task:
    """Change fields of a NewTask, or `is_done`; what changes nothing is told nobody.

    A reminder that is moved is told again; one that is done is not. Raises NotFoundError, InvalidError.
    """
    before = await repository.find_task(connection, workspace_id=workspace_id, task_id=task_id, is_held=True)
    if before is None:
        raise errors.no_task()
    await _check(connection, workspace_id, changes)
    values = _values(before, changes, author=author)
    if not values:
        return before
    after = await repository.update_task(
        connection, workspace_id=workspace_id, task_id=task_id, values=values
    )
    if values.get("done_at") is not None:
        await telling.tell_card(connection, after, DONE, author=author)
    await telling.tell_desk(bus, connection, after)
    return after


async def delete_task(bus: Bus, connection: Connection, *, workspace_id: int, task_id: int) -> None:
    """Delete a task. Raises NotFoundError."""
    task = await get_task(connection, workspace_id=workspace_id, task_id=task_id)
    await repository.delete_task(connection, workspace_id=workspace_id, task_id=task_id)
    await telling.tell_desk(bus, connection, task)


def _values(before: Task, changes: Mapping[str, Any], *, author: str) -> dict[str, Any]:
    """Columns that become something else."""
    values = {
        name: value for name, value in changes.items() if name != "is_done" and value != getattr(before, name)
    }
    if "title" in values:
        values["title"] = values["title"].strip()
    if "remind_at" in values:
        values["reminded_at"] = None
    is_done = changes.get("is_done")
    if is_done is not None and is_done is (before.done_at is None):
        values |= {"done_at": now(), "done_by": author} if is_done else {"done_at": None, "done_by": ""}
    return values


async def _complete(connection: Connection, workspace_id: int, new: NewTask) -> NewTask:
    """With the person of its conversation, checked."""
    await _check(connection, workspace_id, msgspec.structs.asdict(new))
    new = msgspec.structs.replace(new, title=new.title.strip())
    if new.conversation_id is None:
        return new
    try:
        talk = await keeping.get_conversation(
            connection, workspace_id=workspace_id, conversation_id=new.conversation_id
        )
    except NotFoundError as error:
        raise InvalidError(error.code, error.message) from None
    person = new.profile_id if new.profile_id is not None else talk.profile_id
    return msgspec.structs.replace(new, conversation_id=talk.id, profile_id=person)


async def _check(connection: Connection, workspace_id: int, given: Mapping[str, Any]) -> None:
    title, note = given.get("title"), given.get("note") or ""
    if title is not None and not title.strip():
        raise errors.without_title()
    if len(title or "") > MAX_TITLE or len(note) > MAX_NOTE:
        raise errors.long_task()
    team_id = given.get("team_id")
    if team_id is not None:
        teams = await routing.list_teams(connection, workspace_id=workspace_id)
        if team_id not in {team.id for team in teams}:
            raise errors.no_team()
    assignee = given.get("assignee")
    if assignee is not None and not await is_member(
        connection, workspace_id=workspace_id, member_id=assignee
    ):
        raise errors.no_member()
