"""What is read of tasks: pages, counts, and who stands beside them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.routing import service as routing
from otklik.tasks import repository, service
from otklik.tasks.contracts import Figures, Task, View
from otklik.tasks.schemas import LARGEST_ID, TaskAnswer, TaskPage, TaskPerson, TaskShown
from otklik.workspaces import service as workspaces

PAGE: Final = 100
_OPERATOR: Final = "operator:"


class _After(msgspec.Struct, frozen=True):
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None
    id: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)]


async def list_tasks(
    engines: Engines, *, workspace_id: int, view: View, after: str | None, limit: int = PAGE
) -> TaskPage:
    """A page of a view. Raises InvalidError for an `after` that is none."""
    place = decode_cursor(after, _After) if after is not None else None
    async with engines.postgres.connection() as connection:
        found = await repository.list_page(
            connection,
            workspace_id=workspace_id,
            view=view,
            after=(place.at, place.id) if place else None,
            limit=limit + 1,
        )
    shown, has_more = found[:limit], len(found) > limit
    return TaskPage(
        items=[show_task(task) for task in shown],
        people=await _load_people(engines, workspace_id, shown),
        members=await _load_members(engines, shown),
        teams=await _load_teams(engines, workspace_id, shown),
        day_ends=await find_day_end(engines, workspace_id=workspace_id),
        next=_cursor(shown[-1], is_done=view.is_done) if has_more else None,
    )


def _cursor(last: Task, *, is_done: bool) -> str:
    return encode_cursor(_After(last.done_at if is_done else last.due_at, last.id))


async def count_due(engines: Engines, *, workspace_id: int, member_id: int) -> Figures:
    """A member's tasks that are overdue, and due today in the workspace's zone."""
    day_ends = await find_day_end(engines, workspace_id=workspace_id)
    async with engines.postgres.connection() as connection:
        return await repository.count_due(
            connection,
            workspace_id=workspace_id,
            view=View(assignee=member_id),
            now=service.now(),
            day_ends=day_ends,
        )


async def find_day_end(engines: Engines, *, workspace_id: int) -> datetime:
    """When today ends in the workspace's zone."""
    profile = await workspaces.get_workspace_profile(engines, workspace_id)
    zone = ZoneInfo(profile.time_zone)
    tomorrow = service.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=zone)


async def show_one(engines: Engines, task: Task) -> TaskShown:
    """A task with whoever it names."""
    people = await _load_people(engines, task.workspace_id, [task])
    return TaskShown(
        task=show_task(task),
        person=next(iter(people.values()), None),
        members=await _load_members(engines, [task]),
        teams=await _load_teams(engines, task.workspace_id, [task]),
    )


def show_task(task: Task) -> TaskAnswer:
    """A task as it is answered."""
    shown = msgspec.structs.asdict(task)
    home = None if task.profile_id is None else str(task.profile_id)
    return TaskAnswer.model_validate({**shown, "profile_id": home})


async def list_homes(engines: Engines, *, workspace_id: int, person_id: int) -> tuple[int, ...]:
    """Every home of the person that `person_id` leads to."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[person_id])
    return clusters[person_id].members


async def _load_people(engines: Engines, workspace_id: int, tasks: Iterable[Task]) -> dict[str, TaskPerson]:
    homes = sorted({task.profile_id for task in tasks if task.profile_id is not None})
    if not homes:
        return {}
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=homes)
    roots = sorted({cluster.root for cluster in clusters.values()})
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=roots)
    return {str(home): _person(each.root, heads.get(each.root)) for home, each in clusters.items()}


def _person(root: int, head: profiles.Head | None) -> TaskPerson:
    given = head.properties if head else {}
    texts = {name: given.get(f"${name}") for name in ("name", "email", "phone")}
    return TaskPerson(id=str(root), **{name: text for name, text in texts.items() if isinstance(text, str)})


async def _load_members(engines: Engines, tasks: Sequence[Task]) -> dict[str, str]:
    named = {task.assignee for task in tasks if task.assignee is not None}
    for text in (author for task in tasks for author in (task.done_by, task.created_by)):
        if text.startswith(_OPERATOR):
            named.add(int(text.removeprefix(_OPERATOR)))
    if not named:
        return {}
    async with engines.postgres.connection() as connection:
        names = await repository.find_names(connection, member_ids=sorted(named))
    return {str(member_id): name for member_id, name in names.items()}


async def _load_teams(engines: Engines, workspace_id: int, tasks: Iterable[Task]) -> dict[str, str]:
    named = {task.team_id for task in tasks if task.team_id is not None}
    if not named:
        return {}
    async with engines.postgres.connection() as connection:
        names = await routing.list_team_names(connection, workspace_id=workspace_id)
    return {str(team_id): name for team_id, name in names.items() if team_id in named}


async def list_own_teams(engines: Engines, *, workspace_id: int, member_id: int) -> tuple[int, ...]:
    """Teams that a member belongs to."""
    async with engines.postgres.connection() as connection:
        found = await routing.list_team_ids(connection, workspace_id=workspace_id, member_id=member_id)
    return tuple(found)
