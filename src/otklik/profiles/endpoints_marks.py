"""Tags and subscriptions of one person over HTTP (contract of `/api/v1`)."""

from typing import Annotated

from fastapi import APIRouter

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.web import EnginesDep
from otklik.profiles import card, endpoints_lists, endpoints_tags, schemas, tags
from otklik.profiles import service as profiles
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.schemas_marks import SubscriptionInput
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.models import Session

router = APIRouter(tags=["people"])
TagAccess = Annotated[Actor, require(Permission.PEOPLE_WRITE)]
SubscribeAccess = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]


@router.put("/profiles/{person_id}/tags/{tag:path}")
async def tag_profile(person_id: str, tag: str, engines: EnginesDep, actor: TagAccess) -> schemas.Profile:
    """Put a tag on a person; a tag that does not exist yet is made."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )

    async def work(_session: Session, connection: Connection) -> None:
        found = await tags.ensure_tag(
            connection, workspace_id=actor.workspace_id, name=tag, author=actor.author
        )
        await _change(connection, actor, person.id, (MarkKind.TAG, found.tag), is_on=True)

    await profiles.in_transaction(engines, work)
    return await _answer(engines, actor, person.id)


@router.delete("/profiles/{person_id}/tags/{tag:path}")
async def untag_profile(person_id: str, tag: str, engines: EnginesDep, actor: TagAccess) -> schemas.Profile:
    """Take a tag off a person; who does not carry it stays as he is."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )

    async def work(_session: Session, connection: Connection) -> None:
        found = await tags.get_tag(connection, workspace_id=actor.workspace_id, name=tag)
        await _change(connection, actor, person.id, (MarkKind.TAG, found.tag), is_on=False)

    await profiles.in_transaction(engines, work)
    return await _answer(engines, actor, person.id)


@router.put("/profiles/{person_id}/subscriptions")
async def subscribe_profile(
    person_id: str, given: SubscriptionInput, engines: EnginesDep, actor: SubscribeAccess
) -> schemas.Profile:
    """Say for a person whether he takes messages of a channel or topic; the feed names the author."""
    key = profiles.check_subscription(given.channel, given.topic)
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )

    async def work(_session: Session, connection: Connection) -> None:
        mark = (MarkKind.SUBSCRIPTION, key)
        await _change(connection, actor, person.id, mark, is_on=given.is_subscribed)

    await profiles.in_transaction(engines, work)
    return await _answer(engines, actor, person.id)


async def _change(
    connection: Connection, actor: Actor, person_id: int, mark: tuple[MarkKind, str], *, is_on: bool
) -> None:
    await profiles.change_marks(
        connection,
        workspace_id=actor.workspace_id,
        people=[person_id],
        kind=mark[0],
        key=mark[1],
        is_on=is_on,
        author=actor.author,
    )


async def _answer(engines: Engines, actor: Actor, person_id: int) -> schemas.Profile:
    person = await profiles.get_person(engines, workspace_id=actor.workspace_id, person_id=person_id)
    return await profiles.get_profile(engines, workspace_id=actor.workspace_id, person=person)


for _part in (endpoints_tags, endpoints_lists):
    router.include_router(_part.router)
