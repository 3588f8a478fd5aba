"""Bodies and answers of tasks."""

from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from otklik.kit.text import clean_text
from otklik.tasks.contracts import MAX_NOTE, MAX_TITLE
from otklik.workspaces.schemas import Answer, Body, Moment

LARGEST_ID: Final = (1 << 63) - 1
_YEARS: Final = range(2000, 2201)


def _clean(text: str) -> str:
    return clean_text(text, len(text) + 1)


def _is_near(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError("that is too far away")
    return moment


Given: TypeAlias = Annotated[int, Field(ge=1, le=LARGEST_ID)]
When: TypeAlias = Annotated[AwareDatetime, AfterValidator(_is_near)]
Title: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE),
    AfterValidator(_clean),
]
Note: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=MAX_NOTE), AfterValidator(_clean)
]
Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:\-]+$", max_length=64)]


class TaskBody(Body):
    """A task to make. Sent again by the same author under the same `client_key` it is the same one."""

    title: Title
    note: Note = ""
    person: Annotated[str, StringConstraints(pattern="^[1-9][0-9]{0,18}$")] | None = None
    conversation_id: Given | None = None
    assignee: Given | None = None
    team_id: Given | None = None
    due_at: When | None = None
    remind_at: When | None = None
    client_key: Key | None = None


class TaskPatch(Body):
    """What of a task becomes something else; what is not named stays."""

    title: Title | None = None
    note: Note | None = None
    assignee: Given | None = None
    team_id: Given | None = None
    due_at: When | None = None
    remind_at: When | None = None
    is_done: bool | None = None

    def as_changes(self) -> dict[str, Any]:
        """Only what was named; null empties a date, the assignee and the team."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        nullable = {"assignee", "team_id", "due_at", "remind_at"}
        return {name: value for name, value in given.items() if value is not None or name in nullable}


class TaskAnswer(Answer):
    """A task. `done_by`, `created_by`: `operator:7`, `token:2`, `scenario:3`, `system`."""

    id: int
    title: str
    note: str
    profile_id: str | None
    conversation_id: int | None
    assignee: int | None
    team_id: int | None
    due_at: Moment | None
    remind_at: Moment | None
    done_at: Moment | None
    done_by: str
    created_by: str
    created_at: Moment
    updated_at: Moment


class TaskPerson(Answer):
    """Whom a task is about. `id`: of the card (a merge may have given it to another one)."""

    id: str
    name: str = ""
    email: str = ""
    phone: str = ""


class TaskCounts(Answer):
    """Open tasks of the asking member: `overdue`, and due before the day ends in the workspace's zone."""

    overdue: int = 0
    today: int = 0


class TaskPage(Answer):
    """A page of tasks; `next` asks for the next one as `after`, null at the end.

    `people`: by `profile_id` of the tasks; `members`, `teams`: names by id, of whoever a task names.
    `day_ends`: when today ends in the workspace's zone.
    """

    items: list[TaskAnswer]
    people: Annotated[dict[str, TaskPerson], Field(description="By `profile_id` of the tasks")]
    members: Annotated[dict[str, str], Field(description="Names by member id")]
    teams: Annotated[dict[str, str], Field(description="Names by team id")]
    day_ends: Moment
    next: str | None


class TaskShown(Answer):
    """One task, with whoever it names."""

    task: TaskAnswer
    person: TaskPerson | None
    members: Annotated[dict[str, str], Field(description="Names by member id")]
    teams: Annotated[dict[str, str], Field(description="Names by team id")]
