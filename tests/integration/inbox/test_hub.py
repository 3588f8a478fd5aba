"""What the hub hands to its clients, and what a client reads when it was too slow, is all there is."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from tests.integration.inbox import talking
from tests.integration.inbox.talking import WORKSPACE, Crowd, Held, start

from otklik.events.shipping import ship_rows
from otklik.inbox import hub, reading
from otklik.inbox.contracts import Changes, PartKind
from otklik.inbox.hub import Hub, LaggedError, Listener, Sign
from otklik.infra.engines import Engines
from otklik.profiles.service import register_shipper

VISITOR = 1
PATIENCE_S = 60


@asynccontextmanager
async def _running(engines: Engines) -> AsyncIterator[Hub]:
    made = Hub(engines)
    task = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Watcher(Held):
    """A client of a hub that reads from the database what it lost."""

    def __init__(self, engines: Engines, listener: Listener) -> None:
        super().__init__()
        self.engines = engines
        self.listener = listener
        self.seq = 0
        self.lost = 0
        self.is_watching = asyncio.Event()

    async def watch(self, made: Hub) -> None:
        async with made.listen(self.listener):
            await self._read()
            self.is_watching.set()
            while True:
                try:
                    changes, _ = await self.listener.take()
                except LaggedError:
                    self.lost += 1
                    await self._read()
                else:
                    for each in changes:
                        self.take(each)
                        self.seq = max(self.seq, each.seq)

    async def _read(self) -> None:
        async with self.engines.postgres.connection() as connection:
            changes = await reading.read_changes(
                connection, workspace_id=WORKSPACE, after=self.seq, limit=100_000
            )
        self.take(changes)
        self.seq = changes.seq


async def _until(holds: Callable[[], bool], step: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await step()


async def _read_all(engines: Engines) -> Changes:
    async with engines.postgres.connection() as connection:
        return await reading.read_changes(connection, workspace_id=WORKSPACE, after=0, limit=100_000)


async def _cut_lines(engines: Engines) -> None:
    async with engines.postgres.connection() as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'otklik bus' AND datname = current_database()"
        )


async def test_nothing_is_missed_while_lines_are_cut_and_clients_are_slow(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_shipper(ship_rows)
    monkeypatch.setattr(hub, "MAX_WAITING", 12)
    crowd = Crowd(engines, [await start(engines, number) for number in range(1, 5)], random.Random(8))
    everything = Watcher(engines, Listener(WORKSPACE))
    his = Listener(WORKSPACE, conversation_ids=[], homes=[VISITOR])
    mine = Watcher(engines, his)
    mine.listener.conversation_ids.add(crowd.conversations[0])
    async with _running(engines) as made, asyncio.TaskGroup() as tasks:
        watching = [tasks.create_task(each.watch(made)) for each in (everything, mine)]
        await everything.is_watching.wait()
        await mine.is_watching.wait()
        writers = [tasks.create_task(crowd.write(number)) for number in range(talking.WRITERS)]
        while not all(writer.done() for writer in writers):
            await _cut_lines(engines)
            await asyncio.wait(writers, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
        second = await start(engines, VISITOR, key="again")
        fresh = await _read_all(engines)
        await _until(
            lambda: everything.seq >= fresh.seq and second in mine.conversations,
            lambda: asyncio.wait(watching, timeout=0.05),
        )
        for task in watching:
            task.cancel()
    assert everything.conversations == {row.id: row for row in fresh.conversations}
    assert everything.parts == {part.id: part for part in fresh.parts}
    assert everything.reads == {(mark.conversation_id, mark.member_id): mark for mark in fresh.reads}


async def test_a_visitor_is_given_his_own_words_only(engines: Engines) -> None:
    register_shipper(ship_rows)
    crowd = Crowd(engines, [await start(engines, number) for number in range(1, 4)], random.Random(9))
    own = crowd.conversations[0]
    listener = Listener(WORKSPACE, conversation_ids=[own], homes=[VISITOR])
    given: list[Changes] = []
    async with _running(engines) as made, made.listen(listener):
        await asyncio.gather(*(crowd.write(number) for number in range(talking.WRITERS)))
        second = await start(engines, VISITOR, key="again")
        async with asyncio.timeout(PATIENCE_S):
            while second not in listener.conversation_ids:
                given.extend((await listener.take())[0])
    assert {row.id for each in given for row in each.conversations} == {own, second}
    parts = {part.id: part for each in given for part in each.parts}
    assert {part.conversation_id for part in parts.values()} <= {own, second}
    assert {part.kind for part in parts.values()} == {PartKind.MESSAGE}
    assert not any(each.reads for each in given)
    fresh = await _read_all(engines)
    first = min(part.id for part in fresh.parts if part.conversation_id == own)
    own_words = {
        part.id
        for part in fresh.parts
        if part.conversation_id in {own, second} and part.kind is PartKind.MESSAGE and part.id != first
    }
    assert parts.keys() == own_words


async def test_signs_reach_those_concerned(engines: Engines) -> None:
    operator, visitor = Listener(WORKSPACE), Listener(WORKSPACE, conversation_ids=[5])
    stranger, elsewhere = Listener(WORKSPACE, conversation_ids=[6]), Listener(WORKSPACE + 1)
    typing = Sign(WORKSPACE, "typing", "operator:1", conversation_id=5, is_public=True)
    looking = Sign(WORKSPACE, "looking", "operator:2", conversation_id=5)
    async with _running(engines) as made, contextlib.AsyncExitStack() as stack:
        for each in (operator, visitor, stranger, elsewhere):
            await stack.enter_async_context(made.listen(each))
        for sign in (looking, typing):
            await made.tell(sign)
        seen: list[Sign] = []
        async with asyncio.timeout(PATIENCE_S):
            while len(seen) < 2:
                seen.extend((await operator.take())[1])
            assert (await visitor.take())[1] == [typing]
        assert seen == [looking, typing]
        for each in (stranger, elsewhere):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await each.take()
