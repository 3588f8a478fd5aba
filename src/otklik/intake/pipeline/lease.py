"""One pipeline works at a time: an advisory lock held by a connection, and epochs that fence its commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import psycopg

from otklik.infra.postgres import Postgres
from otklik.intake.pipeline import repository

RETRY_S: Final = 0.5
PROBE_S: Final = 5.0


@asynccontextmanager
async def hold_lease(postgres: Postgres) -> AsyncIterator[psycopg.AsyncConnection[tuple[object, ...]]]:
    """Wait for the lease and hold it for the length of the block."""
    connection = await psycopg.AsyncConnection.connect(
        postgres.dsn, autocommit=True, connect_timeout=5, application_name="otklik pipeline lease"
    )
    async with connection:
        while not await _try(connection):  # noqa: ASYNC110 - the holder is another process
            await asyncio.sleep(RETRY_S)
        yield connection


async def watch_lease(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
    """Look after the lease for ever; raises psycopg.OperationalError when its connection is gone."""
    while True:
        await asyncio.sleep(PROBE_S)
        await connection.execute("SELECT 1")


async def _try(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (repository.LEASE_KEY,))
    row = await cursor.fetchone()
    return bool(row and row[0])
