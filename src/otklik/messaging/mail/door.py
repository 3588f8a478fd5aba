"""The addresses that letters carry, open to everybody who has one: `/l/…`. Below any framework.

GET shows, POST acts: gateways open every link of a letter, and must neither unsubscribe anybody nor be led
anywhere but where the letter leads. One-click unsubscribing (RFC 8058) is a POST without cookies.
"""

import base64
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final
from urllib.parse import parse_qs, quote

import structlog

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.translations import choose_language
from otklik.intake.door_http import Answer, Headers, Receive, Scope, read_body, send_answer
from otklik.intake.door_http import Send as Answering
from otklik.kit.errors import AppError
from otklik.letters.marks import Use
from otklik.messaging import repository_releasing
from otklik.messaging.contracts import Send
from otklik.messaging.mail import pages
from otklik.messaging.mail.hearing import Caller, come_back, find_send, hear, leave
from otklik.messaging.mail.links import PATH, Links
from otklik.messaging.mail.providers import repository as providers
from otklik.messaging.mail.providers.hearing import take_call

__all__ = ["PATH", "LetterDoor"]

log = structlog.get_logger(__name__)

_PIXEL: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_NO_STORE: Final = (b"cache-control", b"no-store, private")
_NOBODY: Final = (b"referrer-policy", b"no-referrer")
_MAX_BODY: Final = 4_096
_MAX_HOOK: Final = 2 * 1024 * 1024
_IN_ADDRESSES: Final = "%/:?#[]@!$&'()*+,;=~"
_AGENT_CHARS: Final = 500


class LetterDoor:
    """Answers `/l/…` of one web process."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._links = Links(engines.secrets, engines.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Answering) -> None:
        """Answer one request. A reader never sees our trouble: links lead on, pictures are pictures."""
        headers: Headers = dict(scope["headers"])
        language = choose_language(headers.get(b"accept-language", b"").decode("latin-1"))
        hook_id = self._links.read_hook(scope["path"])
        if hook_id is not None:
            await send_answer(send, await self._hear_provider(scope, headers, receive, hook_id))
            return
        visit = self._links.read(scope["path"], scope.get("query_string", b"").decode("latin-1"))
        if visit is None:
            is_picture = scope["path"].endswith(".gif")
            await send_answer(send, _picture() if is_picture else _page(pages.gone_page(language), 404))
            return
        if visit.use is Use.LEAVE:
            await send_answer(send, await self._leave(scope, headers, receive, visit.send_id, language))
            return
        caller = Caller(scope["method"], headers.get(b"user-agent", b"").decode("latin-1")[:_AGENT_CHARS])
        try:
            await hear(self._engines, visit, caller, now=datetime.now(UTC))
        except ENGINE_AWAY as error:
            log.warning("letters.hit_lost", error=str(error)[:300])
        await send_answer(send, _picture() if visit.use is Use.OPEN else _lead(visit.target))

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

    async def _leave(
        self, scope: Scope, headers: Headers, receive: Receive, send_id: int, language: str
    ) -> Answer:
        try:
            if scope["method"] == "POST":
                body = (await read_body(receive, headers, _MAX_BODY)).decode("utf-8", "replace")
                return await self._act(send_id, parse_qs(body), language)
            return await self._ask(send_id, language)
        except AppError as error:
            return _page(pages.gone_page(language), error.status)

    async def _ask(self, send_id: int, language: str) -> Answer:
        async with self._engines.postgres.connection() as connection:
            send = await find_send(connection, send_id)
        if send is None:
            return _page(pages.gone_page(language), 404)
        name = await self._name(send)
        return _page(pages.ask_page(language, name=name, address=send.address or "", topic=send.topic))

    async def _act(self, send_id: int, given: dict[str, list[str]], language: str) -> Answer:
        """A mail program's one click leaves all of it; a person may choose the topic alone."""
        what = given.get("what", ["whole"])[0]
        if what == "back":
            returned = await come_back(self._engines, send_id)
            return _page(pages.returned_page(language)) if returned else _page(pages.gone_page(language), 404)
        send = await leave(self._engines, send_id, is_whole=what != "topic", now=datetime.now(UTC))
        if send is None:
            return _page(pages.gone_page(language), 404)
        return _page(pages.done_page(language, name=await self._name(send), address=send.address or ""))

    async def _name(self, send: Send) -> str:
        """What the workspace is called, else the installation."""
        async with self._engines.postgres.connection() as connection:
            places = await repository_releasing.list_workspaces(connection, [send.workspace_id])
        name, _, _ = places.get(send.workspace_id, ("", "", {}))
        return name or parseaddr(self._engines.mailer.sender)[0]


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


def _page(text: str, status: int = 200) -> Answer:
    body = text.encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", pages.CSP.encode()),
        (b"x-content-type-options", b"nosniff"),
        _NO_STORE,
        _NOBODY,
    ]
    return Answer(status, body, headers)
