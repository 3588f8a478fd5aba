"""The host that links of a workspace's letters lead over."""

from typing import Annotated

from fastapi import APIRouter, Request

from otklik.infra.engines import Engines
from otklik.infra.networks import read_networks
from otklik.infra.outgoing import Outgoing
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging import errors
from otklik.messaging.mail.hosts import repository, service
from otklik.messaging.mail.hosts.schemas import TrackingHost, TrackingHostBody
from otklik.messaging.planning import moment
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/mail/tracking-host", tags=["mail"])
ReadAccess = Annotated[Actor, require(Permission.WORKSPACE_READ)]
WriteAccess = Annotated[Actor, require(Permission.WORKSPACE_WRITE)]


@router.get("")
async def get_tracking_host(engines: EnginesDep, actor: ReadAccess) -> TrackingHost:
    """The workspace's own host, what to put into the DNS for it, and how it stands."""
    return await _read(engines, actor)


@router.put("")
async def put_tracking_host(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: TrackingHostBody
) -> TrackingHost:
    """Set it; letters use it once a check has proved it."""
    made = await service.set_host(session, engines, actor=actor, host=body.host)
    return TrackingHost.of(made, service.target_of(engines))


@router.delete("", status_code=204)
async def delete_tracking_host(session: SessionDep, actor: WriteAccess) -> None:
    """Let links lead over the installation's name again."""
    await service.forget_host(session, actor=actor)


@router.post("/check")
async def check_tracking_host(request: Request, engines: EnginesDep, actor: WriteAccess) -> TrackingHost:
    """Look now whether it leads here and answers over HTTPS; from then on letters use it, or no longer."""
    async with engines.postgres.connection() as connection:
        host = await repository.find_host(connection, workspace_id=actor.workspace_id)
    if host is None:
        raise errors.no_host()
    calls = Outgoing(read_networks(request.app.state.settings.outgoing_allow))
    try:
        await service.check_host(engines, calls, host, now=moment())
    finally:
        await calls.close()
    return await _read(engines, actor)


async def _read(engines: Engines, actor: Actor) -> TrackingHost:
    async with engines.postgres.connection() as connection:
        host = await repository.find_host(connection, workspace_id=actor.workspace_id)
    return TrackingHost.of(host, service.target_of(engines))
