"""One operator on the line: what he says, and what is pushed to him."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Self

import msgspec

from otklik.desk import following
from otklik.desk.beside import load_names, load_people
from otklik.desk.sharing import Shared, pause_s
from otklik.inbox.contracts import Author, AuthorKind, Changes
from otklik.inbox.hub import Hub, LaggedError, Listener, Sign
from otklik.infra.engines import Engines
from otklik.routing import service as routing
from otklik.workspaces.roles import Actor, Permission

TYPING_EVERY_S: Final = 1.0
_LARGEST: Final = (1 << 63) - 1
_ACTS: Final = frozenset({"active", "typing", "away"})
"""What only a hand does. A page whose line is back says by itself what it looks at."""
"""Frames that somebody's hand sends; the others come by themselves."""
_WHO_LOOKS: Final = "who_looks"
"""A desk that came asks the others to say again what they look at; no client is told."""
_OWN: Final = frozenset({"away", "online"})
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Closed(Exception):  # noqa: N818 - it is the end, not a fault
    """The socket is to be closed with this code; None: it is closed."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class Frame(msgspec.Struct, frozen=True):
    """What a client says; a frame that is none has the type ''."""

    type: str = ""
    after: int | None = None
    conversation_id: int | None = None
    is_away: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """A frame out of its text."""
        try:
            return msgspec.convert(_decode(text), cls)
        except (msgspec.MsgspecError, UnicodeError):
            return cls()


class DeskSession:
    """Speaks to one operator's page over `send`, in JSON texts.

    News come at once; more of them together, a few times a second.
    """

    def __init__(
        self,
        engines: Engines,
        hub: Hub,
        shared: Shared,
        *,
        actor: Actor,
        send: Callable[[str], Awaitable[None]],
        on_activity: Callable[[], None],
    ) -> None:
        self._engines = engines
        self._hub = hub
        self._shared = shared
        self._actor = actor
        self._who = Author(AuthorKind.OPERATOR, actor.member_id).text
        self._send = send
        self._on_activity = on_activity
        self._resumed = asyncio.Event()
        self._seq = 0
        self._listener = Listener(actor.workspace_id)
        self._looking: int | None = None
        self._typed_at = -TYPING_EVERY_S

    async def hear(self, frame: Frame) -> None:
        """Do what the client says; what is no sense is passed over."""
        if frame.type in _ACTS:
            self._on_activity()
        match frame.type:
            case "resume" if frame.after is not None and 0 <= frame.after <= _LARGEST:
                self._seq = frame.after
                if self._resumed.is_set():  # resumed before: read what lies between
                    self._listener.lose()
                self._resumed.set()
            case "ping":
                await self._send('{"type":"pong"}')
                if self._looking is not None:
                    await self._tell("looking", self._looking)
            case "typing" if frame.conversation_id is not None and self._actor.may(Permission.INBOX_WRITE):
                await self._type(frame)
            case "looking":
                self._looking = frame.conversation_id
                await self._tell("looking", self._looking)
            case "away":
                await set_away(self._engines, actor=self._actor, is_away=frame.is_away)

    async def leave(self) -> None:
        """The socket is closed: he looks at nothing through it."""
        if self._looking is not None:
            self._looking = None
            await self._tell("looking", None)

    async def _type(self, frame: Frame) -> None:
        if time.monotonic() - self._typed_at < TYPING_EVERY_S:
            return
        self._typed_at = time.monotonic()
        # Without his words: they are not said before he sends them.
        await self._tell("typing", frame.conversation_id, is_public=True)

    async def _tell(
        self,
        kind: str,
        conversation_id: int | None,
        *,
        is_public: bool = False,
    ) -> None:
        sign = Sign(self._actor.workspace_id, kind, self._who, conversation_id, is_public=is_public)
        await self._hub.tell(sign)

    async def push(self) -> int | None:
        """Send what changes and what happens, from the first `resume` on, for ever."""
        await self._resumed.wait()
        async with self._hub.listen(self._listener):
            await self._catch_up()
            await self._tell(_WHO_LOOKS, None)
            while True:
                try:
                    changes, signs = await self._listener.take()
                except LaggedError:
                    await self._catch_up()
                    continue
                await self._send_signs(signs)
                if changes:
                    await self._send_changes(join(changes))
                    await asyncio.sleep(pause_s(self._hub.count_pages(self._actor.workspace_id)))

    async def _catch_up(self) -> None:
        """What the client has missed, or that it must read anew and resume."""
        while True:
            answer = await following.read_changes(
                self._engines,
                workspace_id=self._actor.workspace_id,
                member_id=self._actor.member_id or 0,
                after=self._seq,
            )
            if not answer.stale:
                break
            self._resumed.clear()
            await self._send('{"type":"stale"}')
            await self._resumed.wait()
        await self._send(f'{{"type":"ready","seq":{answer.seq}}}')
        await self._send(f'{{"type":"changes",{answer.model_dump_json()[1:]}')
        self._seq = answer.seq

    async def _send_changes(self, changes: Changes) -> None:
        if changes.seq <= self._seq:
            return
        frame = await self._shared.write_changes(
            workspace_id=self._actor.workspace_id,
            member_id=self._actor.member_id or 0,
            changes=changes,
        )
        await self._send(frame)
        self._seq = changes.seq

    def _concerns(self, sign: Sign) -> bool:
        """What others do; of oneself only whether one is away: another page or a rule may have said it."""
        return sign.kind != _WHO_LOOKS and (sign.who != self._who or sign.kind in _OWN)

    async def _send_signs(self, signs: Sequence[Sign]) -> None:
        if any(sign.kind == _WHO_LOOKS and sign.who != self._who for sign in signs) and self._looking:
            await self._tell("looking", self._looking)
        shown = [sign for sign in signs if self._concerns(sign)]
        if not shown:
            return
        names = await self._name(shown)
        for sign in shown:
            frame = {
                "type": "sign",
                "kind": sign.kind,
                "who": sign.who,
                "name": names.get(sign.who, ""),
                "conversation_id": sign.conversation_id,
                "data": sign.data,
            }
            await self._send(msgspec.json.encode(frame).decode())

    async def _name(self, signs: Sequence[Sign]) -> dict[str, str]:
        """How those are called who give signs."""
        ids: dict[str, set[int]] = {"operator": set(), "visitor": set()}
        for sign in signs:
            kind, _, number = sign.who.partition(":")
            with contextlib.suppress(KeyError, ValueError):
                ids[kind].add(int(number))
        members = await load_names(self._engines, member_ids=ids["operator"])
        people = await load_people(self._engines, workspace_id=self._actor.workspace_id, homes=ids["visitor"])
        return {
            **{f"operator:{number}": name for number, name in members.items()},
            **{f"visitor:{number}": person.name for number, person in people.items()},
        }


def join(changes: Sequence[Changes]) -> Changes:
    """Several answers as one: of each row the last."""
    conversations = {row.id: row for each in changes for row in each.conversations}
    parts = {part.id: part for each in changes for part in each.parts}
    reads = {(mark.conversation_id, mark.member_id): mark for each in changes for mark in each.reads}
    return Changes(
        changes[0].after,
        changes[-1].seq,
        tuple(conversations.values()),
        tuple(parts.values()),
        tuple(reads.values()),
    )


async def set_away(engines: Engines, *, actor: Actor, is_away: bool) -> None:
    """An operator says that he is away, or back; the rules act upon it, and the team is told."""
    await routing.set_away(
        engines, workspace_id=actor.workspace_id, member_id=actor.member_id or 0, is_away=is_away
    )
