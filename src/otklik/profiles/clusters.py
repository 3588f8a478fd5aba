"""Reads over many people, for lists and for what follows from their events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from otklik.infra.engines import Engines
from otklik.profiles import queries, repository_clusters
from otklik.profiles.card import LARGEST_ID, ONLINE_S
from otklik.profiles.repository_clusters import Cluster, Head

MIN_DIGITS: Final = 4
MAX_DIGITS: Final = 10
MAX_LIKE: Final = 50
MAX_ONLINE: Final = 20_000
VIEWED_ROOTS: Final = 200
"""Whom one statement names: their homes stand in its address."""


@dataclass(frozen=True, slots=True)
class OnlinePlace:
    """The page somebody is on now."""

    url: str
    title: str
    since: datetime


async def list_clusters(engines: Engines, *, workspace_id: int, people: Sequence[int]) -> dict[int, Cluster]:
    """The cluster of each id asked for; who has no row is a nameless visitor, alone."""
    async with engines.postgres.looking() as connection:
        known = await repository_clusters.list_clusters(connection, workspace_id=workspace_id, people=people)
    return {
        person: known.get(person) or Cluster(root=person, members=(person,), stage="visitor")
        for person in people
    }


async def list_viewed_products(
    engines: Engines, *, workspace_id: int, roots: Sequence[int]
) -> dict[int, list[str]]:
    """What the roots looked at, the last first; see `queries.list_viewed_products`."""
    clusters = await list_clusters(engines, workspace_id=workspace_id, people=roots)
    viewed: dict[int, list[str]] = {}
    for start in range(0, len(roots), VIEWED_ROOTS):
        some = [clusters[root] for root in roots[start : start + VIEWED_ROOTS]]
        homes = {member: cluster.root for cluster in some for member in cluster.members}
        viewed |= await queries.list_viewed_products(
            engines.clickhouse, workspace_id=workspace_id, homes=homes
        )
    return viewed


async def list_heads(engines: Engines, *, workspace_id: int, roots: Sequence[int]) -> dict[int, Head]:
    """What lists show of `roots`; nameless visitors have none."""
    async with engines.postgres.looking() as connection:
        return await repository_clusters.list_heads(connection, workspace_id=workspace_id, roots=roots)


async def find_people_ids(engines: Engines, *, workspace_id: int, text: str) -> list[int]:
    """Roots whose name, email, phone or id answers to a quick search (at most 1 000)."""
    digits = "".join(filter(str.isdecimal, text))
    has_letters = any(character.isalpha() for character in text)
    usable = digits[-MAX_DIGITS:] if len(digits) >= MIN_DIGITS and not has_letters else ""
    async with engines.postgres.connection() as connection:
        return await repository_clusters.find_people_ids(
            connection, workspace_id=workspace_id, text=text, digits=usable, person_id=find_id(text) or 0
        )


async def find_people_like(engines: Engines, *, workspace_id: int, text: str) -> list[int]:
    """Roots whose name has a word that looks like the text, small mistakes forgiven (at most 50)."""
    async with engines.postgres.connection() as connection:
        return await repository_clusters.find_people_like(
            connection, workspace_id=workspace_id, text=text, limit=MAX_LIKE
        )


def find_id(text: str) -> int | None:
    """The person id that a text is; None when it is none."""
    is_id = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_id and 0 < int(text) <= LARGEST_ID else None


async def list_online(engines: Engines, *, workspace_id: int) -> dict[int, OnlinePlace]:
    """Who is on a page now, by root."""
    async with engines.postgres.connection() as connection:
        rows = await repository_clusters.list_online(
            connection, workspace_id=workspace_id, online_s=ONLINE_S, limit=MAX_ONLINE
        )
    return {root: OnlinePlace(url, title, since) for root, (url, title, since) in rows.items()}
