"""Takes items of a workspace out of the intake log.

`{}` stands in the place of an item, so that every other one keeps its own. Only rows that the pipeline is
past are rewritten; the others are waited for.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

from otklik.infra.engines import Engines
from otklik.infra.log_format import LoggedRequest, decode_body, encode_body
from otklik.intake import repository_erasure as repository

IsErased: TypeAlias = Callable[[LoggedRequest, bytes], bool]
"""Whether an item (JSON bytes) of a request has to go; asked for items of the workspace only."""

_ERASED_ITEM: Final = b"{}"
_PORTION: Final = 50


async def erase_from_log(
    engines: Engines, *, workspace_id: int, before: datetime, is_erased: IsErased
) -> int:
    """Take out what was logged until `before`; the number of such items ahead of the pipeline."""
    after_id, ahead = 0, 0
    while True:
        async with engines.postgres.connection() as connection:
            rows = await repository.read_log(
                connection, workspace_id=workspace_id, before=before, after_id=after_id, limit=_PORTION
            )
            for log_id, _, raw, is_past in rows:
                body, count = _without(raw, workspace_id, is_erased)
                if count and is_past:
                    await repository.replace_log_body(connection, log_id=log_id, body=body)
                elif count:
                    ahead += count
        if len(rows) < _PORTION:
            return ahead
        after_id = rows[-1][0]


def _without(raw: bytes, workspace_id: int, is_erased: IsErased) -> tuple[bytes, int]:
    """(the row's body without these items, how many they were)."""
    body, count = decode_body(raw), 0
    for index, (number, item) in enumerate(body.items):
        request = body.requests[number]
        if request.workspace_id == workspace_id and item != _ERASED_ITEM and is_erased(request, item):
            body.items[index] = (number, _ERASED_ITEM)
            count += 1
    return (encode_body(body) if count else raw), count
