"""What is changed in people waits in the outbox: nobody holds up another, the sender numbers it in order."""

import asyncio
from datetime import UTC, datetime

from tests.integration.pipeline.test_delivery import row

from otklik.events import outbox, repository_outbox
from otklik.events.outbox import put_rows
from otklik.events.prepared import API_LANE, batch_id
from otklik.events.rows import EVENTS, SEEN, SeenRow
from otklik.events.said import wait_for_said
from otklik.infra.engines import Engines
from otklik.intake.erasure import erase_from_intake
from otklik.intake.pipeline.testing import Pump
from otklik.profiles.contracts import Erased


async def test_writers_wait_for_nobody_and_what_came_together_is_one_batch(
    engines: Engines, pump: Pump
) -> None:
    async with engines.postgres.connection() as slow:
        await put_rows(slow, {EVENTS: [row(1, batch=0)]})
        async with asyncio.timeout(5), engines.postgres.connection() as quick:
            await put_rows(quick, {EVENTS: [row(2, batch=0), row(3, batch=0)], SEEN: [SeenRow(1, 2, 0)]})
        async with asyncio.timeout(5), engines.postgres.connection() as quick:
            await put_rows(quick, {EVENTS: [row(4, batch=0)], SEEN: []})
            await put_rows(quick, {})
        packed = await outbox.pack_next(engines.postgres)
        assert packed is not None
        assert packed.batch == batch_id(API_LANE, 1)
        assert packed.counts == {EVENTS: 3, SEEN: 1}
        assert packed.summary.workspaces[1].events == 3
        assert set(packed.summary.workspaces[1].persons) >= {3, 4, 5}
        assert await outbox.pack_next(engines.postgres) is None, "the other is not committed"
    await pump.settle()
    # What was packed before is shipped first; the slow one has the next number, whenever it was written.
    found = await pump.ch("SELECT person, batch FROM events ORDER BY batch, person")
    first, second = batch_id(API_LANE, 1), batch_id(API_LANE, 2)
    assert [(each["person"], each["batch"]) for each in found] == [
        *((person, first) for person in (3, 4, 5)),
        (2, second),
    ]
    assert await pump.pg("SELECT count(*) FROM outbox") == [(0,)]


async def test_words_that_look_like_a_number_of_a_batch_stay(engines: Engines, pump: Pump) -> None:
    words = '{"said":"\\"batch\\":0,","batch":0}'
    async with engines.postgres.connection() as connection:
        await put_rows(connection, {EVENTS: [row(1, batch=0, properties=words)]})
    await pump.settle()
    found = await pump.ch("SELECT batch, properties FROM events WHERE person = 2")
    assert [(each["batch"], each["properties"]) for each in found] == [(batch_id(API_LANE, 1), words)]


async def test_a_batch_stays_small(engines: Engines) -> None:
    properties = f'{{"words":"{"w" * (repository_outbox.MAX_BYTES // 2)}"}}'
    async with engines.postgres.connection() as connection:
        for number in range(4):
            await put_rows(connection, {EVENTS: [row(number, batch=0, properties=properties)]})
    sizes = []
    while (packed := await outbox.pack_next(engines.postgres)) is not None:
        sizes.append(packed.counts[EVENTS])
    assert sizes == [2, 2]


async def test_many_rows_lie_there_small_and_arrive_whole(engines: Engines, pump: Pump) -> None:
    rows = [row(number, batch=0, properties='{"said":"\\"batch\\":0,"}') for number in range(1_000)]
    async with engines.postgres.connection() as connection:
        await put_rows(connection, {EVENTS: rows, SEEN: [SeenRow(1, 2, 0)]})
        await put_rows(connection, {EVENTS: [row(1_000, batch=0)]})
    ((kept, told),) = await pump.pg("SELECT octet_length(bodies), size FROM outbox ORDER BY id LIMIT 1")
    assert kept < told / 5
    erased = Erased(1, 1, 777, (777,), {}, datetime.now(UTC))
    assert (await erase_from_intake(engines, erased))["prepared"] == 1, "an erasure waits for what is his"
    await pump.settle()
    found = await pump.ch(
        "SELECT count() AS n, uniqExact(person) AS people, any(properties) AS said FROM events"
    )
    assert found == [{"n": 1_001, "people": 1_001, "said": rows[0].properties}]


async def test_who_asks_after_a_change_waits_until_it_can_be_asked(engines: Engines, pump: Pump) -> None:
    async def change() -> None:
        async with engines.postgres.connection() as connection:
            await put_rows(connection, {SEEN: [SeenRow(1, 2, 0)]})

    await change()
    async with pump.running():
        await pump.until(pump.is_idle)  # somebody ships
        await change()
        async with asyncio.timeout(4):  # it would ask without the change after five
            await wait_for_said(engines.postgres)
        assert await pump.is_idle()
