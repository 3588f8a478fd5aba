"""Which hosts are workspaces' own, as one web process knows it. Only their letters are answered there."""

import time
from typing import Final

import structlog

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.middleware import Application, Receive, Scope, Send
from otklik.intake.door_http import Answer, send_answer
from otklik.messaging.mail.hosts import repository

log = structlog.get_logger(__name__)

FRESH_S: Final = 10.0


class KnownHosts:
    """Hosts by name; read anew after some seconds, kept while the database is away."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._owners: dict[str, int] = {}
        self._read_at = -FRESH_S

    async def find_owner(self, scope: Scope) -> int | None:
        """The workspace whose own host a request names; None: it is the installation's."""
        if time.monotonic() - self._read_at >= FRESH_S:
            self._read_at = time.monotonic()
            await self._read()
        return self._owners.get(host_of(scope)) if self._owners else None

    async def _read(self) -> None:
        try:
            async with self._engines.postgres.connection() as connection:
                self._owners = {row.host: row.workspace_id for row in await repository.list_all(connection)}
        except ENGINE_AWAY as error:
            log.warning("hosts.not_read", error=str(error)[:300])


class HostGuard:
    """On a workspace's own host there is no admin and no API: only what its letters lead to."""

    def __init__(self, app: Application, known: KnownHosts) -> None:
        self._app = app
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is for the installation's own name."""
        if scope["type"] == "http" and await self._known.find_owner(scope) is not None:
            await send_answer(send, Answer(404, b"", [(b"content-length", b"0")]))
        else:
            await self._app(scope, receive, send)


def host_of(scope: Scope) -> str:
    """The name in the Host header, without its port."""
    for name, value in scope["headers"]:
        if name == b"host":
            host: str = value.decode("latin-1").lower()
            return host.partition(":")[0].rstrip(".")
    return ""
