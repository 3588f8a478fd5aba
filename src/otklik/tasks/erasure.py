"""Tasks about a person go with his erasure, and are told by his export."""

from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased
from otklik.profiles.service import Person
from otklik.tasks import repository
from otklik.tasks.contracts import Task

_PAGE: Final = 1_000
_TOLD: Final = ("id", "title", "note", "conversation_id", "due_at", "done_at", "created_at")


async def erase_tasks(engines: Engines, erased: Erased) -> dict[str, int]:
    """Delete every task about him; how many are left. Safe to repeat."""
    async with engines.postgres.connection() as connection:
        await repository.delete_of_people(connection, workspace_id=erased.workspace_id, people=erased.members)
    async with engines.postgres.connection() as connection:
        left = await repository.list_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
    return {"tasks": len(left)}


async def stream_tasks(engines: Engines, workspace_id: int, person: Person) -> AsyncIterator[dict[str, Any]]:
    """Every task about him."""
    page: list[Task] = []
    while True:
        async with engines.postgres.connection() as connection:
            page = await repository.list_of_people(
                connection,
                workspace_id=workspace_id,
                people=person.members,
                after=page[-1].id if page else 0,
                limit=_PAGE,
            )
        for task in page:
            told = msgspec.structs.asdict(task)
            yield {name: told[name] for name in _TOLD}
        if len(page) < _PAGE:
            return
