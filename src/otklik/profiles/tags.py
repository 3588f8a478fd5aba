"""Tags: short notes of the team on people.

A tag is known by its first name for ever; renaming changes what is shown, so that conditions stay right.
"""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.text import clean_text
from otklik.profiles import errors, queries_marks, repository_tags
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.repository_tags import TagRow
from otklik.profiles.unmarking import start_unmarking

Untagger: TypeAlias = Callable[[Engines, Connection, int, str], Awaitable[None]]
"""Takes a tag off what another room keeps: engines, the deleting transaction, the workspace, the tag."""

MAX_TAGS: Final = 500
MAX_TAG_CHARS: Final = 60
_untaggers: dict[str, Untagger] = {}


def register_untagger(name: str, untag: Untagger) -> None:
    """Let another room follow a tag's deletion, once a process."""
    _untaggers[name] = untag


async def list_tags(engines: Engines, *, workspace_id: int) -> list[tuple[TagRow, int]]:
    """All tags by title, each with how many people carry it (as ClickHouse knows it: a second or so late)."""
    async with engines.postgres.connection() as connection:
        rows = await repository_tags.list_tags(connection, workspace_id=workspace_id)
    if not rows:
        return []
    counts = await queries_marks.count_carriers(
        engines.clickhouse, workspace_id=workspace_id, kind=MarkKind.TAG
    )
    return [(row, counts.get(row.tag, 0)) for row in rows]


async def list_tag_titles(connection: Connection, *, workspace_id: int) -> dict[str, str]:
    """How each tag is shown."""
    rows = await repository_tags.list_tags(connection, workspace_id=workspace_id)
    return {row.tag: row.title for row in rows}


async def create_tag(
    connection: Connection, *, workspace_id: int, name: str, color: str, author: str
) -> TagRow:
    """Make a tag. Raises InvalidError, ConflictError for a name that is or was another tag's, or too many."""
    await repository_tags.lock_tags(connection, workspace_id=workspace_id)
    text = check_name(name)
    if await repository_tags.find_tag(connection, workspace_id=workspace_id, name=text):
        raise errors.tag_exists(text)
    return await _insert(connection, workspace_id, text, color, author)


async def ensure_tag(connection: Connection, *, workspace_id: int, name: str, author: str) -> TagRow:
    """The tag of this name or title, in any capitals, made if there is none. Raises as `create_tag`."""
    text = check_name(name)
    found = await repository_tags.find_tag(connection, workspace_id=workspace_id, name=text)
    if found is None:
        await repository_tags.lock_tags(connection, workspace_id=workspace_id)
        found = await repository_tags.find_tag(connection, workspace_id=workspace_id, name=text)
    if found is None:
        return await _insert(connection, workspace_id, text, "", author)
    if found.is_deleted:
        raise errors.tag_goes(text)
    return found


async def get_tag(connection: Connection, *, workspace_id: int, name: str) -> TagRow:
    """The tag of this name or title. Raises NotFoundError."""
    found = await repository_tags.find_tag(connection, workspace_id=workspace_id, name=name)
    if found is None or found.is_deleted:
        raise errors.no_tag()
    return found


async def update_tag(
    connection: Connection, *, workspace_id: int, name: str, title: str | None, color: str | None
) -> TagRow:
    """Show a tag otherwise. Raises NotFoundError, InvalidError, ConflictError for another tag's name."""
    await repository_tags.lock_tags(connection, workspace_id=workspace_id)
    tag = (await get_tag(connection, workspace_id=workspace_id, name=name)).tag
    text = check_name(title) if title is not None else None
    if text is not None:
        other = await repository_tags.find_tag(connection, workspace_id=workspace_id, name=text)
        if other is not None and other.tag != tag:
            raise errors.tag_exists(text)
    updated = await repository_tags.update_tag(
        connection, workspace_id=workspace_id, tag=tag, title=text, color=color
    )
    if updated is None:
        raise errors.no_tag()
    return updated


async def delete_tag(
    engines: Engines, connection: Connection, *, workspace_id: int, name: str, author: str
) -> TagRow:
    """Take a tag off everybody and everything, at once or as a job, and forget it. Raises NotFoundError."""
    found = await get_tag(connection, workspace_id=workspace_id, name=name)
    if not await repository_tags.hide_tag(connection, workspace_id=workspace_id, tag=found.tag):
        raise errors.no_tag()
    for untag in _untaggers.values():
        await untag(engines, connection, workspace_id, found.tag)
    await start_unmarking(
        engines, connection, workspace_id=workspace_id, kind=MarkKind.TAG, key=found.tag, author=author
    )
    return found


def check_name(name: str) -> str:
    """A tag's name without blanks around it. Raises InvalidError."""
    text = " ".join(clean_text(name, MAX_TAG_CHARS + 1).split())
    if not 1 <= len(text) <= MAX_TAG_CHARS:
        raise errors.wrong_tag(MAX_TAG_CHARS)
    return text


async def _insert(connection: Connection, workspace_id: int, name: str, color: str, author: str) -> TagRow:
    if await repository_tags.count_tags(connection, workspace_id=workspace_id) >= MAX_TAGS:
        raise errors.too_many_tags(MAX_TAGS)
    return await repository_tags.insert_tag(
        connection, workspace_id=workspace_id, tag=name, color=color, author=author
    )
