"""How an engine that is away shows itself, whichever library asked it."""

from typing import Final

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as AcquireTimeoutError

ENGINE_AWAY: Final = (
    OperationalError,
    InterfaceError,
    AcquireTimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    PoolTimeout,
    PoolClosed,
)
"""PostgreSQL cannot be reached, or went away in the middle; the same request may succeed in a moment."""
