"""Letters made of blocks, over HTTP: ready ones, kept blocks, checks before they leave."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request

from otklik.infra.networks import read_networks
from otklik.infra.outgoing import Outgoing
from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep, end_transaction
from otklik.kit.errors import Fault
from otklik.messaging import contents, errors
from otklik.messaging.contracts import Channel, MessageKind
from otklik.messaging.design import repository, saving
from otklik.messaging.design.examples import show_templates
from otklik.messaging.design.gallery import EXAMPLE_SITE, Language
from otklik.messaging.design.inspecting import inspect, list_links
from otklik.messaging.design.linking import check_links
from otklik.messaging.design.schemas import (
    InspectAnswer,
    InspectBody,
    LetterBlockAnswer,
    LetterBlockChange,
    LetterLink,
    LetterTemplate,
    LinksBody,
    NewLetterBlock,
)
from otklik.messaging.tasks import make_channels
from otklik.workspaces import service as workspaces
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Page

router = APIRouter(tags=["messages"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
_LARGEST_ID: Final = (1 << 63) - 1
BlockId = Annotated[int, Path(ge=1, le=_LARGEST_ID)]


async def _open_outgoing(request: Request) -> AsyncIterator[Outgoing]:
    outgoing = Outgoing(read_networks(request.app.state.settings.outgoing_allow))
    try:
        yield outgoing
    finally:
        await outgoing.close()


OutgoingDep = Annotated[Outgoing, Depends(_open_outgoing)]


@router.get("/letter-templates")
async def list_letter_templates(
    actor: ReadAccess,
    session: SessionDep,
    engines: EnginesDep,
    language: Annotated[Language, Query()] = "en",
) -> Page[LetterTemplate]:
    """Ready letters, their links leading to the workspace's own site."""
    found = await workspaces.get_workspace(session, workspace_id=actor.workspace_id)
    site = f"https://{found.allowed_domains[0]}" if found.allowed_domains else EXAMPLE_SITE
    shown = show_templates(language, site, engines.public_url)
    return Page(items=[LetterTemplate.of(template, html) for template, html in shown])


@router.get("/letter-blocks")
async def list_letter_blocks(actor: ReadAccess, session: SessionDep) -> Page[LetterBlockAnswer]:
    """Blocks that the workspace keeps, by name."""
    connection = await driver_connection(session)
    found = await repository.list_blocks(connection, workspace_id=actor.workspace_id)
    return Page(items=[LetterBlockAnswer.of(each) for each in found])


@router.post("/letter-blocks", status_code=201)
async def create_letter_block(
    body: NewLetterBlock, actor: WriteAccess, session: SessionDep
) -> LetterBlockAnswer:
    """Keep a block under a name; letters get copies of it."""
    kept = await saving.keep_block(
        await driver_connection(session),
        workspace_id=actor.workspace_id,
        name=body.name,
        block=body.block,
        by=actor.author,
    )
    return LetterBlockAnswer.of(kept)


@router.patch("/letter-blocks/{block_id}")
async def update_letter_block(
    block_id: BlockId, body: LetterBlockChange, actor: WriteAccess, session: SessionDep
) -> LetterBlockAnswer:
    """Give a kept block another name or other words; letters that have a copy stay as they are."""
    changed = await saving.change_block(
        await driver_connection(session),
        workspace_id=actor.workspace_id,
        block_id=block_id,
        name=body.name,
        block=body.block,
    )
    return LetterBlockAnswer.of(changed)


@router.delete("/letter-blocks/{block_id}", status_code=204)
async def delete_letter_block(block_id: BlockId, actor: WriteAccess, session: SessionDep) -> None:
    """Forget a kept block; letters that have a copy keep it."""
    connection = await driver_connection(session)
    await saving.delete_block(connection, workspace_id=actor.workspace_id, block_id=block_id)


@router.post("/contents/inspect")
async def inspect_letter(body: InspectBody, actor: ReadAccess, engines: EnginesDep) -> InspectAnswer:
    """What a careful colleague would say of a letter, each finding with its place; nothing is kept."""
    del actor
    faults = _find_faults(engines, body.content)
    if faults:
        return InspectAnswer.of_faults(faults)
    return InspectAnswer.of(inspect(body.content, is_promotional=body.kind is MessageKind.PROMOTIONAL))


@router.post("/contents/links")
async def check_letter_links(
    body: LinksBody, actor: WriteAccess, session: SessionDep, engines: EnginesDep, outgoing: OutgoingDep
) -> Page[LetterLink]:
    """Call the links of a letter, 50 at most, five at a time; private networks are not reached."""
    del actor
    faults = _find_faults(engines, body.content)
    if faults:
        placed = [Fault(f"content.{each.path}", each.code, each.message, each.params) for each in faults]
        raise errors.invalid_content(placed)
    await end_transaction(session)
    results = await check_links(outgoing, list_links(body.content))
    return Page(items=[LetterLink.of(each) for each in results])


def _find_faults(engines: EnginesDep, content: Mapping[str, Any]) -> Sequence[Fault]:
    return contents.check_content(make_channels(engines, None), Channel.EMAIL, content)
