"""Whoever writes to people locks their roots first, and gives a row to a home that has none."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeAlias, TypeVar

from otklik.infra.postgres import Connection
from otklik.profiles import repository_cards as cards
from otklik.profiles import repository_identity as identities
from otklik.profiles.identity import HomeKey
from otklik.profiles.retrying import MAX_TRIES, StaleDecisionError

Found = TypeVar("Found")
Roots: TypeAlias = Mapping[HomeKey, int]
"""The root that each home leads to."""


class Dated(Protocol):
    """A write to a home profile; the home has been there since then at the latest."""

    @property
    def workspace_id(self) -> int:
        """The workspace."""

    @property
    def person(self) -> int:
        """The home profile."""

    @property
    def ts_ms(self) -> int:
        """When, in milliseconds."""


async def lock_people(
    connection: Connection,
    writes: Sequence[Dated],
    read: Callable[[Roots, Mapping[HomeKey, int]], Awaitable[Found | None]],
) -> Found:
    """What `read` makes of the homes' roots and of the versions of the locked ones.

    It gives None when they lead elsewhere by now, and is asked again. Raises StaleDecisionError when that
    does not end.
    """
    created: dict[HomeKey, int] = {}
    for write in writes:
        home = (write.workspace_id, write.person)
        created[home] = min(write.ts_ms, created.get(home, write.ts_ms))
    for _ in range(MAX_TRIES):
        roots = await cards.find_home_roots(connection, list(created))
        absent = {home: ts_ms for home, ts_ms in created.items() if home not in roots}
        if absent:
            await identities.insert_homes(connection, absent)
            continue
        locked = await identities.lock_roots(connection, roots_of(roots))
        found = await read(roots, locked)
        if found is not None:
            return found
    raise StaleDecisionError


def roots_of(roots: Roots) -> set[HomeKey]:
    """The roots among these, each once."""
    return {(home[0], root) for home, root in roots.items()}
