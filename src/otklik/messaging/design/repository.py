"""Rows of blocks that are kept, in PostgreSQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection

_COLUMNS: Final = "id, name, block::text, created_at, updated_at"


class SavedBlock(msgspec.Struct, frozen=True):
    """A block under a name."""

    id: int
    name: str
    block: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime


async def list_blocks(connection: Connection, *, workspace_id: int) -> list[SavedBlock]:
    """All of a workspace, by name."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM letter_blocks WHERE workspace_id = %s ORDER BY lower(name), id",  # noqa: S608 - ours
        (workspace_id,),
    )
    return [_read(row) for row in await cursor.fetchall()]


async def insert_block(
    connection: Connection, *, workspace_id: int, name: str, block: Mapping[str, Any], by: str
) -> SavedBlock:
    """Keep one."""
    cursor = await connection.execute(
        "INSERT INTO letter_blocks (workspace_id, name, block, created_by) VALUES (%s, %s, %s::jsonb, %s) "  # noqa: S608 - ours
        f"RETURNING {_COLUMNS}",
        (workspace_id, name, _write(block), by),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return _read(row)


async def update_block(
    connection: Connection,
    *,
    workspace_id: int,
    block_id: int,
    name: str | None,
    block: Mapping[str, Any] | None,
) -> SavedBlock | None:
    """Write anew what is given; None: there is no such block."""
    cursor = await connection.execute(
        "UPDATE letter_blocks SET name = coalesce(%s, name), block = coalesce(%s::jsonb, block), "  # noqa: S608 - ours
        f"updated_at = now() WHERE workspace_id = %s AND id = %s RETURNING {_COLUMNS}",
        (name, None if block is None else _write(block), workspace_id, block_id),
    )
    row = await cursor.fetchone()
    return None if row is None else _read(row)


async def delete_block(connection: Connection, *, workspace_id: int, block_id: int) -> bool:
    """Whether there was one."""
    cursor = await connection.execute(
        "DELETE FROM letter_blocks WHERE workspace_id = %s AND id = %s", (workspace_id, block_id)
    )
    return cursor.rowcount > 0


async def count_blocks(connection: Connection, *, workspace_id: int) -> int:
    """How many a workspace keeps."""
    cursor = await connection.execute(
        "SELECT count(*) FROM letter_blocks WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _read(row: Any) -> SavedBlock:  # noqa: ANN401 - a row of the driver
    number, name, block, created_at, updated_at = row
    return SavedBlock(number, name, msgspec.json.decode(block), created_at, updated_at)


def _write(block: Mapping[str, Any]) -> str:
    return msgspec.json.encode(dict(block)).decode()
