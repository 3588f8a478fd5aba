"""What the ledger holds of a person goes with his erasure, and is in his export."""

from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.messaging import repository, repository_forms, repository_noting
from otklik.messaging.confirming import repository as confirming
from otklik.messaging.contracts import Channel
from otklik.messaging.explaining import LARGEST
from otklik.messaging.mail import repository_suppression
from otklik.messaging.promo import repository_codes as promo
from otklik.messaging.releasing import hash_address
from otklik.profiles.contracts import Erased
from otklik.profiles.service import Person

_PAGE = 1_000


async def erase_from_messaging(engines: Engines, erased: Erased) -> dict[str, int]:
    """Delete his sends, letters, answers in forms and arms; how many rows are left. Safe to repeat."""
    digests = [
        hash_address(engines, erased.workspace_id, Channel.EMAIL, email.lower())
        for email in erased.identities.get("email", ())
    ]
    async with engines.postgres.connection() as connection:
        await repository_suppression.forget_addresses(
            connection, workspace_id=erased.workspace_id, people=erased.members, digests=digests
        )
        await promo.delete_of_people(connection, workspace_id=erased.workspace_id, people=erased.members)
        await repository_noting.delete_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
    async with engines.postgres.connection() as connection:
        left = await repository_noting.count_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
        return left | await promo.count_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )


async def stream_sends(engines: Engines, workspace_id: int, person: Person) -> AsyncIterator[dict[str, Any]]:
    """Every message to him with what became of it, the newest first."""
    before = LARGEST
    while True:
        async with engines.postgres.connection() as connection:
            found = await repository.list_sends(
                connection,
                workspace_id=workspace_id,
                people=person.members,
                scenario_id=None,
                before=before,
                limit=_PAGE,
            )
        for send in found:
            yield msgspec.to_builtins(send)
        if len(found) < _PAGE:
            return
        before = found[-1].id


async def stream_submissions(
    engines: Engines, workspace_id: int, person: Person
) -> AsyncIterator[dict[str, Any]]:
    """What he answered in forms."""
    async with engines.postgres.connection() as connection:
        found = await repository_forms.list_of_people(
            connection, workspace_id=workspace_id, people=person.members
        )
    for each in found:
        yield msgspec.to_builtins(each)


async def stream_promo_codes(
    engines: Engines, workspace_id: int, person: Person
) -> AsyncIterator[dict[str, Any]]:
    """The promo codes that he was given."""
    async with engines.postgres.connection() as connection:
        found = await promo.list_of_people(connection, workspace_id=workspace_id, people=person.members)
    for pool, code, given_at, until in found:
        yield {"pool": pool, "code": code, "given_at": given_at, "until": until}


async def stream_requests(
    engines: Engines, workspace_id: int, person: Person
) -> AsyncIterator[dict[str, Any]]:
    """Subscriptions that he asked for, with what he agreed to and how he confirmed it."""
    async with engines.postgres.connection() as connection:
        found = await confirming.list_of_people(connection, workspace_id=workspace_id, people=person.members)
    for each in found:
        yield msgspec.to_builtins(each)


EXPORTS: Final = {
    "send": stream_sends,
    "form_submission": stream_submissions,
    "promo_code": stream_promo_codes,
    "subscription_request": stream_requests,
}
"""What an export of a person has of this room, by kind."""
