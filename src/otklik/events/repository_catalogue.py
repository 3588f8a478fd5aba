"""The table `definitions`: what has been seen, and what members wrote beside it."""

from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection

_COLUMNS: Final = "kind, event, name, original_names, types, first_seen, last_seen, description, is_hidden"


class DefinitionRow(msgspec.Struct, frozen=True):
    """An event, a property of an event, or a property of people."""

    kind: str
    event: str
    name: str
    original_names: list[str]
    types: list[str]
    first_seen: Any
    last_seen: Any
    description: str
    is_hidden: bool


async def list_definitions(
    connection: Connection,
    *,
    workspace_id: int,
    kind: str,
    event: str = "",
    search: str = "",
    after: str = "",
    limit: int,
) -> list[DefinitionRow]:
    """By name, after `after`; `search` looks into names, the door's own names and descriptions."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM definitions
        WHERE workspace_id = %(workspace_id)s AND kind = %(kind)s AND event = %(event)s
            AND name COLLATE "C" > %(after)s
            AND (%(search)s = '' OR strpos(lower(name), lower(%(search)s)) > 0
                OR strpos(lower(description), lower(%(search)s)) > 0
                OR EXISTS (
                    SELECT 1 FROM unnest(original_names) o WHERE strpos(lower(o), lower(%(search)s)) > 0))
        ORDER BY name COLLATE "C" LIMIT %(limit)s
        """.encode(),  # noqa: S608 - a constant of this module
        {
            "workspace_id": workspace_id,
            "kind": kind,
            "event": event,
            "search": search,
            "after": after,
            "limit": limit,
        },
    )
    return [DefinitionRow(*row) for row in await cursor.fetchall()]


async def update_definition(
    connection: Connection,
    *,
    workspace_id: int,
    kind: str,
    event: str,
    name: str,
    description: str | None,
    is_hidden: bool | None,
) -> DefinitionRow | None:
    """Change what is given; None when nothing of this name was seen."""
    cursor = await connection.execute(
        f"""
        UPDATE definitions SET description = COALESCE(%(description)s, description),
            is_hidden = COALESCE(%(is_hidden)s, is_hidden)
        WHERE workspace_id = %(workspace_id)s AND kind = %(kind)s AND event = %(event)s AND name = %(name)s
        RETURNING {_COLUMNS}
        """.encode(),  # noqa: S608 - a constant of this module
        {
            "workspace_id": workspace_id,
            "kind": kind,
            "event": event,
            "name": name,
            "description": description,
            "is_hidden": is_hidden,
        },
    )
    row = await cursor.fetchone()
    return DefinitionRow(*row) if row else None
