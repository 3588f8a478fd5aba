"""The pools over PostgreSQL: what looks may do, connections that the server has ended, writers in line."""

import asyncio

import psycopg
import pytest
from sqlalchemy import text

from otklik.infra.engines import Engines
from otklik.infra.postgres import Postgres

_END_OTHERS = """
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


async def _ask(postgres: Postgres) -> None:
    async with postgres.session() as session:
        await session.execute(text("SELECT 1"))
    async with postgres.connection() as connection:
        await connection.execute("SELECT 1")
    async with postgres.looking() as connection:
        await connection.execute("SELECT 1")


async def test_nobody_is_given_a_connection_that_the_server_has_ended(engines: Engines) -> None:
    postgres = engines.postgres
    await _ask(postgres)
    async with await psycopg.AsyncConnection.connect(postgres.dsn, autocommit=True) as other:
        cursor = await other.execute(_END_OTHERS)
        row = await cursor.fetchone()
    assert row is not None
    assert row[0] >= 3
    await _ask(postgres)


async def test_a_look_sees_what_is_committed_and_writes_nothing(engines: Engines) -> None:
    async with engines.postgres.looking() as looking:
        async with engines.postgres.connection() as connection:
            await connection.execute("INSERT INTO watermarks (name, state) VALUES ('a', '{}')")
        cursor = await looking.execute("SELECT name FROM watermarks")
        assert await cursor.fetchall() == [("a",)]
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await looking.execute("DELETE FROM watermarks")


async def test_writers_that_wait_for_one_row_leave_connections_to_others(engines: Engines) -> None:
    postgres, written = engines.postgres, list[int]()
    async with postgres.connection() as connection:
        await connection.execute("INSERT INTO watermarks (name, state) VALUES ('row', '0')")

    async def write(number: int) -> None:
        async with postgres.in_line("row") as connection:
            await connection.execute("UPDATE watermarks SET state = %s WHERE name = 'row'", (str(number),))
            written.append(number)

    many = 3 * postgres.pool.max_size
    async with postgres.connection() as holder:
        await holder.execute("SELECT FROM watermarks WHERE name = 'row' FOR UPDATE")
        async with asyncio.TaskGroup() as tasks:
            for number in range(many):
                tasks.create_task(write(number))
            async with asyncio.timeout(5):
                for _ in range(many):
                    await postgres.ping()
            assert not written
            await holder.commit()
    assert sorted(written) == [*range(many)]
