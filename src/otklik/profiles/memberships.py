"""The segments that a person is in: kept by a room above, which says at start how they are read."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from otklik.infra.engines import Engines

ReadSegments: TypeAlias = Callable[[Engines, int, Sequence[int]], Awaitable[list[tuple[int, str]]]]
"""async (engines, workspace id, homes of one person) -> (id, name) of his segments."""

_readers: list[ReadSegments] = []


def register_segments_reader(read: ReadSegments) -> None:
    """Say who reads them; the last registration counts."""
    _readers[:] = [read]


async def list_segments(
    engines: Engines, *, workspace_id: int, homes: Sequence[int]
) -> list[tuple[int, str]]:
    """(id, name) of the segments of a person, by name; none where nobody keeps them."""
    return await _readers[0](engines, workspace_id, homes) if _readers else []
