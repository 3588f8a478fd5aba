"""Who is here, and what the desk works with."""

from collections.abc import Sequence
from typing import Final

from otklik.desk import repository_members
from otklik.desk.authors import get_operator
from otklik.desk.beside import load_people
from otklik.desk.schemas import (
    FileAnswer,
    OperatorAnswer,
    PersonBeside,
    TagAnswer,
    VisitorAnswer,
    VisitorList,
)
from otklik.inbox import files, repository_lists, repository_presence, repository_settings
from otklik.inbox.repository_presence import VisitorHere
from otklik.infra.engines import Engines
from otklik.intake.pipeline.agents import parse_agent
from otklik.profiles import service as profiles
from otklik.profiles import tags
from otklik.workspaces.roles import ROLE_PERMISSIONS, Actor, Permission, Role

SHOWN: Final = 200
MOST_SHOWN: Final = 2_000
_COUNTED: Final = 20_000


async def list_operators(engines: Engines, *, actor: Actor) -> list[OperatorAnswer]:
    """Everybody who may write to people, by name, and whether he is at the desk."""
    async with engines.postgres.connection() as connection:
        members = await repository_members.list_members(connection, workspace_id=actor.workspace_id)
        here = await repository_presence.list_operators(connection, workspace_id=actor.workspace_id)
        idle = await repository_presence.list_idle(connection, workspace_id=actor.workspace_id)
    return [
        OperatorAnswer(
            id=member.id,
            name=member.name,
            picture=member.picture,
            state="offline" if member.id not in here else "away" if here[member.id] else "online",
            is_automatic=member.id in idle,
            is_me=member.id == actor.member_id,
        )
        for member in members
        if Permission.INBOX_WRITE in ROLE_PERMISSIONS[Role(member.role)]
    ]


async def list_visitors(engines: Engines, *, workspace_id: int, limit: int = SHOWN) -> VisitorList:
    """Who has a page open, the last come first: with a chat that listens, or heard of by its events alone."""
    async with engines.postgres.connection() as connection:
        here = await repository_presence.list_visitors(connection, workspace_id=workspace_id, limit=_COUNTED)
    here += await _list_heard(engines, workspace_id=workspace_id, here=here)
    here.sort(key=lambda each: each.since, reverse=True)
    shown = here[:limit]
    async with engines.postgres.connection() as connection:
        talks = await repository_lists.list_last_of(
            connection, workspace_id=workspace_id, people=[each.profile_id for each in shown]
        )
    people = await load_people(engines, workspace_id=workspace_id, homes={each.profile_id for each in shown})
    items = [_visitor(each, people.get(each.profile_id), talks.get(each.profile_id)) for each in shown]
    return VisitorList(items=items, total=len(here))


async def _list_heard(
    engines: Engines, *, workspace_id: int, here: Sequence[VisitorHere]
) -> list[VisitorHere]:
    """People whose pages say that they are there, beside those whose chat does."""
    homes = [each.profile_id for each in here]
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=homes)
    listening = {cluster.root for cluster in clusters.values()}
    heard = await profiles.list_online(engines, workspace_id=workspace_id)
    return [
        VisitorHere(workspace_id, 0, root, place.url, place.title, "", place.since)
        for root, place in heard.items()
        if root not in listening
    ]


def _visitor(here: VisitorHere, known: PersonBeside | None, conversation_id: int | None) -> VisitorAnswer:
    person = known or PersonBeside(id=str(here.profile_id))
    agent = parse_agent(here.user_agent)
    return VisitorAnswer(
        profile_id=str(here.profile_id),
        name=person.name,
        email=person.email,
        url=here.url,
        title=here.title,
        since=here.since,
        device=" · ".join(each for each in (agent.browser, agent.os) if each),
        country=person.country,
        city=person.city,
        conversation_id=conversation_id,
    )


async def list_tags(engines: Engines, *, workspace_id: int) -> list[TagAnswer]:
    """The workspace's tags, by title."""
    return [
        TagAnswer(tag=row.tag, title=row.title, color=row.color)
        for row, _ in await tags.list_tags(engines, workspace_id=workspace_id)
    ]


async def store_file(engines: Engines, *, actor: Actor, name: str, data: bytes) -> FileAnswer:
    """Keep an operator's file. Raises TooLargeError, InvalidError, ForbiddenError for a token."""
    owner = get_operator(actor).text
    async with engines.postgres.connection() as connection:
        settings = await repository_settings.read_settings(connection, workspace_id=actor.workspace_id)
    most = settings.get("max_file_bytes", files.MAX_BYTES)
    stored = await files.store_file(
        engines,
        workspace_id=actor.workspace_id,
        name=name,
        data=data,
        owner=owner,
        max_bytes=most,
    )
    shown = files.show_file(engines.secrets, workspace_id=actor.workspace_id, file=stored)
    return FileAnswer.model_validate(shown)
