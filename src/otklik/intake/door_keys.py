"""Write keys as the doors know them: looked up every few seconds, so that a revoked one stops soon."""

import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from otklik.workspaces.contracts import KnownKey

MAX_AGE_S: Final = 4.0
MAX_KNOWN: Final = 10_000
MAX_KEY_CHARS: Final = 200
FindKey: TypeAlias = Callable[[str], Awaitable[KnownKey | None]]


class Keys:
    """A cache of write keys, unknown ones too; a key is asked about once in MAX_AGE_S."""

    def __init__(self, find: FindKey) -> None:
        self._find = find
        self._known: dict[str, tuple[float, KnownKey | None]] = {}

    def peek(self, key: str) -> KnownKey | None:
        """The key if it is known and fresh, without waiting."""
        found = self._known.get(key)
        return found[1] if found is not None and found[0] > time.monotonic() else None

    async def get(self, key: str) -> KnownKey | None:
        """The key, or None when there is no such live one."""
        if not key or len(key) > MAX_KEY_CHARS or "\0" in key:
            return None
        found = self._known.get(key)
        if found is not None and found[0] > time.monotonic():
            return found[1]
        known = await self._find(key)
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[key] = (time.monotonic() + MAX_AGE_S, known)
        return known


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
