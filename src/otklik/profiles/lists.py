"""Lists: people put together by hand or from a file."""

from typing import Final

import msgspec
from psycopg.errors import UniqueViolation

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import errors, queries_marks, repository_clusters, repository_lists
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.repository_clusters import Head
from otklik.profiles.repository_lists import JoinedRow, ListRow
from otklik.profiles.unmarking import start_unmarking

MAX_LISTS: Final = 500
FIRST: Final = ((1 << 63) - 1,) * 3


class ListMember(msgspec.Struct, frozen=True):
    """Somebody on a list, with what lists show of him."""

    joined: JoinedRow
    head: Head


async def count_lists(engines: Engines, *, workspace_id: int) -> dict[int, int]:
    """How many people are on each list (as ClickHouse knows it: a second or so late)."""
    counts = await queries_marks.count_carriers(
        engines.clickhouse, workspace_id=workspace_id, kind=MarkKind.LIST
    )
    return {int(key): count for key, count in counts.items()}


async def list_list_names(connection: Connection, *, workspace_id: int) -> dict[int, str]:
    """The name of each list by its id."""
    rows = await repository_lists.list_lists(connection, workspace_id=workspace_id)
    return {row.id: row.name for row in rows}


async def create_list(
    connection: Connection, *, workspace_id: int, name: str, description: str, author: str
) -> ListRow:
    """Make a list. Raises ConflictError for a name that is taken, or too many."""
    if await repository_lists.count_lists(connection, workspace_id=workspace_id) >= MAX_LISTS:
        raise errors.too_many_lists(MAX_LISTS)
    try:
        return await repository_lists.insert_list(
            connection, workspace_id=workspace_id, name=name, description=description, author=author
        )
    except UniqueViolation as error:
        raise errors.list_exists(name) from error


async def update_list(
    connection: Connection, *, workspace_id: int, list_id: int, name: str | None, description: str | None
) -> ListRow:
    """Change what is given. Raises NotFoundError, ConflictError for a name that is taken."""
    try:
        found = await repository_lists.update_list(
            connection, workspace_id=workspace_id, list_id=list_id, name=name, description=description
        )
    except UniqueViolation as error:
        raise errors.list_exists(name or "") from error
    if found is None:
        raise errors.no_list()
    return found


async def check_list(connection: Connection, *, workspace_id: int, list_id: int) -> ListRow:
    """The list; it is not deleted before the transaction ends. Raises NotFoundError."""
    found = await repository_lists.lock_list(connection, workspace_id=workspace_id, list_id=list_id)
    if found is None:
        raise errors.no_list()
    return found


async def delete_list(
    engines: Engines, connection: Connection, *, workspace_id: int, list_id: int, author: str
) -> ListRow:
    """Take everybody off a list, at once or as a job, and forget it. Raises NotFoundError."""
    found = await repository_lists.find_list(connection, workspace_id=workspace_id, list_id=list_id)
    if found is None or not await repository_lists.hide_list(
        connection, workspace_id=workspace_id, list_id=list_id
    ):
        raise errors.no_list()
    await start_unmarking(
        engines, connection, workspace_id=workspace_id, kind=MarkKind.LIST, key=str(list_id), author=author
    )
    return found


async def list_members(
    connection: Connection,
    *,
    workspace_id: int,
    list_id: int,
    before: tuple[int, int, int] = FIRST,
    limit: int,
) -> list[ListMember]:
    """Who is on a list, the last put there first. Raises NotFoundError."""
    if await repository_lists.find_list(connection, workspace_id=workspace_id, list_id=list_id) is None:
        raise errors.no_list()
    joined = await repository_lists.list_joined(
        connection, workspace_id=workspace_id, list_id=list_id, before=before, limit=limit
    )
    heads = await repository_clusters.list_heads(
        connection, workspace_id=workspace_id, roots=[row.root for row in joined]
    )
    return [ListMember(row, heads.get(row.root) or Head(row.root, None, {})) for row in joined]
