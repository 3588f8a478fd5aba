"""The part of a workspace's deletion that the intake holds: the log, rows on their way, uploads.

A row of the log that the pipeline is past is rewritten with `{}` in the place of its items; one that it is
not past yet, and batches on their way to ClickHouse, are waited for.
"""

from typing import Final

from otklik.infra.engines import Engines
from otklik.infra.log_format import decode_body, encode_body
from otklik.intake import repository_erasure, repository_workspace
from otklik.intake.erasure import ERASED_ITEM
from otklik.workspaces.contracts import DeletedWorkspace

_PORTION: Final = 50


async def erase_workspace_intake(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """Delete what can be deleted now; what is left in each store, zero at the end. Safe to repeat."""
    await _delete_uploads(engines, deleted.id)
    async with engines.postgres.connection() as connection:
        on_their_way = await repository_workspace.count_prepared(connection, until=deleted.until)
    return {"log": await _clean_log(engines, deleted), "prepared": on_their_way}


async def _delete_uploads(engines: Engines, workspace_id: int) -> None:
    async with engines.postgres.connection() as connection:
        files = await repository_workspace.stop_imports(connection, workspace_id=workspace_id)
    for key in files:
        await engines.blobs.delete(key)


async def _clean_log(engines: Engines, deleted: DeletedWorkspace) -> int:
    """Rewrite rows behind the pipeline; the number of those ahead of it."""
    after_id, ahead = 0, 0
    while True:
        async with engines.postgres.connection() as connection:
            rows = await repository_erasure.read_log(
                connection,
                workspace_id=deleted.id,
                before=deleted.until,
                after_id=after_id,
                limit=_PORTION,
            )
            for log_id, _, raw, is_past in rows:
                ahead += not is_past
                body = _without_it(raw, deleted.id) if is_past else raw
                if body is not raw:
                    await repository_erasure.replace_log_body(connection, log_id=log_id, body=body)
        if len(rows) < _PORTION:
            return ahead
        after_id = rows[-1][0]


def _without_it(raw: bytes, workspace_id: int) -> bytes:
    """The row's body without the workspace's items; the very same bytes when there are none."""
    body = decode_body(raw)
    is_changed = False
    for index, (request, item) in enumerate(body.items):
        if body.requests[request].workspace_id == workspace_id and item != ERASED_ITEM:
            body.items[index] = (request, ERASED_ITEM)
            is_changed = True
    return encode_body(body) if is_changed else raw
