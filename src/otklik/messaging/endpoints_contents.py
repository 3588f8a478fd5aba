"""What messages say, over HTTP: checked, kept, shown as a person would get it, sent as a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, LanguageDep, SessionDep
from otklik.kit.errors import Fault, InvalidError
from otklik.messaging import contents, explaining, previewing, repository
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contracts import Channel
from otklik.messaging.deciding import PARKED
from otklik.messaging.errors import no_content
from otklik.messaging.promo import samples
from otklik.messaging.schemas import SendAnswer
from otklik.messaging.schemas_contents import (
    ContentAnswer,
    ContentBody,
    ContentCheck,
    ContentFault,
    ContentPreview,
    PreviewBody,
    TestBody,
)
from otklik.messaging.tasks import make_channels
from otklik.messaging.templates import service as templates
from otklik.profiles import service as profiles
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["messages"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
ContentId = Annotated[int, Path(ge=1, le=explaining.LARGEST)]


async def _find_channels(engines: EnginesDep) -> Channels:
    return make_channels(engines, None)


ChannelsDep = Annotated[Channels, Depends(_find_channels)]


@router.post("/contents", status_code=201)
async def create_content(
    body: ContentBody, actor: WriteAccess, session: SessionDep, channels: ChannelsDep
) -> ContentAnswer:
    """Keep what a message says. It never changes; the same content has one id."""
    with _in_content():
        content_id = await contents.keep_content(
            await driver_connection(session),
            channels,
            workspace_id=actor.workspace_id,
            channel=body.channel,
            content=body.content,
        )
    return ContentAnswer(id=content_id, channel=body.channel, content=body.content)


@router.get("/contents/{content_id}")
async def get_content(content_id: ContentId, actor: ReadAccess, session: SessionDep) -> ContentAnswer:
    """What a message says, before its templates are filled in."""
    found = await repository.list_contents(
        await driver_connection(session), workspace_id=actor.workspace_id, content_ids=[content_id]
    )
    if content_id not in found:
        raise no_content()
    channel, content = found[content_id]
    return ContentAnswer(id=content_id, channel=Channel(channel), content=content)


@router.post("/contents/check")
async def check_content(
    body: ContentBody, actor: ReadAccess, session: SessionDep, channels: ChannelsDep
) -> ContentCheck:
    """Every fault of a content by its place, and what its templates ask for; nothing is kept."""
    faults = [
        *contents.check_content(channels, body.channel, body.content),
        *await samples.find_faults(
            await driver_connection(session), workspace_id=actor.workspace_id, content=body.content
        ),
    ]
    variables = templates.check_content(body.content).variables
    return ContentCheck(faults=[_show(fault) for fault in faults], variables=list(variables))


@router.post("/contents/preview")
async def preview_content(
    body: PreviewBody,
    actor: ReadAccess,
    session: SessionDep,
    engines: EnginesDep,
    channels: ChannelsDep,
    language: LanguageDep,
) -> ContentPreview:
    """A content as a person would get it, or an example of a person; nothing is kept."""
    content, faults = await previewing.preview(
        engines,
        await driver_connection(session),
        channels,
        workspace_id=actor.workspace_id,
        channel=body.channel,
        content=body.content,
        profile_id=int(body.profile_id) if body.profile_id else None,
        event=body.event,
        language=language,
        is_marked=body.is_marked,
        name=body.name,
    )
    return ContentPreview(content=content, faults=[_show(fault) for fault in faults])


@router.post("/contents/test", status_code=201)
async def test_content(
    body: TestBody, actor: WriteAccess, session: SessionDep, engines: EnginesDep, channels: ChannelsDep
) -> SendAnswer:
    """Really send a content to a person, free of caps and quiet hours; no statistics count it."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(body.profile_id)
    )
    connection = await driver_connection(session)
    with _in_content():
        send_id = await previewing.send_test(
            connection,
            channels,
            workspace_id=actor.workspace_id,
            channel=body.channel,
            content=body.content,
            profile_id=person.id,
            event=body.event,
            name=body.name,
            bus=engines.bus,
        )
    send = await explaining.get_send(connection, workspace_id=actor.workspace_id, send_id=send_id)
    return SendAnswer.of(send, parked=PARKED)


test_content.__test__ = False  # type: ignore[attr-defined]  # pytest: no test


@contextmanager
def _in_content() -> Iterator[None]:
    """Faults of a content stand under `content` of the body."""
    try:
        yield
    except InvalidError as error:
        faults = [Fault(_under(each.path), each.code, each.message, each.params) for each in error.faults]
        raise InvalidError(error.code, error.message, error.params, faults=faults) from None


def _under(path: str) -> str:
    return f"content.{path}" if path else "content"


def _show(fault: Fault) -> ContentFault:
    said = fault.message.format_map(dict(fault.params)) if fault.params else fault.message
    return ContentFault(path=_under(fault.path), code=fault.code, message=said, params=dict(fault.params))
