"""Whether the engines answer, within a bounded time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import psycopg
from psycopg_pool import PoolTimeout

from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines

CHECK_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class EngineCheck:
    """What one engine said: its version, or why it is not well."""

    name: str
    is_ok: bool
    detail: str
    version: str = ""


async def check_engines(engines: Engines) -> list[EngineCheck]:
    """Ask both engines at once; never longer than two seconds."""
    return list(
        await asyncio.gather(
            _check("postgres", lambda: _postgres_version(engines)),
            _check("clickhouse", lambda: _clickhouse_version(engines)),
        )
    )


async def _check(name: str, ask: Callable[[], Awaitable[str]]) -> EngineCheck:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            version = await ask()
    except TimeoutError:
        return EngineCheck(name, is_ok=False, detail=f"no answer within {CHECK_TIMEOUT_S:g} s")
    except (psycopg.Error, PoolTimeout, ClickHouseError, OSError) as error:
        return EngineCheck(name, is_ok=False, detail=f"{type(error).__name__}: {str(error)[:300]}")
    return EngineCheck(name, is_ok=True, detail="ok", version=version)


async def _postgres_version(engines: Engines) -> str:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SHOW server_version")
        row = await cursor.fetchone()
    return str(row[0]) if row else ""


async def _clickhouse_version(engines: Engines) -> str:
    rows = await engines.clickhouse.system_query(
        "SELECT version() AS version", comment="health", max_seconds=CHECK_TIMEOUT_S
    )
    return str(rows[0]["version"])
