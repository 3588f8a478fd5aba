"""A workspace's own host: set, looked at, proved; used from then on, and no longer when it breaks."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

import structlog

from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.kit.late import import_late
from otklik.messaging import errors
from otklik.messaging.mail.hosts import repository
from otklik.messaging.mail.hosts.checking import Calls, Lookup, look
from otklik.messaging.mail.hosts.repository import Host
from otklik.messaging.mail.links import PATH, Links
from otklik.messaging.planning import moment
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

if TYPE_CHECKING:
    from otklik.letters import resolving
else:
    resolving = import_late("otklik.letters.resolving")

log = structlog.get_logger(__name__)

JOB: Final = "mail.look_at_hosts"
_AT: Final = "17 5 * * *"
Hear: TypeAlias = Callable[[Session, Host], Awaitable[None]]
"""`await hear(session, host)` in the transaction that finds one broken."""


async def set_host(session: Session, engines: Engines, *, actor: Actor, host: str) -> Host:
    """Set the host; it is used once it was proved. Raises ConflictError, InvalidError."""
    connection = await driver_connection(session)
    if host == target_of(engines):
        raise errors.own_host()
    if not await repository.write_host(connection, workspace_id=actor.workspace_id, host=host):
        raise errors.host_taken()
    await record_audit(session, actor=actor, action="tracking_host.set", details={"host": host})
    found = await repository.find_host(connection, workspace_id=actor.workspace_id)
    assert found is not None  # noqa: S101 - just written
    return found


async def forget_host(session: Session, *, actor: Actor) -> None:
    """Links lead over the installation's name again; letters that are out find nobody on the old one."""
    connection = await driver_connection(session)
    found = await repository.find_host(connection, workspace_id=actor.workspace_id)
    if found is not None:
        await repository.delete_host(connection, workspace_id=actor.workspace_id)
        details = {"host": found.host}
        await record_audit(session, actor=actor, action="tracking_host.deleted", details=details)


async def check_host(
    engines: Engines,
    calls: Calls,
    host: Host,
    *,
    now: datetime,
    hear: Hear | None = None,
    look_up: Lookup | None = None,
) -> None:
    """Look at it now and keep what was seen; `hear` is told when one that was in use is broken."""
    links = Links(engines.secrets, engines.public_url)
    token = links.host_token(host.workspace_id)
    seen = await look(
        calls,
        look_up or resolving.look_up,
        host=host.host,
        path=f"{PATH}{token}",
        token=token,
        target=target_of(engines),
    )
    async with engines.postgres.session() as session:
        connection = await driver_connection(session)
        is_broken = await repository.write_seen(
            connection,
            workspace_id=host.workspace_id,
            host=host.host,
            found=seen.code,
            detail=seen.detail,
            at=now,
        )
        if is_broken and hear is not None:
            found = await repository.find_host(connection, workspace_id=host.workspace_id)
            if found is not None:
                await hear(session, found)
    if is_broken:
        log.warning("hosts.broken", workspace_id=host.workspace_id, host=host.host, found=seen.code)


def register_jobs(engines: Engines, calls: Calls, *, hear: Hear) -> None:
    """Say what the daily job does, once a worker process."""

    async def look_at_all() -> None:
        async with engines.postgres.connection() as connection:
            hosts = await repository.list_all(connection)
        for host in hosts:
            await check_host(engines, calls, host, now=moment(), hear=hear)

    engines.jobs.register_periodic(JOB, look_at_all, cron=_AT)


def target_of(engines: Engines) -> str:
    """The installation's own host: what the DNS record of a workspace's host names."""
    return (urlsplit(engines.public_url).hostname or "").lower()
