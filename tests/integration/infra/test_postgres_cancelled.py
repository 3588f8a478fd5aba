"""A task that is cancelled amid a statement costs its connection at most."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from otklik.infra.engines import Engines
from otklik.infra.postgres import Postgres

# More than a socket takes at once: the cancellation meets the statement on its way to the server too.
# psycopg 3.3 cannot end such a one: it closes the connection and says "query cancellation interrupted".
LARGE = "x" * 4_000_000
TASKS = 40


async def through_the_pool(postgres: Postgres, number: int) -> None:
    async with postgres.connection() as connection:
        await connection.execute("INSERT INTO cancelled VALUES (%s, %s)", (number, LARGE))


async def through_a_session(postgres: Postgres, number: int) -> None:
    async with postgres.session() as session:
        statement = text("INSERT INTO cancelled VALUES (:number, :body)")
        await session.execute(statement, {"number": number, "body": LARGE})


async def stored(postgres: Postgres) -> list[int]:
    async with postgres.connection() as connection:
        cursor = await connection.execute("SELECT number FROM cancelled ORDER BY number")
        return [row[0] for row in await cursor.fetchall()]


@pytest.mark.parametrize("write", [through_the_pool, through_a_session])
async def test_what_was_not_cancelled_is_stored_and_the_pools_go_on(
    engines: Engines, write: Callable[[Postgres, int], Awaitable[None]]
) -> None:
    postgres = engines.postgres
    async with postgres.connection() as connection:
        await connection.execute("CREATE TABLE cancelled (number int, body text)")
    finished: list[int] = []
    for number in range(TASKS):
        task = asyncio.ensure_future(write(postgres, number))
        for _ in range(number):  # turns of the loop: each task is met at another place
            await asyncio.sleep(0)
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        if outcome is None:
            finished.append(number)
        else:
            assert isinstance(outcome, asyncio.CancelledError)
    await write(postgres, TASKS)
    rows = await stored(postgres)
    assert set(rows) >= {*finished, TASKS}
    assert len(set(rows)) == len(rows)
    await asyncio.gather(*(postgres.ping() for _ in range(20)))
