"""The web application: the doors first, then the API, then the admin and the widget.

`python -m otklik.app` is one web process; the supervisor gives it the listening socket.
"""

import argparse
import asyncio
import contextlib
import socket
import time
from collections import ChainMap
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import structlog
from fastapi import APIRouter, FastAPI, Response

from otklik.automation import endpoints_all as automation_all
from otklik.automation.matching import find_matched
from otklik.chat import endpoints as chat_endpoints
from otklik.chat import errors as chat_errors
from otklik.chat import sockets as chat_sockets
from otklik.chat.carrotquest import Conversations as CarrotQuestConversations
from otklik.chat.door import ChatDoor
from otklik.chat.service import Chat
from otklik.correspondence import endpoints_all as correspondence_all
from otklik.correspondence.answering.door import PATH as TALKS
from otklik.correspondence.answering.door import TalkDoor
from otklik.correspondence.answering.service import stream_letters
from otklik.demo.formats import register_formats
from otklik.desk import endpoints as desk_endpoints
from otklik.desk import errors as desk_errors
from otklik.desk.sockets import PATH as DESK_SOCKET
from otklik.desk.sockets import DeskSockets
from otklik.desk.statistics import errors as statistics_errors
from otklik.events import endpoints as events_endpoints
from otklik.events import errors as events_errors
from otklik.events.shipping import ship_rows
from otklik.inbox import errors as inbox_errors
from otklik.inbox import files as inbox_files
from otklik.inbox.erasure import stream_words
from otklik.inbox.hub import Hub
from otklik.inbox.presence import Presence
from otklik.inbox.rules import register_rules
from otklik.inbox.untagging import start_untagging
from otklik.infra import metrics
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.embedded.running import running_addresses
from otklik.infra.engines import Engines, open_engines
from otklik.infra.health import check_engines
from otklik.infra.listener import listen
from otklik.infra.middleware import Application as ASGIApplication
from otklik.infra.middleware import BodyLimitMiddleware, Receive, RequestMiddleware, Scope, Send
from otklik.infra.serving import quicken_gc, run, serve_asgi
from otklik.infra.short_way import short_way
from otklik.infra.static_site import StaticSite, send_file, send_page
from otklik.infra.streams import StreamEnder
from otklik.infra.telemetry import configure_logging
from otklik.infra.web import EnginesDep, install_error_handlers
from otklik.intake import endpoints as intake_endpoints
from otklik.intake import errors as intake_errors
from otklik.intake.door import create_door, is_door_path
from otklik.intake.door_http import refusal, send_answer
from otklik.kit.errors import UnavailableError
from otklik.letters import endpoints as letters_endpoints
from otklik.letters import errors as letters_errors
from otklik.messaging import endpoints as messaging_endpoints
from otklik.messaging import errors as messaging_errors
from otklik.messaging import service as messaging
from otklik.messaging.erasure import EXPORTS
from otklik.messaging.mail.door import PATH as LETTERS
from otklik.messaging.mail.door import LetterDoor
from otklik.pictures import endpoints as pictures_endpoints
from otklik.pictures import errors as pictures_errors
from otklik.pictures.contracts import PATH as PICTURES
from otklik.pictures.door import PictureDoor
from otklik.profiles import endpoints as profiles_endpoints
from otklik.profiles import endpoints_identity as profiles_identity
from otklik.profiles import errors as profiles_errors
from otklik.profiles.export import register_export
from otklik.profiles.service import register_segments_reader, register_shipper, register_untagger
from otklik.push import endpoints as push_endpoints
from otklik.push import errors as push_errors
from otklik.routing import endpoints as routing_endpoints
from otklik.routing import errors as routing_errors
from otklik.routing.settling import Routing
from otklik.segments import endpoints as segments_endpoints
from otklik.segments import endpoints_bulk as segments_bulk
from otklik.segments import endpoints_exports as segments_exports
from otklik.segments import errors as segments_errors
from otklik.segments.bulk import errors as bulk_errors
from otklik.segments.documenting import document_conditions
from otklik.segments.live.service import list_person_segments
from otklik.settings import Settings
from otklik.status import endpoints as status_endpoints
from otklik.tasks import endpoints as tasks_endpoints
from otklik.tasks import errors as tasks_errors
from otklik.tasks.erasure import stream_tasks
from otklik.version import VERSION
from otklik.workspaces import endpoints as workspaces_endpoints
from otklik.workspaces import errors as workspaces_errors

API_PREFIX: Final = "/api/v1"
_API_PATHS: Final = ("/api/", "/healthz", "/readyz", "/metrics")
_MB: Final = 1024 * 1024
_MAX_BODY_BYTES: Final = 2 * _MB
_LARGER_BODIES: Final = {
    "/api/v1/imports": 512 * _MB,
    "/api/v1/inbox/files": inbox_files.LARGEST,
    "/api/v1/pictures": 16 * _MB,  # so that who brings a photograph is told what is too large about it
    **dict.fromkeys(("/api/v1/me/picture", "/api/v1/messages/send"), 16 * _MB),
    "/api/v1/promo-pools/": 32 * _MB,
}
_CHAT: Final = "/chat/"
_STATIC: Final = Path(str(files("otklik") / "static"))
# Scripts for other sites: any page may load them, and a new version is there within the hour.
_WIDGET_CACHE: Final = b"public, max-age=3600, stale-while-revalidate=86400"
_WIDGET_HEADERS: Final = {
    b"access-control-allow-origin": b"*",
    b"cross-origin-resource-policy": b"cross-origin",
}
_NOT_BUILT: Final = """<!doctype html><meta charset="utf-8"><title>Otklik</title>
<h1>Otklik works, the admin is not built</h1>
<p>Run <code>make setup</code> in the source tree (it builds the admin and the widget), then reload this
page.</p> <p>The API is described at <a href="/api/openapi.json">/api/openapi.json</a>.</p>"""

_AWAY: Final = UnavailableError("engine_unavailable", "The database does not answer", retry_after_s=2)

_TELL_EVERY_S: Final = 5.0

log = structlog.get_logger(__name__)

# One line a room. A request asks them in this order: those of every message and every open page come first.
ROUTERS: tuple[APIRouter, ...] = (
    desk_endpoints.router,
    chat_endpoints.router,
    workspaces_endpoints.router,
    intake_endpoints.router,
    events_endpoints.router,
    segments_endpoints.router,
    segments_exports.router,
    segments_bulk.router,
    status_endpoints.router,
    profiles_endpoints.router,
    profiles_identity.router,
    *automation_all.ROUTERS,
    messaging_endpoints.router,
    letters_endpoints.router,
    *correspondence_all.ROUTERS,
    routing_endpoints.router,
    tasks_endpoints.router,
    push_endpoints.router,
    pictures_endpoints.router,
)
RUSSIAN_TEXTS: tuple[Mapping[str, str], ...] = (
    workspaces_errors.RUSSIAN,
    profiles_errors.RUSSIAN,
    events_errors.RUSSIAN,
    segments_errors.RUSSIAN,
    bulk_errors.RUSSIAN,
    intake_errors.RUSSIAN,
    inbox_errors.RUSSIAN,
    chat_errors.RUSSIAN,
    desk_errors.RUSSIAN,
    statistics_errors.RUSSIAN,
    *automation_all.RUSSIAN,
    messaging_errors.RUSSIAN,
    *correspondence_all.RUSSIAN,
    letters_errors.RUSSIAN,
    routing_errors.RUSSIAN,
    tasks_errors.RUSSIAN,
    push_errors.RUSSIAN,
    pictures_errors.RUSSIAN,
)

probes = APIRouter(include_in_schema=False)


@probes.get("/healthz")
async def get_health() -> dict[str, str]:
    """Alive: the process answers."""
    return {"status": "ok"}


@probes.get("/readyz")
async def get_readiness(engines: EnginesDep, response: Response) -> dict[str, object]:
    """Ready: both engines answer within two seconds; else 503 with what does not."""
    checks = await check_engines(engines)
    is_ready = all(check.is_ok for check in checks)
    response.status_code = 200 if is_ready else 503
    told = [{"name": check.name, "ok": check.is_ok, "detail": check.detail} for check in checks]
    return {"status": "ok" if is_ready else "unavailable", "engines": told}


@probes.get("/metrics")
async def get_metrics() -> Response:
    """All processes' metrics in Prometheus' text form."""
    return Response(await asyncio.to_thread(metrics.render), media_type=metrics.CONTENT_TYPE)


def create_api() -> FastAPI:
    """The REST API with every room's routes; needs no engines until it is asked something."""
    api = FastAPI(
        title="Otklik",
        version=VERSION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    install_error_handlers(api, russian=dict(ChainMap(*(dict(texts) for texts in RUSSIAN_TEXTS))))
    api.include_router(probes)
    for router in ROUTERS:
        api.include_router(router, prefix=API_PREFIX)
    api.openapi = _with_conditions(api.openapi)  # type: ignore[method-assign]  # FastAPI's way of changing it
    return api


def _with_conditions(make: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """The same document with the condition language in it."""

    @cache
    def make_whole() -> dict[str, Any]:
        document = make()
        document_conditions(document)
        return document

    return make_whole


class Application:
    """The ASGI application of one web process: `running()` surrounds it, `stopping` ends its streams."""

    def __init__(self, engines: Engines, settings: Settings, *, api: FastAPI | None = None) -> None:
        register_shipper(ship_rows)
        register_segments_reader(list_person_segments)
        register_untagger("inbox", start_untagging)
        told = {"conversation_message": stream_words, "letter_of_conversation": stream_letters}
        for kind, stream in {**told, **EXPORTS, "task": stream_tasks}.items():
            register_export(kind, stream)
        messaging.register_matcher(find_matched)
        register_rules(Routing())
        register_formats()
        self.api = api or create_api()
        self.api.state.engines = engines
        self.api.state.settings = settings
        self.hub = self.api.state.hub = Hub(engines)
        self._door = create_door(
            engines, settings, answer_talk=CarrotQuestConversations(engines, self.hub).answer
        )
        self.quick_door = self._door.quick
        self.presence = self.api.state.presence = Presence(engines, self.hub)
        self._sockets: dict[str, ASGIApplication] = {}
        self._told_away = -_TELL_EVERY_S
        self._admin = StaticSite(_STATIC / "admin")
        self._widget = StaticSite(_STATIC / "widget", cache=_WIDGET_CACHE)
        self.stopping = self.api.state.stopping = asyncio.Event()
        self._sockets[DESK_SOCKET] = DeskSockets(engines, self.hub, self.presence, self.stopping)
        chat = self._chat_service = Chat(engines, self.hub, self.presence)
        self._chat_sockets = chat_sockets.ChatSockets(chat, self.stopping)
        self._sockets[chat_sockets.PATH] = self._chat_sockets
        self._chat = RequestMiddleware(
            ChatDoor(
                chat,
                trusted_proxies=settings.trusted_proxies,
                stopping=self.stopping,
                russian=lambda: self.api.state.russian,
            )
        )
        self._pictures = RequestMiddleware(PictureDoor(engines))
        self._letters = RequestMiddleware(letters := LetterDoor(engines, settings.trusted_proxies))
        self._talks = RequestMiddleware(TalkDoor(engines))
        limited = BodyLimitMiddleware(self._route, max_bytes=_MAX_BODY_BYTES, larger=_LARGER_BODIES)
        self._rest = RequestMiddleware(letters.guard(StreamEnder(limited, self.stopping)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Surround the life of the process: what the doors gathered is written before the end."""
        await self._door.start()
        tasks = [
            asyncio.create_task(_keep_running("hub", self.hub.run)),
            asyncio.create_task(_keep_running("presence", self.presence.run)),
            asyncio.create_task(_keep_running("chat", self._chat_sockets.run)),
            asyncio.create_task(_keep_running("pages", self._chat_service.site.lines.run)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            with contextlib.suppress(*ENGINE_AWAY):
                await self.presence.close()
            await self._door.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: sockets and doors without any middleware, the rest through it."""
        if scope["type"] == "websocket" and (socket := self._sockets.get(scope["path"])) is not None:
            await socket(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"].startswith(_CHAT):
            await self._chat(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"].startswith(PICTURES):
            await self._pictures(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"].startswith(LETTERS):
            await self._letters(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"].startswith(TALKS):
            await self._talks(scope, receive, send)
            return
        if scope["type"] != "http" or not is_door_path(scope["path"]):
            await self._rest(scope, receive, send)
            return
        try:
            await self._door(scope, receive, send)
        except ENGINE_AWAY as error:
            self._note_away(error)
            await send_answer(send, refusal(_AWAY))

    def _note_away(self, error: Exception) -> None:
        """One line in five seconds, not one for every refused request."""
        now = time.monotonic()
        if now - self._told_away > _TELL_EVERY_S:
            self._told_away = now
            log.warning("door.engine_away", error=str(error)[:300])

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if not is_page or scope["path"].startswith(_API_PATHS):
            await self.api(scope, receive, send)
        elif (script := self._widget.find(scope["path"])) is not None:
            await send_file(script, scope, send, extra=_WIDGET_HEADERS)
        elif (file := self._admin.find(scope["path"])) is not None:
            await send_file(file, scope, send, extra={})
        else:
            await self._send_admin(scope, receive, send)

    async def _send_admin(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Any other path is a page of the admin, which has its own router; a missing file is missing."""
        if "." in scope["path"].rpartition("/")[2]:
            await self.api(scope, receive, send)
        elif (index := self._admin.find("/index.html")) is not None:
            await send_file(index, scope, send, extra={})
        else:
            await send_page(_NOT_BUILT, status=200 if scope["path"] == "/" else 404, send=send)


async def _keep_running(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Begin again whatever ends; the web process itself goes on."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("web.task_failed", task=name)
        await asyncio.sleep(1)


def create_app(engines: Engines, settings: Settings, *, api: FastAPI | None = None) -> Application:
    """The whole web application over opened engines.

    `api` is one made before by `create_api`, with nothing of another application in its state.
    """
    return Application(engines, settings, api=api)


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Run one web process until SIGTERM."""
    async with open_engines(running_addresses(settings)) as engines:
        app = create_app(engines, settings)
        quicken_gc()
        async with app.running():
            await serve_asgi(
                app,
                listener=listener,
                trusted_proxies=settings.trusted_proxies,
                has_sockets=True,
                http=short_way(app.quick_door),
                on_stop=app.stopping.set,
            )


def main() -> None:
    """Run a web process: on the socket of `--fd`, or on the address of the settings."""
    parser = argparse.ArgumentParser(description="One web process of Otklik")
    parser.add_argument("--fd", type=int, default=-1, help="number of an inherited listening socket")
    fd = parser.parse_args().fd
    settings = Settings()
    configure_logging(settings.log_level)
    with socket.socket(fileno=fd) if fd >= 0 else listen(settings.host, settings.port) as listener:
        run(serve(settings, listener))


if __name__ == "__main__":
    main()
