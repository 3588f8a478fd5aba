"""How long mails are kept: their bytes by the workspace's setting, all of them until the person is erased."""

from collections.abc import Sequence
from typing import Final

from otklik.correspondence.arriving import repository
from otklik.correspondence.arriving.repository import Person
from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased, IdentityKind
from otklik.workspaces.contracts import DeletedWorkspace

_PORTION: Final = 500


def make_key(workspace_id: int, mail_id: int) -> str:
    """Where a mail's bytes lie: made of its number, so that it is known before and after its row."""
    return f"mail/{workspace_id}/{mail_id}.zst"


async def forget_old(engines: Engines) -> None:
    """Delete bytes whose time is over; the row stays, and says that they were there."""
    while True:
        async with engines.postgres.connection() as connection:
            found = await repository.list_old(connection, limit=_PORTION)
        for workspace_id, mail_id in found:
            await engines.blobs.delete(make_key(workspace_id, mail_id))
            async with engines.postgres.connection() as connection:
                await repository.update_mail(
                    connection, workspace_id=workspace_id, mail_id=mail_id, blob=None
                )
                await repository.delete_raw(connection, workspace_id=workspace_id, mail_id=mail_id)
        if len(found) < _PORTION:
            return


async def erase_from_mail(engines: Engines, erased: Erased) -> dict[str, int]:
    """Delete every mail of a person, by his homes and his addresses; how many are left. Safe to repeat."""
    addresses = {each.lower() for each in erased.identities.get(IdentityKind.EMAIL.value, ())}
    person = Person(erased.members, tuple(addresses))
    while True:
        async with engines.postgres.connection() as connection:
            found = await repository.list_of_person(
                connection, workspace_id=erased.workspace_id, person=person
            )
        if not found:
            return {"mails": 0}
        await _delete(engines, erased.workspace_id, found)


async def _delete(engines: Engines, workspace_id: int, mail_ids: Sequence[int]) -> None:
    """Bytes first: a row without bytes is found again, bytes without a row are not."""
    for mail_id in mail_ids:
        await engines.blobs.delete(make_key(workspace_id, mail_id))
    async with engines.postgres.connection() as connection:
        await repository.delete_mails(connection, workspace_id=workspace_id, mail_ids=mail_ids)


async def erase_workspace_mail(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """The part of a workspace's deletion that lies in the blobs. Safe to repeat."""
    prefix = f"mail/{deleted.id}"
    async for key in engines.blobs.list(prefix):
        await engines.blobs.delete(key)
    left = 0
    async for _ in engines.blobs.list(prefix):
        left += 1
    return {"mail_blobs": left}
