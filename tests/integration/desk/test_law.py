"""What clients hold is what they would read anew, whatever is merged, split, taken back and put off."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.integration.inbox import talking
from tests.integration.inbox.talking import OPERATORS, WORKSPACE, Crowd, Held, start

from otklik.events.shipping import ship_rows
from otklik.inbox import blocking, deciding, keeping, moving, reading, undoing, waking, writing
from otklik.inbox.contracts import Author, AuthorKind, Changes, NewPart, PartKind
from otklik.inbox.hub import Hub, Listener
from otklik.inbox.reading_visitors import read_changes_of
from otklik.infra.engines import Engines
from otklik.kit.errors import AppError
from otklik.profiles.service import register_shipper

VISITOR, STRANGER = 1, 2
PATIENCE_S = 60


class Movers(Crowd):
    """Operators who also merge, split, take back, block and put off; conversations of two people."""

    homes: dict[int, int]

    async def act(self, key: str, conversation: int) -> None:
        operator = self.rng.choice(OPERATORS)
        work = self.rng.choice([self._merge, self._split, self._split, self._undo, self._undo, self._snooze])
        with contextlib.suppress(AppError):
            await work(key, conversation, operator)

    async def say(self, key: str, conversation: int) -> None:
        with contextlib.suppress(AppError):  # blocked, or taken back to nothing
            await super().say(key, conversation)

    async def note(self, key: str, conversation: int) -> None:
        with contextlib.suppress(AppError):
            await super().note(key, conversation)

    async def read(self, key: str, conversation: int) -> None:
        with contextlib.suppress(AppError):
            await super().read(key, conversation)

    async def _merge(self, _key: str, conversation: int, operator: Author) -> None:
        home = self.homes[conversation]
        other = self.rng.choice([each for each, owner in self.homes.items() if owner == home])
        await self._in_transaction(
            lambda connection: moving.merge_conversations(
                self.engines.bus,
                connection,
                workspace_id=WORKSPACE,
                source_id=conversation,
                target_id=other,
                homes=[home],
                author=operator,
            )
        )

    async def _split(self, _key: str, conversation: int, operator: Author) -> None:
        async with self.engines.postgres.connection() as connection:
            talk = await reading.read_talk(connection, workspace_id=WORKSPACE, conversation_id=conversation)
            since = self.rng.choice(talk.parts).id if talk.parts else 1
            _, made = await moving.split_conversation(
                self.engines.bus,
                connection,
                workspace_id=WORKSPACE,
                conversation_id=conversation,
                since=since,
                author=operator,
            )
        self.homes[made.id] = self.homes[conversation]
        self.conversations.append(made.id)

    async def _undo(self, key: str, conversation: int, operator: Author) -> None:
        async with self.engines.postgres.connection() as connection:
            written = await writing.write_part(
                self.engines.bus,
                connection,
                workspace_id=WORKSPACE,
                conversation_id=conversation,
                new=NewPart(operator, body=f"slip {key}"),
            )
        await self._in_transaction(
            lambda connection: undoing.undo_part(
                self.engines.bus,
                connection,
                workspace_id=WORKSPACE,
                conversation_id=written.conversation.id,
                part_id=written.part.id,
                author=operator,
            )
        )

    async def _snooze(self, _key: str, conversation: int, operator: Author) -> None:
        until = keeping.now() + timedelta(hours=1)
        await self._in_transaction(
            lambda connection: writing.change_conversation(
                self.engines.bus,
                connection,
                workspace_id=WORKSPACE,
                conversation_id=conversation,
                decide=lambda before, at: deciding.snooze(before, until=until, author=operator, at=at),
            )
        )
        await waking.wake_due(self.engines, now=until)
        for is_blocked in (True, False):
            await self._in_transaction(
                lambda connection, to=is_blocked: blocking.set_blocked(  # type: ignore[misc] # bound now
                    self.engines.bus,
                    connection,
                    workspace_id=WORKSPACE,
                    homes=[STRANGER],
                    author=operator,
                    is_blocked=to,
                )
            )


class Follower(Held):
    """A client of the hub, with everything it was ever given."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self.listener = listener
        self.given: list[Changes] = []
        self.seq = 0

    async def follow(self) -> None:
        while True:
            for changes in (await self.listener.take())[0]:
                self.given.append(changes)
                self.take(changes)
                self.seq = max(self.seq, changes.seq)


async def _until(holds: Callable[[], bool], tasks: list[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.wait(tasks, timeout=0.05)


async def test_moves_keep_every_client_right(engines: Engines) -> None:
    register_shipper(ship_rows)
    rng = random.Random(11)
    crowd = Movers(engines, [], rng)
    crowd.homes = {}
    hub = Hub(engines)
    operator, visitor = (
        Follower(Listener(WORKSPACE)),
        Follower(Listener(WORKSPACE, conversation_ids=[], homes=[VISITOR])),
    )
    running = asyncio.create_task(hub.run())
    async with hub.listen(operator.listener), hub.listen(visitor.listener):
        for number in range(6):
            home = VISITOR if number % 2 else STRANGER
            made = await start(engines, home, key=f"first {number}")
            crowd.conversations.append(made)
            crowd.homes[made] = home
        follows: list[Callable[[], Awaitable[None]]] = [operator.follow, visitor.follow]
        tasks = [asyncio.ensure_future(each()) for each in follows]
        await asyncio.gather(*(crowd.write(number) for number in range(talking.WRITERS)))
        await start(engines, VISITOR, key="the last")
        async with engines.postgres.connection() as connection:
            fresh = await reading.read_changes(connection, workspace_id=WORKSPACE, after=0, limit=100_000)
        await _until(lambda: operator.seq >= fresh.seq and visitor.seq >= fresh.seq, tasks)
        for task in [*tasks, running]:
            task.cancel()
        await asyncio.gather(*tasks, running, return_exceptions=True)
    assert operator.conversations == {row.id: row for row in fresh.conversations}
    assert operator.parts == {part.id: part for part in fresh.parts}
    there = {
        row.id for row in fresh.conversations if row.deleted_at is None
    }  # marks go with what they are of
    kept = {key: mark for key, mark in operator.reads.items() if key[0] in there}
    assert kept == {(mark.conversation_id, mark.member_id): mark for mark in fresh.reads}
    await _check_visitor(engines, visitor, fresh)
    _check_folds(fresh)


async def _check_visitor(engines: Engines, visitor: Follower, fresh: Changes) -> None:
    own = [row.id for row in fresh.conversations if row.profile_id == VISITOR]
    async with engines.postgres.connection() as connection:
        anew = await read_changes_of(connection, workspace_id=WORKSPACE, conversation_ids=own, after=0)
    assert visitor.conversations == {row.id: row for row in anew.conversations}
    assert visitor.parts == {part.id: part for part in anew.parts}
    for changes in visitor.given:
        assert {row.profile_id for row in changes.conversations} <= {VISITOR}
        assert {part.conversation_id for part in changes.parts} <= set(own)
        assert {part.kind for part in changes.parts} <= {PartKind.MESSAGE}
    undone = [part for part in visitor.parts.values() if part.deleted_at is not None]
    assert undone
    assert {(part.body, tuple(part.data)) for part in undone} == {("", ())}
    assert not any("slip" in row.preview for row in visitor.conversations.values())


def _check_folds(fresh: Changes) -> None:
    """Every conversation is what its parts make it; one that is no more has none and leads on."""
    for row in fresh.conversations:
        parts = sorted((part for part in fresh.parts if part.conversation_id == row.id), key=lambda p: p.id)
        if row.merged_into is not None:
            assert (parts, row.deleted_at is None) == ([], False)
            continue
        folded = deciding.refold(row, parts)
        assert (folded.last_part, folded.preview, folded.visitor_part, folded.answer_part) == (
            row.last_part,
            row.preview,
            row.visitor_part,
            row.answer_part,
        )
        assert all(part.author.kind in AuthorKind for part in parts)
