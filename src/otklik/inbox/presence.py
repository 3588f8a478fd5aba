"""Who is here through this web process: visitors with their page, operators.

What changes is written once a second for everybody together, so the number of statements does not grow with
the number of visitors. A process says every ten seconds that it lives; rows of one that does not are not
counted. Who leaves a page and opens the next one has not gone: he stays for a few seconds.

Workspaces with somebody at the desk are told by signs `online` (of a visitor with `url` and `title`) and
`offline`. A sign is a hint: the same visitor may be here through another process.
"""

import asyncio
import secrets
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

import structlog

from otklik.inbox import repository_presence
from otklik.inbox.contracts import Author, AuthorKind
from otklik.inbox.hub import Hub, Sign
from otklik.inbox.repository_presence import VisitorHere
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines

log = structlog.get_logger(__name__)

MAX_URL: Final = 2_000
MAX_TITLE: Final = 300
_EVERY_S: Final = 1.0
_BEAT_S: Final = 10.0
_LINGER_S: Final = 15.0
_ACTIVE_S: Final = 10.0
"""Signs of life of one operator are written at most so often."""
_SHOWN: Final = 300
"""Characters of an address or a title in a sign."""
_MAX_SIGNS: Final = 200
"""Of one second; whoever is at the desk reads the list anew now and then."""

Key = tuple[int, int]


class _Here:
    """A visitor in this process: where he is, through how many sockets, and until when after the last."""

    __slots__ = ("place", "sockets", "until")

    def __init__(self, place: VisitorHere) -> None:
        self.place = place
        self.sockets = 0
        self.until = 0.0


class Presence:
    """Of one web process. `run` writes; cancel it to stop, then `close`."""

    def __init__(self, engines: Engines, hub: Hub) -> None:
        self._engines = engines
        self._hub = hub
        self.process = secrets.randbits(62)
        self._visitors: dict[Key, _Here] = {}
        self._operators: dict[Key, int] = {}
        self._new_visitors: dict[Key, VisitorHere] = {}
        self._new_operators: set[Key] = set()
        self._active: set[Key] = set()
        self._active_at: dict[Key, float] = {}
        self._lingering: set[Key] = set()
        self._is_needed = asyncio.Event()
        self._beat_at = -_BEAT_S

    def enter(self, *, workspace_id: int, device_id: int, profile_id: int, user_agent: str) -> None:
        """A visitor opens a socket."""
        key = (workspace_id, device_id)
        here = self._visitors.get(key)
        if here is None or here.place.profile_id != profile_id:
            place = VisitorHere(workspace_id, device_id, profile_id, "", "", user_agent, datetime.now(UTC))
            before, here = here, _Here(place)
            here.sockets = before.sockets if before else 0
            self._visitors[key] = here
            self._note_visitor(here)
        here.sockets += 1
        self._lingering.discard(key)

    def move(self, *, workspace_id: int, device_id: int, url: str, title: str) -> None:
        """A visitor looks at a page."""
        key = (workspace_id, device_id)
        here = self._visitors.get(key)
        if here is None:
            return
        old = here.place
        here.place = VisitorHere(
            workspace_id,
            device_id,
            old.profile_id,
            url[:MAX_URL],
            title[:MAX_TITLE],
            old.user_agent,
            old.since,
        )
        if here.place != old:
            self._note_visitor(here)

    def leave(self, *, workspace_id: int, device_id: int) -> None:
        """A socket of a visitor is closed."""
        key = (workspace_id, device_id)
        here = self._visitors.get(key)
        if here is None:
            return
        here.sockets -= 1
        if here.sockets <= 0:
            here.until = time.monotonic() + _LINGER_S
            self._lingering.add(key)

    def enter_operator(self, *, workspace_id: int, member_id: int) -> None:
        """An operator opens a socket."""
        key = (workspace_id, member_id)
        self._operators[key] = self._operators.get(key, 0) + 1
        self._note_operator(key)

    def leave_operator(self, *, workspace_id: int, member_id: int) -> None:
        """A socket of an operator is closed."""
        key = (workspace_id, member_id)
        self._operators[key] = self._operators.get(key, 0) - 1
        if self._operators[key] <= 0:
            del self._operators[key]
            self._active_at.pop(key, None)
        self._note_operator(key)

    def touch_operator(self, *, workspace_id: int, member_id: int) -> None:
        """Somebody moved at the screen of an operator who is here."""
        key = (workspace_id, member_id)
        now = time.monotonic()
        if key in self._operators and now - self._active_at.get(key, -_ACTIVE_S) >= _ACTIVE_S:
            self._active_at[key] = now
            self._active.add(key)
            self._is_needed.set()

    def _note_visitor(self, here: _Here) -> None:
        self._new_visitors[here.place.workspace_id, here.place.device_id] = here.place
        self._is_needed.set()

    def _note_operator(self, key: Key) -> None:
        self._new_operators.add(key)
        self._is_needed.set()

    async def run(self) -> None:
        """Write what changes for ever, from the first who comes on."""
        await self._is_needed.wait()
        while True:
            try:
                await self.flush()
            except ENGINE_AWAY as error:
                log.warning("presence.engine_away", error=str(error)[:300])
            await asyncio.sleep(_EVERY_S)

    async def close(self) -> None:
        """Nobody is here through this process any more."""
        if self._is_needed.is_set():
            async with self._engines.postgres.connection() as connection:
                await repository_presence.end(connection, process=self.process)

    async def flush(self) -> None:
        """Write what changed since the last time, and say that the process lives."""
        self._forget_gone()
        await self._say_alive()
        await self._note_activity()
        visitors, operators = self._new_visitors, self._new_operators
        if not visitors and not operators:
            return
        self._new_visitors, self._new_operators = {}, set()
        try:
            await self._write(visitors, operators)
        except BaseException:
            self._new_visitors = {**visitors, **self._new_visitors}
            self._new_operators |= operators
            raise

    async def _note_activity(self) -> None:
        active, self._active = self._active, set()
        if not active:
            return
        try:
            async with self._engines.postgres.connection() as connection:
                back = await repository_presence.note_activity(
                    connection, process=self.process, keys=sorted(active)
                )
        except BaseException:
            self._active |= active
            raise
        await self._hub.tell_all(_operator_signs(back, "online", {key[0] for key in back}))

    def _forget_gone(self) -> None:
        now = time.monotonic()
        for key in [key for key in self._lingering if self._visitors[key].until <= now]:
            self._lingering.discard(key)
            self._new_visitors[key] = self._visitors.pop(key).place

    async def _say_alive(self) -> None:
        if time.monotonic() - self._beat_at < _BEAT_S:
            return
        async with self._engines.postgres.connection() as connection:
            did_not_count = await repository_presence.beat(connection, process=self.process)
        self._beat_at = time.monotonic()
        if did_not_count:  # its rows are gone, or the rules of work have let its operators go
            self._new_visitors.update({key: here.place for key, here in self._visitors.items()})
            self._new_operators.update(self._operators)

    async def _write(self, visitors: Mapping[Key, VisitorHere], operators: set[Key]) -> None:
        here = [place for key, place in visitors.items() if key in self._visitors]
        gone = {key: place for key, place in visitors.items() if key not in self._visitors}
        at_desk = [key for key in operators if key in self._operators]
        left = [key for key in operators if key not in self._operators]
        async with self._engines.postgres.connection() as connection:
            if here:
                await repository_presence.write_visitors(connection, process=self.process, visitors=here)
            if gone:
                await repository_presence.delete_visitors(connection, process=self.process, keys=gone.keys())
            if at_desk:
                await repository_presence.write_operators(connection, process=self.process, keys=at_desk)
            if left:
                await repository_presence.delete_operators(connection, process=self.process, keys=left)
            watched = await repository_presence.list_watched(connection)
        signs = [
            *_visitor_signs(here, "online", watched),
            *_visitor_signs(gone.values(), "offline", watched),
            *_operator_signs(at_desk, "online", watched),
            *_operator_signs(left, "offline", watched),
        ]
        await self._hub.tell_all(signs[:_MAX_SIGNS])


def _visitor_signs(here: Iterable[VisitorHere], kind: str, watched: set[int]) -> list[Sign]:
    return [
        Sign(
            each.workspace_id,
            kind,
            Author(AuthorKind.VISITOR, each.profile_id).text,
            data={"url": each.url[:_SHOWN], "title": each.title[:_SHOWN]},
        )
        for each in here
        if each.workspace_id in watched
    ]


def _operator_signs(keys: Iterable[Key], kind: str, watched: set[int]) -> list[Sign]:
    return [
        Sign(workspace_id, kind, Author(AuthorKind.OPERATOR, member_id).text)
        for workspace_id, member_id in keys
        if workspace_id in watched
    ]
