"""The addresses that letters carry, open to everybody who has one: `/l/…`. Below any framework.

GET shows, POST acts: gateways open every link of a letter, and must neither unsubscribe anybody nor be led
anywhere but where the letter leads. One-click unsubscribing (RFC 8058) is a POST without cookies.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
import structlog

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.middleware import Application
from otklik.infra.translations import Language, choose_language
from otklik.intake.door_http import Answer, Callers, Headers, Receive, Scope, read_body, send_answer
from otklik.intake.door_http import Send as Answering
from otklik.kit.errors import AppError
from otklik.letters.marks import Use
from otklik.messaging import repository_releasing
from otklik.messaging.confirming import answering as confirming
from otklik.messaging.contracts import Send
from otklik.messaging.mail import pages, repository
from otklik.messaging.mail.hearing import Caller, come_back, find_send, hear, leave
from otklik.messaging.mail.hosts import repository as repository_hosts
from otklik.messaging.mail.hosts.known import HostGuard, KnownHosts, host_of
from otklik.messaging.mail.links import PATH, Links, Visit
from otklik.messaging.mail.look import answer_page
from otklik.messaging.mail.providers import repository as providers
from otklik.messaging.mail.providers.hearing import take_call
from otklik.messaging.preferences import answering as preferences
from otklik.messaging.preferences import settings as preference_settings

__all__ = ["PATH", "LetterDoor"]

log = structlog.get_logger(__name__)

_PIXEL: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_NO_STORE: Final = (b"cache-control", b"no-store, private")
_NOBODY: Final = (b"referrer-policy", b"no-referrer")
_MAX_BODY: Final = 65_536
_MAX_FIELDS: Final = 2_000
_MAX_HOOK: Final = 2 * 1024 * 1024
_IN_ADDRESSES: Final = "%/:?#[]@!$&'()*+,;=~"
_AGENT_CHARS: Final = 500


class _Asked(msgspec.Struct, frozen=True):
    """A page of a send, and what is posted from it; None: it is to be shown."""

    send_id: int
    given: Mapping[str, list[str]] | None
    language: Language
    ip: str
    agent: str


class LetterDoor:
    """Answers `/l/…` of one web process."""

    def __init__(self, engines: Engines, trusted_proxies: Sequence[str] = ()) -> None:
        self._engines = engines
        self._hosts = KnownHosts(engines)
        self._callers = Callers(trusted_proxies)
        self._links = Links(engines.secrets, engines.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Answering) -> None:
        """Answer one request. A reader never sees our trouble: links lead on, pictures are pictures."""
        headers: Headers = dict(scope["headers"])
        language = choose_language(headers.get(b"accept-language", b"").decode("latin-1"))
        owner = await self._hosts.find_owner(scope)
        proved_id = self._links.read_host_token(scope["path"])
        if proved_id is not None:
            await send_answer(send, await self._prove(scope, proved_id))
            return
        hook_id = self._links.read_hook(scope["path"]) if owner is None else None
        if hook_id is not None:
            await send_answer(send, await self._hear_provider(scope, headers, receive, hook_id))
            return
        visit = self._links.read(scope["path"], scope.get("query_string", b"").decode("latin-1"))
        if visit is None or (owner is not None and not await self._is_of(visit.send_id, owner)):
            is_picture = scope["path"].endswith(".gif")
            await send_answer(send, _picture() if is_picture else _gone(language))
            return
        if visit.use in {Use.LEAVE, Use.PREFERENCES, Use.CONFIRM}:
            await send_answer(send, await self._show(scope, headers, receive, visit, language))
            return
        caller = Caller(scope["method"], headers.get(b"user-agent", b"").decode("latin-1")[:_AGENT_CHARS])
        try:
            await hear(self._engines, visit, caller, now=datetime.now(UTC))
        except ENGINE_AWAY as error:
            log.warning("letters.hit_lost", error=str(error)[:300])
        await send_answer(send, _picture() if visit.use is Use.OPEN else _lead(visit.target))

    def guard(self, app: Application) -> HostGuard:
        """The rest of the process, which is not there on workspaces' own hosts."""
        return HostGuard(app, self._hosts)

    async def _prove(self, scope: Scope, workspace_id: int) -> Answer:
        """The token of a workspace's own host, on that host alone: a proxy must pass its name on."""
        async with self._engines.postgres.connection() as connection:
            host = await repository_hosts.find_host(connection, workspace_id=workspace_id)
        if host is None or host.host != host_of(scope):
            return _short(404)
        body = self._links.host_token(workspace_id).encode()
        kind = (b"content-type", b"text/plain")
        return Answer(200, body, [kind, (b"content-length", str(len(body)).encode()), _NO_STORE])

    async def _is_of(self, send_id: int, workspace_id: int) -> bool:
        """On a workspace's own host only its letters are known; while the store is away nobody can tell."""
        try:
            async with self._engines.postgres.connection() as connection:
                return await repository.find_workspace(connection, send_id=send_id) == workspace_id
        except ENGINE_AWAY:
            return True

    async def _hear_provider(self, scope: Scope, headers: Headers, receive: Receive, hook_id: int) -> Answer:
        """What a provider of mail tells; when the store is away it is asked to come again."""
        if scope["method"] != "POST":
            return _short(405)
        try:
            raw = await read_body(receive, headers, _MAX_HOOK)
            async with self._engines.postgres.connection() as connection:
                hook = await providers.find_hook(connection, hook_id=hook_id)
            if hook is None:
                return _short(404)
            return _short(await take_call(self._engines, hook, raw, headers, now=datetime.now(UTC)))
        except AppError as error:
            return _short(error.status)
        except ENGINE_AWAY as error:
            log.warning("letters.report_put_off", error=str(error)[:300])
            return _short(503)

    async def _show(
        self, scope: Scope, headers: Headers, receive: Receive, visit: Visit, language: Language
    ) -> Answer:
        """A page, and what is posted from it."""
        given: dict[str, list[str]] | None = None
        try:
            if scope["method"] == "POST":
                body = (await read_body(receive, headers, _MAX_BODY)).decode("utf-8", "replace")
                given = parse_qs(body, max_num_fields=_MAX_FIELDS)
            asked = _Asked(
                visit.send_id,
                given,
                language,
                ip=self._callers.address(scope, headers),
                agent=headers.get(b"user-agent", b"").decode("latin-1"),
            )
            if visit.use is Use.LEAVE:
                page = await self._leave(asked)
            elif visit.use is Use.CONFIRM:
                page = await self._confirm(asked)
            else:
                page = await self._choose(asked)
        except AppError as error:
            return _gone(language, error.status)
        except ValueError:  # more fields than any page of ours has
            return _gone(language, 400)
        return answer_page(page) if page is not None else _gone(language)

    async def _choose(self, asked: _Asked) -> str | None:
        if asked.given is None:
            return await preferences.show(
                self._engines, asked.send_id, language=asked.language, now=datetime.now(UTC)
            )
        return await preferences.take(
            self._engines,
            asked.send_id,
            asked.given,
            ip=asked.ip,
            url=self._links.preferences_url(asked.send_id),
            language=asked.language,
            now=datetime.now(UTC),
        )

    async def _confirm(self, asked: _Asked) -> str | None:
        if asked.given is None:
            return await confirming.show(
                self._engines, asked.send_id, language=asked.language, now=datetime.now(UTC)
            )
        caller = confirming.Caller(ip=asked.ip, agent=asked.agent, choose=self._choose_path(asked.send_id))
        return await confirming.take(
            self._engines,
            asked.send_id,
            is_again=asked.given.get("what", [""])[0] == "again",
            caller=caller,
            language=asked.language,
            now=datetime.now(UTC),
        )

    async def _ask(self, send_id: int, language: Language) -> str | None:
        async with self._engines.postgres.connection() as connection:
            send = await find_send(connection, send_id)
        if send is None:
            return None
        name, accent = await self._frame(send)
        return pages.ask_page(
            language,
            name=name,
            address=send.address or "",
            topic=send.topic,
            choose=self._choose_path(send_id),
            accent=accent,
        )

    async def _leave(self, asked: _Asked) -> str | None:
        """A mail program's one click leaves all of it; a person may choose the topic alone."""
        send_id, language = asked.send_id, asked.language
        if asked.given is None:
            return await self._ask(send_id, language)
        what = asked.given.get("what", ["whole"])[0]
        if what == "back":
            returned = await come_back(self._engines, send_id)
            return pages.returned_page(language) if returned else None
        send = await leave(self._engines, send_id, is_whole=what != "topic", now=datetime.now(UTC))
        if send is None:
            return None
        name, accent = await self._frame(send)
        return pages.done_page(
            language,
            name=name,
            address=send.address or "",
            choose=self._choose_path(send_id),
            accent=accent,
        )

    def _choose_path(self, send_id: int) -> str:
        """Of the page where he chooses, on whatever host he is."""
        return urlsplit(self._links.preferences_url(send_id)).path

    async def _frame(self, send: Send) -> tuple[str, str]:
        """What the workspace is called, else the installation; the colour of its pages."""
        async with self._engines.postgres.connection() as connection:
            places = await repository_releasing.list_workspaces(connection, [send.workspace_id])
            own = await preference_settings.get_settings(connection, workspace_id=send.workspace_id)
        name, _, _ = places.get(send.workspace_id, ("", "", {}))
        return name or parseaddr(self._engines.mailer.sender)[0], own.accent


def _short(status: int) -> Answer:
    """Providers look at the status alone."""
    return Answer(status, b"", [(b"content-length", b"0"), _NO_STORE])


def _picture() -> Answer:
    kind = (b"content-type", b"image/gif")
    return Answer(200, _PIXEL, [kind, (b"content-length", str(len(_PIXEL)).encode()), _NO_STORE, _NOBODY])


def _lead(target: str) -> Answer:
    """To where the letter leads; whatever an address cannot hold is encoded, line breaks first of all."""
    place = quote(target, safe=_IN_ADDRESSES).encode("ascii")
    return Answer(302, b"", [(b"location", place), (b"content-length", b"0"), _NO_STORE, _NOBODY])


def _gone(language: Language, status: int = 404) -> Answer:
    return answer_page(pages.gone_page(language), status)
