"""Makes a cancelled task end, on Python 3.11 as on later ones.

`asyncio.wait_for` of Python 3.11 answers a cancellation with the awaited result when both come in one turn
of the loop: the cancellation is lost, the task works on, and a TaskGroup that ends waits for it for ever.
The pools of psycopg and of SQLAlchemy wait for a free connection that way. Python 3.12 wrote the function
anew over `asyncio.timeout`; the same is done here.
"""

import asyncio
import sys
from collections.abc import Awaitable
from typing import Final, TypeVar

T = TypeVar("T")

_LOSES_CANCELLATIONS: Final = sys.version_info < (3, 12)


async def wait_for(fut: Awaitable[T], timeout: float | None) -> T:  # noqa: ASYNC109 - the library's own signature
    """The awaited result within `timeout` seconds. Raises TimeoutError, CancelledError."""
    async with asyncio.timeout(timeout):
        return await fut


def heed_cancellations() -> None:
    """Replace the function for this process where it is the old one; repeats change nothing."""
    if _LOSES_CANCELLATIONS:
        asyncio.wait_for = asyncio.tasks.wait_for = wait_for  # type: ignore[assignment] # its stub counts futures apart
