"""Whether a connection of a pool still stands, asked without a word to the server where that is enough.

A server says nothing to a connection that is idle until it ends it: a socket with nothing to read is as good
as an answered "SELECT 1", and costs a hundredth of it. Only one that has something to say is asked.
"""

import select
from typing import Any

import psycopg
from psycopg import pq
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine


def is_silent(connection: psycopg.AsyncConnection[Any]) -> bool:
    """Whether the connection is whole, idle, and nothing has come over it that nobody read."""
    pgconn = connection.pgconn
    if pgconn.status != pq.ConnStatus.OK or pgconn.transaction_status != pq.TransactionStatus.IDLE:
        return False
    poll = select.poll()
    poll.register(pgconn.socket, select.POLLIN)
    return not poll.poll(0)


async def check_connection(connection: psycopg.AsyncConnection[Any]) -> None:
    """For the pool of psycopg. Raises psycopg.Error when the connection is of no use any more."""
    if not is_silent(connection):
        await AsyncConnectionPool.check_connection(connection)


def check_on_checkout(engine: AsyncEngine) -> None:
    """Let SQLAlchemy's pool open a new connection instead of giving out one that is of no use any more."""
    dialect = engine.sync_engine.dialect

    def check(dbapi_connection: Any, record: object, proxy: object) -> None:  # noqa: ANN401 - SQLAlchemy's own
        del record, proxy
        if is_silent(dbapi_connection.driver_connection):
            return
        try:
            dialect.do_ping(dbapi_connection)
        except (psycopg.Error, DBAPIError) as error:
            raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkout", check)
