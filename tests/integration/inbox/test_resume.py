"""Snapshot and changes are what a new snapshot is: whatever is lost, repeated or late on the line."""

import asyncio
import random

from tests.integration.inbox.talking import WORKSPACE, WRITERS, Crowd, Held, start

from otklik.events.shipping import ship_rows
from otklik.inbox import reading
from otklik.inbox.contracts import Changes
from otklik.inbox.repository_lists import View
from otklik.infra.engines import Engines
from otklik.profiles.service import register_shipper


class Client(Held):
    """Somebody whose line loses answers, repeats them and brings old ones late."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self.rng = rng
        self.seq = 0
        self.late: list[Changes] = []

    async def ask(self, engines: Engines) -> None:
        async with engines.postgres.connection() as connection:
            changes = await reading.read_changes(connection, workspace_id=WORKSPACE, after=self.seq)
        match self.rng.randrange(4):
            case 0:
                self.late.append(changes)  # lost; somebody may still deliver it
                return
            case 1 if self.late:
                self.take(self.rng.choice(self.late))
        self.take(changes)
        if self.rng.random() < 0.3:
            self.take(changes)
        self.seq = changes.seq


async def test_what_a_client_holds_is_what_it_would_read_anew(engines: Engines) -> None:
    register_shipper(ship_rows)
    rng = random.Random(20)
    crowd = Crowd(engines, [await start(engines, number) for number in range(1, 5)], rng)
    clients = [Client(random.Random(number)) for number in range(3)]
    writers = [asyncio.create_task(crowd.write(number)) for number in range(WRITERS)]
    while not all(writer.done() for writer in writers):
        for client in clients:
            await client.ask(engines)
    await asyncio.gather(*writers)
    async with engines.postgres.connection() as connection:
        fresh = await reading.read_changes(connection, workspace_id=WORKSPACE, after=0, limit=100_000)
        listed = await reading.read_list(
            connection, workspace_id=WORKSPACE, view=View(), member_id=1, limit=100
        )
    for client in clients:
        while client.seq < fresh.seq:
            await client.ask(engines)
        assert client.conversations == {row.id: row for row in fresh.conversations}
        assert client.parts == {part.id: part for part in fresh.parts}
        assert client.reads == {(mark.conversation_id, mark.member_id): mark for mark in fresh.reads}
    assert listed.seq == fresh.seq
    assert {row.id: row for row in listed.conversations} == clients[0].conversations
    keys = [part.client_key for part in fresh.parts if part.client_key]
    assert sorted(keys) == sorted([*crowd.sent, *(f"first {number}" for number in range(1, 5))])
    _check_order(fresh)


def _check_order(fresh: Changes) -> None:
    """Each writer's messages stand in the order he sent them, and times never go back along the places."""
    for writer in range(WRITERS):
        steps = [
            int(part.client_key.split("-")[1])
            for part in sorted(fresh.parts, key=lambda part: part.id)
            if part.client_key and part.client_key.startswith(f"w{writer}-")
        ]
        assert steps == sorted(steps)
    places = sorted(fresh.parts, key=lambda part: part.id)
    assert [part.at for part in places] == sorted(part.at for part in places)
