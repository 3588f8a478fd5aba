"""The list of people: quick search, filters, any order, pages; and the same as CSV."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from otklik.events import errors, queries_people
from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.events.people_tests import Tests
from otklik.events.queries_people import Among, PeopleCursor, PeopleFilter
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.profiles.service import FactsRow, Head
from otklik.workspaces import service as workspaces

DEFAULT_SORT: Final = "last_seen"
EXPORT_PAGE: Final = 1_000
SET_EXPORT_PAGE: Final = 10_000
"""A set is asked anew for each page."""
_NAMED: Final = ("name", "email", "phone")
_FACTS_FIELDS: Final = tuple(
    field.name for field in msgspec.structs.fields(FactsRow) if field.name != "viewed_products"
)


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What a list asks for; `columns`: properties to show beside the fixed ones; `among`: a set of people."""

    search: str = ""
    sort_by: str = DEFAULT_SORT
    is_descending: bool = True
    columns: tuple[str, ...] = ()
    limit: int = 50
    cursor: str | None = None
    stage: str | None = None
    is_online: bool | None = None
    today: str | None = None
    tests: Tests | None = None
    among: Among | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as a row of the list."""

    id: int
    head: Head | None
    facts: Mapping[str, Any]
    stage: str
    is_online: bool
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page; `total` counts the whole list, on every page anew."""

    items: list[PersonView]
    next_cursor: str | None
    total: int


async def search_people(engines: Engines, *, workspace_id: int, query: PeopleQuery) -> PeoplePage:
    """A page of people. Raises InvalidError for a cursor of another list."""
    online = await profiles.list_online(engines, workspace_id=workspace_id)
    where = await _make_filter(engines, workspace_id, query, list(online))
    page, total = await asyncio.gather(
        _read_page(engines, workspace_id, where, query),
        queries_people.count_people(engines.clickhouse, workspace_id=workspace_id, where=where),
    )
    rows, next_cursor = page
    items = await _view(engines, workspace_id, rows, query.columns, set(online))
    return PeoplePage(items=items, next_cursor=next_cursor, total=total)


async def stream_people(
    engines: Engines, *, workspace_id: int, query: PeopleQuery
) -> AsyncIterator[list[PersonView]]:
    """All pages of a list, for exports."""
    online = await profiles.list_online(engines, workspace_id=workspace_id)
    where = await _make_filter(engines, workspace_id, query, list(online))
    query = replace(query, limit=SET_EXPORT_PAGE if query.among else EXPORT_PAGE, cursor=None)
    while True:
        rows, cursor = await _read_page(engines, workspace_id, where, query)
        if rows:
            yield await _view(engines, workspace_id, rows, query.columns, set(online))
        if cursor is None:
            return
        query = replace(query, cursor=cursor)


async def view_people(
    engines: Engines, *, workspace_id: int, people: Sequence[int], columns: Sequence[str]
) -> list[PersonView]:
    """These people (some thousand at most) as rows, in their order; who is not counted yet has less."""
    rows = await queries_people.list_rows(engines.clickhouse, workspace_id=workspace_id, people=people)
    counted = {row["person"]: row for row in rows}
    known = [counted[person] for person in people if person in counted]
    views = {view.id: view for view in await _view(engines, workspace_id, known, columns, set())}
    absent = [person for person in people if person not in counted]
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=absent)
    for person in absent:
        views[person] = _view_uncounted(person, heads.get(person), columns)
    return [views[person] for person in people]


async def _make_filter(
    engines: Engines, workspace_id: int, query: PeopleQuery, online: Sequence[int]
) -> PeopleFilter:
    text = query.search.strip()
    found = None
    if text:
        found = await profiles.find_people_ids(engines, workspace_id=workspace_id, text=text)
        if (person := profiles.find_id(text)) is not None:
            found.append(person)
    return PeopleFilter(
        stage=query.stage,
        found=found,
        text=text,
        online=online if query.is_online is True else None,
        offline=online if query.is_online is False else None,
        today=query.today,
        tests=query.tests,
        among=query.among,
        time_zone=await _read_zone(engines, workspace_id) if query.today else "",
    )


async def _read_zone(engines: Engines, workspace_id: int) -> str:
    return (await workspaces.get_workspace_profile(engines, workspace_id)).time_zone


def key_of(by: str) -> str:
    """The sort key that a name means: a fact's (with or without `$`), else a property's."""
    bare = by.removeprefix("$")
    if bare in queries_people.NUMBERS or bare in queries_people.TEXTS:
        return bare
    return f"${bare}" if bare in _NAMED else by


async def _read_page(
    engines: Engines, workspace_id: int, where: PeopleFilter, query: PeopleQuery
) -> tuple[list[dict[str, Any]], str | None]:
    by = key_of(query.sort_by)
    after = decode_cursor(query.cursor, PeopleCursor) if query.cursor else None
    if after and (after.by, after.is_descending) != (by, query.is_descending):
        raise errors.bad_cursor()
    rows = await queries_people.list_people(
        engines.clickhouse,
        workspace_id=workspace_id,
        where=where,
        by=by,
        is_descending=query.is_descending,
        after=after,
        limit=query.limit + 1,
    )
    page = rows[: query.limit]
    if len(rows) <= query.limit:
        return page, None
    last = page[-1]
    cursor = PeopleCursor(
        by, query.is_descending, last["rank"], last["bits"], last["sort_text"], last["person"]
    )
    return page, encode_cursor(cursor)


async def _view(
    engines: Engines,
    workspace_id: int,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    online: set[int],
) -> list[PersonView]:
    roots = [row["person"] for row in rows]
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=roots)
    viewed: dict[int, list[str]] = {}
    if profiles.VIEWED in columns:
        viewed = await profiles.list_viewed_products(engines, workspace_id=workspace_id, roots=roots)
    return [
        _view_row(row, heads.get(row["person"]), columns, online, viewed.get(row["person"], []))
        for row in rows
    ]


def _view_row(
    row: Mapping[str, Any],
    head: Head | None,
    columns: Sequence[str],
    online: set[int],
    viewed: list[str],
) -> PersonView:
    """Stored values come from PostgreSQL, where an edit is seen at once; they win over derived ones."""
    shown: dict[str, Any] = {}
    if columns:
        facts = FactsRow(**{name: row[name] for name in _FACTS_FIELDS}, viewed_products=viewed)
        known = {**dict(profiles.derive_properties(facts)), **(head.properties if head else {})}
        shown = {name: known[name] for name in columns if name in known}
    return PersonView(
        id=row["person"],
        head=head,
        facts=row,
        stage=_stage(row, head),
        is_online=row["person"] in online,
        properties=shown,
    )


def _view_uncounted(person: int, head: Head | None, columns: Sequence[str]) -> PersonView:
    given = head.properties if head else {}
    return PersonView(
        id=person,
        head=head,
        facts={},
        stage=_stage({"stage": "visitor"}, head),
        is_online=False,
        properties={name: given[name] for name in columns if name in given},
    )


def _stage(row: Mapping[str, Any], head: Head | None) -> str:
    if head is None:
        return str(row["stage"])
    if head.user_id is not None:
        return "user"
    return "lead" if head.properties.get("$email") or head.properties.get("$phone") else "visitor"
