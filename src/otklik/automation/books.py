"""Scenarios as the engine reads them: the graphs of versions, read once."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation import repository
from otklik.automation.contracts import Book
from otklik.automation.graph.nodes import Graph
from otklik.automation.graph.reading import read_graph
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_ms
from otklik.kit.zones import find_zone
from otklik.segments.language.names import AnyNames

_KEPT: Final = 1_000
_UTC: Final = ZoneInfo("UTC")


@lru_cache(maxsize=_KEPT)
def _read(version_id: int, text: str) -> Graph:
    """The graph of a version, which was checked when it was launched; what it names may be gone since."""
    del version_id
    return read_graph(msgspec.json.decode(text), resolve=AnyNames())


class Shelf:
    """Graphs of versions by id: a version never changes, so it is read from the database once."""

    def __init__(self) -> None:
        self._graphs: dict[int, Graph] = {}

    async def load_books(
        self,
        connection: Connection,
        *,
        scenario_ids: Iterable[int] | None = None,
    ) -> dict[int, Book]:
        """How these scenarios stand now, by id; None: all that run. A draft without a version has none."""
        rows = await repository.list_books(
            connection, scenario_ids=sorted(scenario_ids) if scenario_ids is not None else None
        )
        await self._fetch(connection, {row.version_id for row in rows})
        return {
            row.scenario_id: Book(
                row.scenario_id,
                row.workspace_id,
                row.status,
                row.purpose,
                row.control_share,
                row.version_id,
                self._graphs[row.version_id],
                find_zone(row.zone) or _UTC,
                to_ms(row.launched_at) if row.launched_at is not None else 0,
            )
            for row in rows
        }

    async def load_graphs(self, connection: Connection, version_ids: Iterable[int]) -> dict[int, Graph]:
        """The graphs of these versions, by id."""
        wanted = set(version_ids)
        await self._fetch(connection, wanted)
        return {version_id: self._graphs[version_id] for version_id in wanted}

    async def _fetch(self, connection: Connection, version_ids: Iterable[int]) -> None:
        missing = sorted(set(version_ids) - self._graphs.keys())
        if len(self._graphs) > _KEPT:
            self._graphs.clear()
            missing = sorted(set(version_ids))
        for version_id, text in await repository.list_graphs(connection, version_ids=missing):
            self._graphs[version_id] = _read(version_id, text)
