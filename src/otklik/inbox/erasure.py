"""What conversations hold of a person: every word goes with his erasure, and is in his export."""

from collections.abc import AsyncIterator
from typing import Any, Final

from otklik.inbox import files, repository, repository_devices, repository_erasure
from otklik.inbox.keeping import TOPIC
from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased
from otklik.profiles.service import Person

_PAGE: Final = 1_000


async def erase_from_inbox(engines: Engines, erased: Erased) -> dict[str, int]:
    """Empty his conversations; how many still name him. Safe to repeat."""
    workspace_id, people = erased.workspace_id, erased.members
    async with engines.postgres.connection() as connection:
        found = await repository_erasure.list_conversation_ids(
            connection, workspace_id=workspace_id, people=people
        )
        devices = await repository_devices.list_devices(connection, workspace_id=workspace_id, people=people)
    await files.erase_files(
        engines,
        workspace_id=workspace_id,
        conversation_ids=found,
        owners=[f"device:{device}" for device in devices],
    )
    async with engines.postgres.connection() as connection:
        await repository_devices.forget_people(connection, workspace_id=workspace_id, people=people)
        if found:
            seq = await repository.take_numbers(connection, workspace_id=workspace_id, count=len(found))
            await repository_erasure.empty_conversations(
                connection, workspace_id=workspace_id, conversation_ids=found, first=seq - len(found) + 1
            )
            await engines.bus.publish(TOPIC, f"{workspace_id} {seq}", connection=connection)
    async with engines.postgres.connection() as connection:
        left = await repository_erasure.list_conversation_ids(
            connection, workspace_id=workspace_id, people=people
        )
    return {"conversations": len(left)}


async def stream_words(engines: Engines, workspace_id: int, person: Person) -> AsyncIterator[dict[str, Any]]:
    """Every message of his conversations, by place."""
    after = 0
    while True:
        async with engines.postgres.connection() as connection:
            found = await repository_erasure.list_words(
                connection, workspace_id=workspace_id, people=person.members, after=after, limit=_PAGE
            )
        for each in found:
            yield each
        if len(found) < _PAGE:
            return
        after = found[-1]["id"]
