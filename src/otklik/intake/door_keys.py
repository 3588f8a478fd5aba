"""Write keys as the doors know them: looked up every few seconds, so that a revoked one stops soon."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from otklik.workspaces.contracts import KnownKey

MAX_AGE_S: Final = 4.0
RENEW_AFTER_S: Final = 2.0
"""A key in use is looked up again beside the requests, before it grows too old to be believed."""
MAX_KNOWN: Final = 10_000
MAX_KEY_CHARS: Final = 200
FindKey: TypeAlias = Callable[[str], Awaitable[KnownKey | None]]


@dataclass(slots=True)
class _Entry:
    known: KnownKey | None
    renew_at: float
    ends_at: float


class Keys:
    """A cache of write keys, unknown ones too; one look-up at a time for a key, whoever waits for it."""

    def __init__(self, find: FindKey) -> None:
        self._find = find
        self._entries: dict[str, _Entry] = {}
        self._searches: dict[str, asyncio.Task[KnownKey | None]] = {}

    def peek(self, key: str) -> KnownKey | None:
        """The key if it is known and fresh, without waiting."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        now = time.monotonic()
        if now < entry.renew_at:
            return entry.known
        if now >= entry.ends_at:
            return None
        self._search(key)
        return entry.known

    async def get(self, key: str) -> KnownKey | None:
        """The key, or None when there is no such live one. Raises what the look-up raises."""
        if not key or len(key) > MAX_KEY_CHARS or "\0" in key:
            return None
        entry = self._entries.get(key)
        if entry is not None and time.monotonic() < entry.ends_at:
            return entry.known
        # Shielded: the others that wait for this search do not end with the client that began it.
        return await asyncio.shield(self._search(key))

    def _search(self, key: str) -> asyncio.Task[KnownKey | None]:
        search = self._searches.get(key)
        if search is None:
            search = self._searches[key] = asyncio.get_running_loop().create_task(self._look_up(key))
            search.add_done_callback(_hear)
        return search

    async def _look_up(self, key: str) -> KnownKey | None:
        try:
            asked_at = time.monotonic()
            known = await self._find(key)
            if len(self._entries) >= MAX_KNOWN:
                self._entries.clear()
            self._entries[key] = _Entry(known, asked_at + RENEW_AFTER_S, asked_at + MAX_AGE_S)
            return known
        finally:
            del self._searches[key]


def _hear(search: asyncio.Task[KnownKey | None]) -> None:
    """A renewal that nobody waits for may find the database away: the next request meets it itself."""
    if not search.cancelled():
        search.exception()


def is_origin_allowed(key: KnownKey, origin: bytes | None) -> bool:
    """Whether a page of this Origin may write with the key: a domain allows itself and what is below it.

    Senders that are no pages (apps, servers) send no Origin and are not bound by it.
    """
    if origin is None or not key.allowed_domains:
        return True
    try:
        host = urlsplit(origin.decode("latin-1")).hostname or ""
    except ValueError:
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in map(_bare, key.allowed_domains))


def _bare(domain: str) -> str:
    return domain.lower().removeprefix("*.").strip(". ")
