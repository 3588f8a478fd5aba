"""Tasks over HTTP."""

from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Path, Query

from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep
from otklik.profiles import service as profiles
from otklik.tasks import errors, listing, service
from otklik.tasks.contracts import NewTask, View
from otklik.tasks.schemas import LARGEST_ID, TaskBody, TaskCounts, TaskPage, TaskPatch, TaskShown
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/tasks", tags=["tasks"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
WriteAccess = Annotated[Actor, require(Permission.INBOX_WRITE)]
TaskId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
_ID = r"[1-9][0-9]{0,17}"


@router.get("")
async def list_tasks(
    engines: EnginesDep,
    actor: ReadAccess,
    state: Literal["open", "done"] = "open",
    assignee: Annotated[str | None, Query(pattern=f"^(me|none|{_ID})$")] = None,
    team: Annotated[str | None, Query(pattern=f"^(mine|{_ID})$")] = None,
    person: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    conversation: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=listing.PAGE)] = listing.PAGE,
) -> TaskPage:
    """Open ones by when they are due, those without a date last; done ones, the last done first.

    `assignee`: `me`, `none` or a member's id. `team`: `mine` (any of one's own) or an id.
    `person`: of any home of his.
    """
    homes = None
    if person is not None:
        homes = await listing.list_homes(engines, workspace_id=actor.workspace_id, person_id=person)
    view = View(
        is_done=state == "done",
        assignee=_assignee(assignee, actor),
        team_ids=await _team_ids(engines, actor, team),
        profile_ids=homes,
        conversation_id=conversation,
    )
    return await listing.list_tasks(
        engines, workspace_id=actor.workspace_id, view=view, after=after, limit=limit
    )


def _assignee(given: str | None, actor: Actor) -> int | None:
    """0: nobody's. A token that asks for its own asks for those of nobody who could be."""
    match given:
        case None:
            return None
        case "none":
            return 0
        case "me":
            return actor.member_id or -1
        case _:
            return int(given)


async def _team_ids(engines: Engines, actor: Actor, given: str | None) -> tuple[int, ...] | None:
    if given is None:
        return None
    if given != "mine":
        return (int(given),)
    return await listing.list_own_teams(
        engines, workspace_id=actor.workspace_id, member_id=actor.member_id or 0
    )


@router.get("/counts")
async def get_task_counts(engines: EnginesDep, actor: ReadAccess) -> TaskCounts:
    """How many open tasks of the asking member are overdue, and due today."""
    found = await listing.count_due(engines, workspace_id=actor.workspace_id, member_id=actor.member_id or -1)
    return TaskCounts.model_validate(found)


@router.post("", status_code=201)
async def create_task(body: TaskBody, engines: EnginesDep, actor: WriteAccess) -> TaskShown:
    """Make a task; about a conversation's person when only the conversation is named."""
    new = NewTask(
        title=body.title,
        note=body.note,
        created_by=service.name_author(actor),
        profile_id=await _find_person(engines, actor, body.person),
        conversation_id=body.conversation_id,
        assignee=body.assignee,
        team_id=body.team_id,
        due_at=body.due_at,
        remind_at=body.remind_at,
        unique_key=f"{service.name_author(actor)}:{body.client_key}" if body.client_key else None,
    )
    async with engines.postgres.connection() as connection:
        made = await service.create_task(engines.bus, connection, workspace_id=actor.workspace_id, new=new)
    return await listing.show_one(engines, made)


@router.get("/{task_id}")
async def get_task(task_id: TaskId, engines: EnginesDep, actor: ReadAccess) -> TaskShown:
    """A task."""
    async with engines.postgres.connection() as connection:
        found = await service.get_task(connection, workspace_id=actor.workspace_id, task_id=task_id)
    return await listing.show_one(engines, found)


@router.patch("/{task_id}")
async def change_task(
    task_id: TaskId, patch: TaskPatch, engines: EnginesDep, actor: WriteAccess
) -> TaskShown:
    """Rename, give, put off, complete or open again: whatever is named, in one step."""
    async with engines.postgres.connection() as connection:
        after = await service.change_task(
            engines.bus,
            connection,
            workspace_id=actor.workspace_id,
            task_id=task_id,
            changes=patch.as_changes(),
            author=service.name_author(actor),
        )
    return await listing.show_one(engines, after)


@router.delete("/{task_id}", status_code=204)
async def delete_task(task_id: TaskId, engines: EnginesDep, actor: WriteAccess) -> None:
    """Delete a task."""
    async with engines.postgres.connection() as connection:
        await service.delete_task(engines.bus, connection, workspace_id=actor.workspace_id, task_id=task_id)


async def _find_person(engines: Engines, actor: Actor, given: str | None) -> int | None:
    """The home that a task is tied to. Raises NotFoundError."""
    if given is None:
        return None
    person_id = profiles.parse_id(given)
    found = await profiles.find_person(engines, workspace_id=actor.workspace_id, person_id=person_id)
    if found is None:
        raise errors.no_person()
    return person_id
