"""What a task is. Shapes only."""

from datetime import datetime
from typing import Final

import msgspec

MAX_TITLE: Final = 200
MAX_NOTE: Final = 5_000
MAX_KEY: Final = 200
CREATED: Final = "$task_created"
DONE: Final = "$task_done"


class NewTask(msgspec.Struct, frozen=True):
    """A task that is to be made.

    `created_by`: `operator:7`, `token:2`, `scenario:3`, `system`. `profile_id`: any home of the person whom
    it is about; a conversation's task without one is about the conversation's person. `unique_key`: the same
    key in a workspace is the same task.
    """

    title: str
    created_by: str
    note: str = ""
    profile_id: int | None = None
    conversation_id: int | None = None
    assignee: int | None = None
    team_id: int | None = None
    due_at: datetime | None = None
    remind_at: datetime | None = None
    unique_key: str | None = None


class Task(msgspec.Struct, frozen=True):
    """A task as it is kept; `reminded_at`: when its reminder was told."""

    id: int
    workspace_id: int
    title: str
    note: str
    profile_id: int | None
    conversation_id: int | None
    assignee: int | None
    team_id: int | None
    due_at: datetime | None
    remind_at: datetime | None
    reminded_at: datetime | None
    done_at: datetime | None
    done_by: str
    created_by: str
    created_at: datetime
    updated_at: datetime


class View(msgspec.Struct, frozen=True):
    """Which tasks; nothing said: all that are open. `assignee` 0: nobody's; `team_ids`: of any of these."""

    is_done: bool = False
    assignee: int | None = None
    team_ids: tuple[int, ...] | None = None
    profile_ids: tuple[int, ...] | None = None
    conversation_id: int | None = None


class Figures(msgspec.Struct, frozen=True):
    """Open tasks whose time has passed, and those that are due before the day ends."""

    overdue: int
    today: int
