"""Memory that a burst took goes back to the system."""

import asyncio
import ctypes
from typing import Final

_EVERY_S: Final = 30.0


async def give_back_memory() -> None:
    """Every half minute, for ever: glibc keeps freed pieces below ones that live (70 MB after an import)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    while trim is not None:  # musl has none, and keeps less
        await asyncio.sleep(_EVERY_S)
        await asyncio.to_thread(trim, 0)
    await asyncio.Event().wait()
