"""PostgreSQL: sessions of SQLAlchemy for state, plain psycopg connections for what must be quick."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self, TypeAlias
from weakref import WeakValueDictionary

import psycopg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from otklik.infra.postgres_checks import check_connection, check_on_checkout
from otklik.infra.postgres_lists import ADAPTERS

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
_Pool: TypeAlias = AsyncConnectionPool[Connection]

_OPEN_TIMEOUT_S = 10.0
_ACQUIRE_TIMEOUT_S = 10.0
_LAST_TIMEOUT_S = 1.0
_RECONNECT_S = 2.0
_KEPT_SESSIONS = 3
_LOOKS = 4
_IN_LINE = 2
_UTC = "-c timezone=UTC"


class Postgres:
    """Pools over one database: sessions, connections, looks; what they hold opens as it is needed."""

    def __init__(self, dsn: str, *, engine: AsyncEngine, pool: _Pool, looks: _Pool) -> None:
        self.dsn = dsn
        self._engine = engine
        self._pool = pool
        self._looks = looks
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._dedicated: set[Connection] = set()
        self._lines: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @classmethod
    async def open(cls, dsn: str, *, pool_size: int = 10) -> Self:
        """Open the pools, at most `pool_size` connections each. Raises psycopg_pool.PoolTimeout."""
        engine = create_async_engine(
            make_url(dsn).set(drivername="postgresql+psycopg"),
            # What a burst needed beyond these is closed again: an idle backend holds some 20 MB.
            pool_size=min(pool_size, _KEPT_SESSIONS),
            max_overflow=max(0, pool_size - _KEPT_SESSIONS),
            pool_use_lifo=True,
            hide_parameters=True,  # values in error messages would end in the log
            pool_timeout=_ACQUIRE_TIMEOUT_S,
            connect_args={"options": _UTC, "application_name": "otklik"},
        )
        check_on_checkout(engine)
        pool = _make_pool(dsn, min_size=1, max_size=pool_size)
        reads = f"{_UTC} -c default_transaction_read_only=on"
        looks = _make_pool(dsn, min_size=0, max_size=min(pool_size, _LOOKS), options=reads, autocommit=True)
        await pool.open(wait=True, timeout=_OPEN_TIMEOUT_S)
        await looks.open()
        return cls(dsn, engine=engine, pool=pool, looks=looks)

    def hasten(self) -> None:
        """Let nobody wait long for a connection from now on: we end, and the server may be gone already."""
        self._pool.timeout = self._looks.timeout = _LAST_TIMEOUT_S

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._dedicated:
            await connection.close()
        await self._looks.close()
        await self._pool.close()
        await self._engine.dispose()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed on a clean exit, rolled back on an error."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A psycopg connection, rows as tuples; committed on a clean exit, rolled back on an error.

        A task cancelled while a large statement is on its way costs the connection (psycopg's C code cannot
        be asked to go on: "query cancellation interrupted"); nothing is stored, and the pool opens another.
        """
        async with self._pool.connection() as connection:
            yield connection

    @asynccontextmanager
    async def in_line(self, row: str) -> AsyncIterator[Connection]:
        """As `connection`, for who will lock a `row` that many want: who waits for it holds no connection.

        Of this process two at a time have one, in the order they came: the one that holds the row, and the
        next, with all that goes before the lock behind him. Else a burst of writers of one workspace takes
        the whole pool, and who only wants to read waits behind them.
        """
        line = self._lines.get(row)
        if line is None:
            line = self._lines[row] = asyncio.Semaphore(_IN_LINE)
        async with line, self._pool.connection() as connection:
            yield connection

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Connection]:
        """A psycopg connection that only reads, each statement by itself, without a transaction around them.

        For what is asked again and again, mostly in vain: a message there and one back, where `connection`
        takes three. A statement that writes is refused.
        """
        async with self._looks.connection() as connection:
            yield connection

    async def dedicated(self) -> Connection:
        """A connection of the caller's own, in autocommit, without the pool's checks; closed with the rest.

        Raises psycopg.OperationalError.
        """
        self._dedicated = {each for each in self._dedicated if not each.closed}
        connection = await psycopg.AsyncConnection.connect(
            self.dsn,
            autocommit=True,
            connect_timeout=int(_ACQUIRE_TIMEOUT_S),
            options=_UTC,
            application_name="otklik",
        )
        self._dedicated.add(connection)
        return connection

    @property
    def pool(self) -> AsyncConnectionPool[Connection]:
        """The pool behind `connection`, for libraries that take one."""
        return self._pool

    async def ping(self) -> None:
        """Check that the server answers. Raises psycopg.Error or psycopg_pool.PoolTimeout."""
        async with self._pool.connection() as connection:
            await connection.execute("SELECT 1")


def _make_pool(dsn: str, *, min_size: int, max_size: int, **more: object) -> _Pool:
    return AsyncConnectionPool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        timeout=_ACQUIRE_TIMEOUT_S,
        max_idle=10,  # one that is not needed is closed in each such time
        # Give up soon and try anew with the next request: the pool's own pauses grow to minutes.
        reconnect_timeout=_RECONNECT_S,
        check=check_connection,
        kwargs={"options": _UTC, "application_name": "otklik", "context": ADAPTERS, **more},
        open=False,
    )


async def driver_connection(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """The psycopg connection under a session, inside the same transaction."""
    raw = await (await session.connection()).get_raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, psycopg.AsyncConnection):
        raise TypeError(f"a session over psycopg was expected, not {type(connection).__name__}")
    return connection
