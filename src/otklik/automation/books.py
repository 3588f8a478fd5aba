"""Scenarios as the engine reads them: the graphs of versions, read once."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from otklik.automation import repository, repository_saved
from otklik.automation.contracts import Book
from otklik.automation.goals import service as goals_service
from otklik.automation.graph.entries import OnSaved, Trigger
from otklik.automation.graph.nodes import Graph
from otklik.automation.graph.reading import read_graph
from otklik.automation.graph.reading_triggers import read_trigger
from otklik.automation.repository import BookRow
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_ms
from otklik.kit.zones import find_zone
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing_reading import Reading

_KEPT: Final = 1_000
_UTC: Final = ZoneInfo("UTC")


@lru_cache(maxsize=_KEPT)
def _read(version_id: int, text: str) -> Graph:
    """The graph of a version, which was checked when it was launched; what it names may be gone since."""
    del version_id
    return read_graph(msgspec.json.decode(text), resolve=AnyNames())


@lru_cache(maxsize=_KEPT)
def _read_saved(text: str) -> Trigger | None:
    """A saved trigger, which was checked when it was saved."""
    return read_trigger(msgspec.json.decode(text), "", Reading(AnyNames()))


def _make_book(row: BookRow, graph: Graph) -> Book:
    return Book(
        row.scenario_id,
        row.workspace_id,
        row.status,
        row.purpose,
        row.control_share,
        row.version_id,
        graph,
        find_zone(row.zone) or _UTC,
        to_ms(row.launched_at) if row.launched_at is not None else 0,
    )


async def _with_saved(connection: Connection, books: dict[int, Book]) -> dict[int, Book]:
    """With what saved triggers are now; one that is gone stays as its name, and begins nothing."""
    wanted = {
        each.trigger_id
        for book in books.values()
        for each in book.graph.entry.triggers
        if isinstance(each, OnSaved)
    }
    texts = await repository_saved.list_triggers(connection, trigger_ids=sorted(wanted))
    if not texts:
        return books
    return {id_: _put_saved(book, texts) for id_, book in books.items()}


def _put_saved(book: Book, texts: Mapping[int, str]) -> Book:
    entry = book.graph.entry
    saved = {
        number: each.trigger_id
        for number, each in enumerate(entry.triggers)
        if isinstance(each, OnSaved) and each.trigger_id in texts
    }
    if not saved:
        return book
    read = {number: _read_saved(texts[trigger_id]) for number, trigger_id in saved.items()}
    triggers = tuple(read.get(number) or each for number, each in enumerate(entry.triggers))
    graph = replace(book.graph, entry=replace(entry, triggers=triggers))
    return replace(book, graph=graph, saved=saved)


async def _with_goals(connection: Connection, books: dict[int, Book]) -> dict[int, Book]:
    """With the goals of scenarios that end with them among the events that end them."""
    ending = [book for book in books.values() if book.graph.exit.by_goal]
    for workspace_id in sorted({book.workspace_id for book in ending}):
        ids = [book.scenario_id for book in ending if book.workspace_id == workspace_id]
        for goals in await goals_service.list_goals(connection, workspace_id=workspace_id, scenario_ids=ids):
            book = books[goals.scenario_id]
            leaving = book.graph.exit
            events = (*leaving.events, *(goal.selector for goal in goals.goals))
            graph = replace(book.graph, exit=replace(leaving, events=events))
            books[goals.scenario_id] = replace(book, graph=graph)
    return books


class Shelf:
    """Graphs of versions by id: a version never changes, so it is read from the database once."""

    def __init__(self) -> None:
        self._graphs: dict[int, Graph] = {}

    async def load_books(
        self,
        connection: Connection,
        *,
        scenario_ids: Iterable[int] | None = None,
        workspace_id: int | None = None,
        begun_by: Sequence[str] = (),
    ) -> dict[int, Book]:
        """How these scenarios stand now, by id; None: all that run. A draft without a version has none.

        `workspace_id`: of this workspace only; `begun_by`: those with such triggers (keys of the graph).
        """
        rows = await repository.list_books(
            connection,
            scenario_ids=sorted(scenario_ids) if scenario_ids is not None else None,
            workspace_id=workspace_id,
            begun_by=begun_by,
        )
        await self._fetch(connection, {row.version_id for row in rows})
        books = {row.scenario_id: _make_book(row, self._graphs[row.version_id]) for row in rows}
        books = await _with_saved(connection, books)
        return await _with_goals(connection, books)

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
