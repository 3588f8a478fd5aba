"""Promo codes over HTTP (docs/reference/promo-codes.md)."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from otklik.infra.postgres import Connection, driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging.explaining import LARGEST
from otklik.messaging.promo import csv_files, making, repository, repository_codes, service
from otklik.messaging.promo.contracts import Figures, Pool, State
from otklik.messaging.promo.schemas import (
    CODE_QUERY,
    AddedAnswer,
    CodeAnswer,
    CodePage,
    FiguresAnswer,
    GenerateBody,
    MessageCodes,
    MessageCodesList,
    PoolAnswer,
    PoolBody,
    PoolPage,
)
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/promo-pools", tags=["messages"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
PeopleAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]
PoolId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST)]


@router.get("")
async def list_pools(actor: ReadAccess, session: SessionDep) -> PoolPage:
    """All pools by name, with what came of their codes."""
    connection = await driver_connection(session)
    pools = await service.list_pools(connection, workspace_id=actor.workspace_id)
    return PoolPage(items=await _show(connection, pools))


@router.post("", status_code=201)
async def create_pool(body: PoolBody, actor: WriteAccess, session: SessionDep) -> PoolAnswer:
    """Make a pool without codes; the first one is the default."""
    pool = await service.create_pool(
        session,
        actor=actor,
        name=body.name,
        title=body.title,
        rules=body.rules(),
        is_default=body.is_default,
    )
    return PoolAnswer.of(pool, Figures())


@router.get("/{pool_id}")
async def get_pool(pool_id: PoolId, actor: ReadAccess, session: SessionDep) -> PoolAnswer:
    """One pool."""
    connection = await driver_connection(session)
    pool = await service.get_pool(connection, workspace_id=actor.workspace_id, pool_id=pool_id)
    return (await _show(connection, [pool]))[0]


@router.put("/{pool_id}")
async def update_pool(pool_id: PoolId, body: PoolBody, actor: WriteAccess, session: SessionDep) -> PoolAnswer:
    """Set all of it; codes that were given keep their terms."""
    pool = await service.update_pool(
        session,
        actor=actor,
        pool_id=pool_id,
        name=body.name,
        title=body.title,
        rules=body.rules(),
        is_default=body.is_default,
    )
    return (await _show(await driver_connection(session), [pool]))[0]


@router.delete("/{pool_id}", status_code=204)
async def delete_pool(pool_id: PoolId, actor: WriteAccess, session: SessionDep) -> None:
    """Delete a pool of which nobody has a code."""
    await service.delete_pool(session, actor=actor, pool_id=pool_id)


@router.post("/{pool_id}/generate", status_code=202)
async def generate_codes(
    pool_id: PoolId, body: GenerateBody, actor: WriteAccess, session: SessionDep, engines: EnginesDep
) -> PoolAnswer:
    """Make codes at random: `making` of the pool counts down to nothing."""
    pool = await service.generate(session, actor=actor, pool_id=pool_id, count=body.count, bus=engines.bus)
    return (await _show(await driver_connection(session), [pool]))[0]


@router.post(
    "/{pool_id}/codes",
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
)
async def add_codes(
    pool_id: PoolId, request: Request, actor: WriteAccess, session: SessionDep
) -> AddedAnswer:
    """Put the codes of a CSV file into a pool: the first column, a code a line; at most 32 MB."""
    body = await request.body()
    added = await service.add_codes(session, actor=actor, pool_id=pool_id, body=body)
    return AddedAnswer.model_validate(added)


@router.get("/{pool_id}/codes")
async def list_codes(
    pool_id: PoolId,
    actor: PeopleAccess,
    session: SessionDep,
    state: State | None = None,
    query: Annotated[str, Query(max_length=CODE_QUERY)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
) -> CodePage:
    """Codes in the order in which they came; `query`: how they begin."""
    connection = await driver_connection(session)
    await service.get_pool(connection, workspace_id=actor.workspace_id, pool_id=pool_id)
    found = await repository_codes.list_codes(
        connection,
        workspace_id=actor.workspace_id,
        pool_id=pool_id,
        state=state,
        query=making.normalize(query),
        after=int(cursor or 0),
        limit=limit + 1,
    )
    items = [CodeAnswer.of(each) for each in found[:limit]]
    return CodePage(items=items, next_cursor=str(items[-1].id) if len(found) > limit else None)


@router.get("/{pool_id}/codes.csv", response_class=StreamingResponse)
async def export_codes(pool_id: PoolId, actor: ExportAccess, engines: EnginesDep) -> StreamingResponse:
    """All codes of a pool as a file that a spreadsheet opens without running anything in it."""
    async with engines.postgres.connection() as connection:
        pool = await service.get_pool(connection, workspace_id=actor.workspace_id, pool_id=pool_id)
    lines = csv_files.stream_codes(engines, workspace_id=actor.workspace_id, pool_id=pool_id)
    headers = {"Content-Disposition": f'attachment; filename="promo-{pool.name}.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{pool_id}/messages")
async def list_pool_messages(pool_id: PoolId, actor: ReadAccess, session: SessionDep) -> MessageCodesList:
    """What came of the codes that each scenario gave."""
    connection = await driver_connection(session)
    await service.get_pool(connection, workspace_id=actor.workspace_id, pool_id=pool_id)
    found = await repository.count_by_message(connection, workspace_id=actor.workspace_id, pool_id=pool_id)
    return MessageCodesList(
        items=[
            MessageCodes(
                scenario_id=scenario_id,
                name=name,
                **FiguresAnswer.model_validate(figures).model_dump(),
            )
            for (scenario_id, name), figures in found.items()
        ]
    )


async def _show(connection: Connection, pools: list[Pool]) -> list[PoolAnswer]:
    if not pools:
        return []
    figures = await repository.count_codes(
        connection, workspace_id=pools[0].workspace_id, pool_ids=[each.id for each in pools]
    )
    return [PoolAnswer.of(pool, figures.get(pool.id, Figures())) for pool in pools]
