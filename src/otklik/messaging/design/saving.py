"""Blocks that a workspace keeps under a name. A letter gets a copy: it never changes under its readers."""

from collections.abc import Mapping
from typing import Any, Final

from otklik.infra.postgres import Connection
from otklik.messaging.design import errors, repository
from otklik.messaging.design.checking import check_saved
from otklik.messaging.design.repository import SavedBlock
from otklik.messaging.templates import service as templates

MAX_KEPT: Final = 500


async def keep_block(
    connection: Connection, *, workspace_id: int, name: str, block: Mapping[str, Any], by: str
) -> SavedBlock:
    """Keep a block. Raises InvalidError with its faults, ConflictError when there are too many."""
    _check(block)
    if await repository.count_blocks(connection, workspace_id=workspace_id) >= MAX_KEPT:
        raise errors.too_many_letter_blocks(MAX_KEPT)
    return await repository.insert_block(connection, workspace_id=workspace_id, name=name, block=block, by=by)


async def change_block(
    connection: Connection,
    *,
    workspace_id: int,
    block_id: int,
    name: str | None,
    block: Mapping[str, Any] | None,
) -> SavedBlock:
    """Write anew what is given. Raises InvalidError, NotFoundError."""
    if block is not None:
        _check(block)
    changed = await repository.update_block(
        connection, workspace_id=workspace_id, block_id=block_id, name=name, block=block
    )
    if changed is None:
        raise errors.no_letter_block()
    return changed


async def delete_block(connection: Connection, *, workspace_id: int, block_id: int) -> None:
    """Forget a block; letters that have a copy keep it. Raises NotFoundError."""
    if not await repository.delete_block(connection, workspace_id=workspace_id, block_id=block_id):
        raise errors.no_letter_block()


def _check(block: Mapping[str, Any]) -> None:
    faults = [*check_saved(block, "block"), *templates.check_texts({"block": block})]
    if faults:
        raise errors.invalid_letter_block(faults)
