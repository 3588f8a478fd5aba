"""Messages on the page as routes and sockets use them: what waits, what is taken, what became of it."""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.automation import service as automation
from otklik.automation.service import BrowserTrigger
from otklik.chat import errors, repository, site_firing, site_forms, site_keys
from otklik.chat.site_bodies import Fired, Form, Told, ToldOfChat
from otklik.chat.site_lines import PageLine, PageLines
from otklik.chat.team import Desk
from otklik.chat.visitors import Visitor
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import format_ms, now_ms, to_datetime, to_ms
from otklik.messaging import service as messaging
from otklik.messaging.contracts import Channel, Heard, Send
from otklik.messaging.site import taking, waiting
from otklik.messaging.site.contracts import Offer, Taker
from otklik.profiles import service as profiles
from otklik.profiles.repository_clusters import list_clusters
from otklik.workspaces.models import Session

FRESH_S: Final = 5.0
_MAX_KNOWN: Final = 5_000


class Known(msgspec.Struct, frozen=True):
    """What a workspace has on its pages; `is_used` False: nothing, and nothing is asked for."""

    is_used: bool
    triggers: tuple[BrowserTrigger, ...] = ()
    gap_s: int = 0


class Site:
    """Of one web process."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self.lines = PageLines(engines, on_news=self._forget_unused)
        self._known: dict[int, tuple[float, Known]] = {}

    async def get_known(self, workspace_id: int) -> Known:
        """What a workspace has on its pages, read anew after some seconds."""
        known = self._known.get(workspace_id)
        if known is None or time.monotonic() - known[0] > FRESH_S:
            if len(self._known) > _MAX_KNOWN:
                self._known.clear()
            known = self._known[workspace_id] = (time.monotonic(), await self._read_known(workspace_id))
        return known[1]

    def _forget_unused(self, workspace_id: int) -> None:
        """Something waits where nothing was: look again at once."""
        known = self._known.get(workspace_id)
        if known is not None and not known[1].is_used:
            del self._known[workspace_id]

    async def _read_known(self, workspace_id: int) -> Known:
        async with self.engines.postgres.connection() as connection:
            triggers = await automation.list_browser_triggers(connection, workspace_id=workspace_id)
            if not triggers and not await messaging.is_site_used(connection, workspace_id=workspace_id):
                return Known(is_used=False)
            settings = await messaging.get_settings(connection, workspace_id=workspace_id)
        return Known(is_used=True, triggers=tuple(triggers), gap_s=settings.popups.gap_seconds)

    async def greet(self, visitor: Visitor, desk: Desk) -> dict[str, Any] | None:
        """`site` of the answer to hello; None: nothing was ever made for pages, and none need ask."""
        known = await self.get_known(visitor.workspace_id)
        if not known.is_used:
            return None
        told = await self.show_waiting(visitor, desk)
        triggers = [msgspec.to_builtins(each) for each in known.triggers]
        return {"triggers": triggers, "popups": [], "messages": [], **told}

    async def show_waiting(
        self, visitor: Visitor, desk: Desk, *, known: Collection[int] = (), is_new_only: bool = False
    ) -> dict[str, Any]:
        """`popups` and `messages` for a page without those that it has (`known`); {}: there are none."""
        about = await self.get_known(visitor.workspace_id)
        if not about.is_used:
            return {}
        ask = waiting.list_new if is_new_only else waiting.list_offers
        async with self.engines.postgres.connection() as connection:
            taker = await find_taker(connection, visitor)
            offers = await ask(self.engines, connection, taker=taker, now=_now())
        return self._show(visitor, [each for each in offers if each.send.id not in known], desk, about)

    def _show(self, visitor: Visitor, offers: Sequence[Offer], desk: Desk, about: Known) -> dict[str, Any]:
        shown: dict[str, list[dict[str, Any]]] = {}
        for offer in offers:
            key = site_keys.write_key(
                self.engines.secrets,
                workspace_id=visitor.workspace_id,
                device_id=visitor.device_id,
                send_id=offer.send.id,
            )
            if offer.send.channel is Channel.CHAT:
                shown.setdefault("messages", []).append(show_message(offer, key, desk))
            else:
                shown.setdefault("popups", []).append(show_popup(offer, key, about))
        return shown

    def make_line(self, visitor: Visitor, on_news: Callable[[], None]) -> PageLine:
        """The line of a page that stands open."""
        homes = {visitor.browser_home, visitor.profile_id}
        return PageLine(visitor.workspace_id, homes, on_news)

    def read_key(self, visitor: Visitor, key: str) -> int:
        """The send of a key. Raises NotFoundError for one that is not this browser's."""
        send_id = site_keys.read_key(
            self.engines.secrets, key, workspace_id=visitor.workspace_id, device_id=visitor.device_id
        )
        if send_id is None:
            raise errors.no_message()
        return send_id

    async def take(self, visitor: Visitor, told: Told) -> dict[str, Any]:
        """Take a popup, or keep what became of it. Raises NotFoundError, ConflictError."""
        send_id = self.read_key(visitor, told.key)
        if told.heard == "claim":
            async with self.engines.postgres.connection() as connection:
                taker = await find_taker(connection, visitor)
            content = await taking.claim(self.engines, taker=taker, send_id=send_id, tab=told.tab, now=_now())
            return {"content": content}
        details = {"block": told.block, "link": told.url}
        return await self._hear(visitor, send_id, Heard(told.heard), details)

    async def take_chat(self, visitor: Visitor, told: ToldOfChat) -> dict[str, Any]:
        """Keep what became of a chat message. Raises NotFoundError."""
        return await self._hear(
            visitor, self.read_key(visitor, told.key), Heard(told.heard), {"link": told.url}
        )

    async def _hear(
        self, visitor: Visitor, send_id: int, what: Heard, details: dict[str, str]
    ) -> dict[str, Any]:
        async with self.engines.postgres.connection() as connection:
            is_news = await taking.hear(
                self.engines,
                connection,
                taker=await find_taker(connection, visitor),
                send_id=send_id,
                what=what,
                now=_now(),
                details={name: value for name, value in details.items() if value},
            )
        return {"is_news": is_news}

    async def submit(self, visitor: Visitor, form: Form, *, ip: str) -> dict[str, Any]:
        """Take a page of a form. Raises NotFoundError, ConflictError, InvalidError with the faults."""
        send_id = self.read_key(visitor, form.key)
        region = await site_forms.find_region(self.engines, visitor.workspace_id)

        async def work(_: Session, connection: Connection) -> site_forms.Sent:
            taker = await find_taker(connection, visitor)
            call = site_forms.Call(visitor, taker, form, send_id, ip, region, _now())
            return await site_forms.submit(self.engines, connection, call=call)

        sent = await profiles.in_transaction(self.engines, work)
        return {
            "next": sent.next_page,
            "conversation": sent.conversation_id,
            "is_repeat": sent.is_repeat,
        }

    async def fire(
        self, visitor: Visitor, fired: Fired, *, user_agent: str, is_team_here: bool
    ) -> dict[str, Any]:
        """A trigger came true in a browser. Raises NotFoundError for one that nobody looks out for."""
        known = await self.get_known(visitor.workspace_id)
        trigger = next((each for each in known.triggers if each.key == fired.trigger), None)
        if trigger is None:
            raise errors.unknown_trigger()
        is_taken = await site_firing.fire(
            self.engines,
            visitor=visitor,
            trigger=trigger,
            fired=fired,
            user_agent=user_agent,
            is_team_here=is_team_here,
        )
        return {"is_taken": is_taken}

    async def open_answered(
        self, connection: Connection, visitor: Visitor, key: str
    ) -> tuple[Send, dict[str, Any]]:
        """(the send that a visitor answers, what it says to him). Raises NotFoundError, ConflictError."""
        taker, send_id = await find_taker(connection, visitor), self.read_key(visitor, key)
        await taking.hear(
            self.engines, connection, taker=taker, send_id=send_id, what=Heard.REPLIED, now=_now()
        )
        send, content, _ = await taking.open_taken(
            self.engines, connection, taker=taker, send_id=send_id, now=_now()
        )
        return send, content

    async def note_presence(self, visitor: Visitor) -> None:
        """A page closes: until now its visit went on."""
        if (await self.get_known(visitor.workspace_id)).is_used:
            async with self.engines.postgres.connection() as connection:
                await repository.note_presence(
                    connection, workspace_id=visitor.workspace_id, device_id=visitor.device_id
                )


async def find_taker(connection: Connection, visitor: Visitor) -> Taker:
    """What a browser may take (docs/adr/0019-messages-on-the-page.md)."""
    found = await list_clusters(connection, workspace_id=visitor.workspace_id, people=[visitor.profile_id])
    cluster = found.get(visitor.profile_id)
    members = cluster.members if cluster is not None else (visitor.profile_id,)
    is_own = visitor.user_home is not None or cluster is None or cluster.root == visitor.profile_id
    own = members if is_own else (visitor.profile_id,)
    homes = tuple(dict.fromkeys((*own, visitor.browser_home)))
    return Taker(
        visitor.workspace_id,
        visitor.device_id,
        homes,
        tuple(dict.fromkeys((*members, visitor.browser_home))),
        is_own,
        visitor.visit_at,
    )


def show_popup(offer: Offer, key: str, about: Known) -> dict[str, Any]:
    """A popup or form as a page takes it."""
    send = offer.send
    return {
        "send": send.id,
        "key": key,
        "channel": send.channel.value,
        "scenario": send.scenario_id,
        "priority": send.priority,
        "expires_at": None if send.expires_at is None else format_ms(to_ms(send.expires_at)),
        "gap_s": about.gap_s,
        "content": offer.content,
    }


def show_message(offer: Offer, key: str, desk: Desk) -> dict[str, Any]:
    """A chat message as a page takes it."""
    send, content = offer.send, offer.content
    return {
        "send": send.id,
        "key": key,
        "at": format_ms(to_ms(send.released_at or send.planned_at)),
        "text": content["text"],
        "author": show_author(content.get("from"), desk),
        "is_silent": bool(content.get("is_silent")),
        "is_read": send.read_at is not None,
    }


def show_author(member_id: int | None, desk: Desk) -> dict[str, Any]:
    """Who speaks: an operator by name, or the team."""
    known = desk.find_operator(member_id) if member_id is not None else None
    if known is None:
        return {"kind": "bot", "name": "", "picture": None}
    return {"kind": "operator", "id": known.id, "name": known.name, "picture": known.picture}


def _now() -> datetime:
    return to_datetime(now_ms())
