"""What a workspace's conditions mention: its segments with their conditions, its lists, its zone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from psycopg import AsyncConnection

from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments import repository
from otklik.segments.dependencies import SegmentNode, reach
from otklik.segments.language.conditions import Condition
from otklik.segments.language.names import CHANNELS, FROM_EVENTS, AnyNames, our_event_name
from otklik.segments.language.parsing import parse
from otklik.segments.language.wording_base import Names
from otklik.workspaces import service as workspaces

_KEPT_TREES: Final = 4_096
AT: Final = "filter"
"""Where a condition stands in the bodies of requests: the beginning of its faults' paths."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The Resolver of one workspace; `graph`: its segments, `lists`: names by id, `tags`: titles by name."""

    graph: Mapping[int, SegmentNode] = field(default_factory=dict)
    lists: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    def event_name(self, name: str) -> str:
        """Our name of a standard event, else the name itself."""
        return our_event_name(name)

    def has_segment(self, segment_id: int) -> bool:
        """Whether the workspace has this segment."""
        node = self.graph.get(segment_id)
        return node is not None and not node.is_part

    def has_list(self, list_id: int) -> bool:
        """Whether the workspace has this list."""
        return list_id in self.lists

    def has_channel(self, channel: str) -> bool:
        """Whether this is a channel of the product."""
        return channel in CHANNELS

    def has_history(self, name: str) -> bool:
        """Whether past values of this property are kept: not of what follows from events."""
        return name not in FROM_EVENTS

    @property
    def count(self) -> int:
        """How many segments there are, parts of what is computed aside."""
        return sum(not node.is_part for node in self.graph.values())

    def for_words(self, zone: ZoneInfo) -> Names:
        """The names that plain words of a condition use."""
        segments = {node.id: node.name for node in self.graph.values()}
        return Names(segments=segments, lists=self.lists, tags=self.tags, zone=zone)


async def load_names(connection: AsyncConnection[Any], *, workspace_id: int) -> KnownNames:
    """What conditions of the workspace may mention now."""
    return KnownNames(
        await repository.list_nodes(connection, workspace_id=workspace_id),
        await profiles.list_list_names(connection, workspace_id=workspace_id),
        await profiles.list_tag_titles(connection, workspace_id=workspace_id),
    )


async def load_members(
    engines: Engines, *, workspace_id: int, named: Iterable[int] | None = None, with_parts: bool = False
) -> Mapping[int, Condition]:
    """The conditions of the workspace's segments by id; with `named`, of those that these lead to only.

    `with_parts`: of what is computed, too.
    """
    async with engines.postgres.connection() as connection:
        wanted = None
        if named is not None:
            graph = await repository.list_nodes(connection, workspace_id=workspace_id)
            wanted = reach(named, graph)
        if wanted == set():
            return {}
        rows = await repository.list_filters(
            connection, workspace_id=workspace_id, segments=wanted, with_parts=with_parts
        )
    return {segment: read_stored(text) for segment, text in rows}


@lru_cache(maxsize=_KEPT_TREES)
def read_stored(text: str) -> Condition:
    """The tree of a condition as it is stored, JSON text: it was checked when it was saved.

    What it names may be gone since; of a list that is gone nobody is a member.
    """
    return parse(msgspec.json.decode(text), resolve=AnyNames())


async def load_zone(engines: Engines, *, workspace_id: int) -> ZoneInfo:
    """The workspace's zone. Raises NotFoundError."""
    return ZoneInfo((await workspaces.get_workspace_profile(engines, workspace_id)).time_zone)
