"""The addresses that letters about conversations carry, open to everybody who has one: `/t/…`.

A link only leads on: gateways open every link of a letter, and must not use it up.
"""

import base64
from datetime import datetime
from typing import Final

import structlog

from otklik.correspondence.answering import repository, telling
from otklik.correspondence.answering.contracts import TalkLetter
from otklik.correspondence.answering.entering import read_ticket
from otklik.correspondence.answering.links import FRAGMENT, PATH, TalkLinks
from otklik.inbox.keeping import now
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.translations import choose_language
from otklik.intake.door_http import Answer, Headers, Receive, Scope, Send, send_answer
from otklik.messaging.mail import pages
from otklik.messaging.mail.judging import Call, judge
from otklik.messaging.mail.look import answer_page

__all__ = ["PATH", "TalkDoor"]

log = structlog.get_logger(__name__)

_PIXEL: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PRIVATE: Final = ((b"cache-control", b"no-store, private"), (b"referrer-policy", b"no-referrer"))


class TalkDoor:
    """Answers `/t/…` of one web process."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._links = TalkLinks(engines.secrets, engines.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever our trouble, a picture is a picture."""
        del receive
        headers: Headers = dict(scope["headers"])
        visit = self._links.read(scope["path"])
        is_picture = visit.is_picture if visit else scope["path"].endswith(".gif")
        try:
            if visit is not None:
                await self._note(visit.letter_id, scope["method"], headers, is_click=not is_picture)
            page = "" if is_picture else await self._find_page(scope["path"].removeprefix(PATH))
        except ENGINE_AWAY as error:
            log.warning("correspondence.visit_lost", error=str(error)[:300])
            page = ""
        if is_picture:
            await send_answer(send, _picture())
        else:
            await send_answer(send, _lead(page) if page else _gone(headers))

    async def _find_page(self, mark: str) -> str:
        """Where the link leads, with its mark behind the #; "": nowhere."""
        async with self._engines.postgres.connection() as connection:
            ticket = await read_ticket(self._engines, connection, mark, now=now())
        return f"{ticket.page}#{FRAGMENT}{mark}" if ticket is not None and ticket.page else ""

    async def _note(self, letter_id: int, method: str, headers: Headers, *, is_click: bool) -> None:
        """Keep that a person opened a letter, once."""
        at = now()
        async with self._engines.postgres.connection() as connection:
            letter = await repository.find_any(connection, letter_id=letter_id)
            if (
                letter is None
                or letter.opened_at is not None
                or not _is_person(letter, method, headers, at, is_click=is_click)
            ):
                return
            if await repository.note_opened(
                connection, workspace_id=letter.workspace_id, letter_id=letter.id, at=at
            ):
                await telling.tell_opened(self._engines, connection, letter, now=at)


def _is_person(letter: TalkLetter, method: str, headers: Headers, at: datetime, *, is_click: bool) -> bool:
    agent = headers.get(b"user-agent", b"").decode("latin-1")[:500]
    return judge(Call(is_click, method, agent, at, letter.ended_at)).is_person


def _picture() -> Answer:
    kind = (b"content-type", b"image/gif")
    return Answer(200, _PIXEL, [kind, (b"content-length", str(len(_PIXEL)).encode()), *_PRIVATE])


def _lead(page: str) -> Answer:
    place = page.encode("ascii", "ignore")
    return Answer(302, b"", [(b"location", place), (b"content-length", b"0"), *_PRIVATE])


def _gone(headers: Headers) -> Answer:
    language = choose_language(headers.get(b"accept-language", b"").decode("latin-1"))
    return answer_page(pages.gone_page(language), 404)
