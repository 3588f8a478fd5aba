"""The doors: a bare ASGI application (a framework's own route costs several times as much here).

Paths are told apart by exact tables; the composition asks `is_door_path` and sends such requests here.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from otklik.infra.engines import Engines
from otklik.infra.log import IntakeLog, PostgresLog
from otklik.intake.carrotquest import AnswerTalk, CarrotQuestDoor, is_carrotquest_path
from otklik.intake.door_commit import Committer
from otklik.intake.door_http import (
    CORS,
    JSON,
    PREFLIGHT,
    Answer,
    Callers,
    Receive,
    Scope,
    Send,
    json_answer,
    refusal,
    send_answer,
)
from otklik.intake.door_keys import FindKey, Keys
from otklik.intake.door_quick import QuickDoor
from otklik.intake.door_rate import RateLimit
from otklik.intake.segment import ROUTES, SegmentDoor
from otklik.intake.segment_page import script_answer, script_key, settings_answer, settings_key
from otklik.kit.errors import AppError, NotFoundError
from otklik.workspaces import service as workspaces
from otklik.workspaces.contracts import KnownKey

_PREFIXES: Final = ("/v1/", "/projects/", "/analytics.js/")
_METRICS_PATHS: Final = frozenset({"/v1/m", "/v1/m/"})
_SUCCESS: Final = b'{"success":true}'
OK: Final = Answer(200, _SUCCESS, [JSON, (b"content-length", str(len(_SUCCESS)).encode()), *CORS])
"""Exactly this: PHP wants 200, Java and Ruby a JSON object, Ruby retries on an empty body."""
_NO_CONTENT: Final = Answer(204, b"", list(PREFLIGHT))
_POST_ONLY: Final = ((b"allow", b"POST, OPTIONS"), *CORS)


class DoorSettings(Protocol):
    """What the doors need of the settings."""

    @property
    def data_dir(self) -> Path:
        """The data folder; the log's disk when PostgreSQL is the embedded one."""

    @property
    def postgres_url(self) -> str | None:
        """Set when PostgreSQL is an external one."""

    @property
    def log_max_bytes(self) -> int:
        """Bound of the backlog."""

    @property
    def min_free_mb(self) -> int:
        """Free disk below which nothing is accepted, while PostgreSQL is the embedded one."""

    @property
    def log_partitions(self) -> int:
        """Partitions of the log, fixed at creation."""

    @property
    def door_rate(self) -> int:
        """Events a second that one address may send through the browser door; 0 means no bound."""

    @property
    def trusted_proxies(self) -> Sequence[str]:
        """Addresses and networks whose X-Forwarded-For is believed."""


def is_door_path(path: str) -> bool:
    """Whether a path belongs to the doors."""
    return path in ROUTES or path.startswith(_PREFIXES) or is_carrotquest_path(path)


def open_log(engines: Engines, settings: DoorSettings) -> PostgresLog:
    """The intake log of this installation; watches the disk when PostgreSQL stands on it."""
    disk = settings.data_dir if settings.postgres_url is None else None
    min_free_bytes = settings.min_free_mb * 1_000_000
    return PostgresLog(engines.postgres, settings.log_max_bytes, disk=disk, min_free_bytes=min_free_bytes)


def create_door(engines: Engines, settings: DoorSettings, *, answer_talk: AnswerTalk | None = None) -> "Door":
    """The doors of one web process, over its engines; `answer_talk` answers Carrot Quest's conversations."""
    find_key = partial(_find_key, engines)
    log = open_log(engines, settings)
    return Door(engines, settings, log=log, find_key=find_key, answer_talk=answer_talk)


async def _find_key(engines: Engines, key: str) -> KnownKey | None:
    return await workspaces.find_write_key(engines, key)


class Door:
    """Segment's API, analytics.js' settings and script, and Carrot Quest's Web API, on one host."""

    def __init__(
        self,
        engines: Engines,
        settings: DoorSettings,
        *,
        log: IntakeLog,
        find_key: FindKey,
        answer_talk: AnswerTalk | None = None,
    ) -> None:
        self._public_url = engines.public_url
        self._keys = Keys(find_key)
        self._committer = Committer(log, partitions=settings.log_partitions)
        callers = Callers(settings.trusted_proxies)
        limit = RateLimit(settings.door_rate, callers)
        self._segment = SegmentDoor(self._keys, callers, self._committer.add, limit.allow)
        self._carrotquest = CarrotQuestDoor(engines, self._committer.add, callers, answer_talk)
        self.quick = QuickDoor(self._keys, callers, self._committer, limit, success=OK)

    async def start(self) -> None:
        """Nothing to open: the log's connections come with the engines."""

    async def stop(self) -> None:
        """Write what is gathered; requests that wait for it get their answers."""
        await self._committer.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        route = ROUTES.get(scope["path"])
        if route is None or scope["method"] != "POST":
            await send_answer(send, await self._answer_other(scope, receive))
            return
        try:
            await self._segment.take(route, scope, receive)
        except AppError as error:
            await send_answer(send, refusal(error))
        else:
            await send_answer(send, OK)

    async def _answer_other(self, scope: Scope, receive: Receive) -> Answer:
        path, method = scope["path"], scope["method"]
        if is_carrotquest_path(path):
            return await self._carrotquest.answer(scope, receive)
        if method == "OPTIONS":
            return _NO_CONTENT
        try:
            return await self._answer_page(path, method)
        except AppError as error:
            return refusal(error)

    async def _answer_page(self, path: str, method: str) -> Answer:
        if path in ROUTES or path in _METRICS_PATHS:
            # `/m` takes the libraries' own measurements: of no use to us, but a refusal would be retried.
            return OK if path in _METRICS_PATHS and method == "POST" else _wrong_method()
        key = settings_key(path)
        if key is not None and method in ("GET", "HEAD"):
            return await settings_answer(self._keys, key, self._public_url)
        if script_key(path) is not None and method in ("GET", "HEAD"):
            return script_answer()
        raise NotFoundError("no_such_path", "There is nothing at this address")

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _wrong_method() -> Answer:
    body = {"success": False, "error": "Use POST", "code": "method_not_allowed", "message": "Use POST"}
    return json_answer(405, body, _POST_ONLY)
