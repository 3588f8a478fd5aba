"""Whether PostgreSQL lets us in, said in words: a pool would only say that it timed out."""

from typing import Final

import psycopg

from otklik.infra.addresses import without_password
from otklik.infra.embedded.process import EngineStartError

_CONNECT_S: Final = 5


class PostgresAwayError(EngineStartError):
    """PostgreSQL does not answer, or does not let us in; the text says what it said."""


async def check_postgres(url: str) -> None:
    """Connect once. Raises PostgresAwayError."""
    try:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=_CONNECT_S)
    except (psycopg.Error, OSError) as error:
        raise PostgresAwayError(
            f"PostgreSQL at {without_password(url)} cannot be used: {str(error).strip()}\n"
            "Check OTKLIK_POSTGRES_URL, then ask `otklik doctor`."
        ) from error
    await connection.close()
