"""What was decided about one human, newest first: the answer to "why did she (not) get it"."""

from collections.abc import Sequence
from typing import Final

from otklik.infra.postgres import Connection
from otklik.messaging import errors, repository
from otklik.messaging.contracts import Send
from otklik.profiles import recipients

LARGEST: Final = (1 << 63) - 1
MAX_PAGE: Final = 200


async def explain(
    connection: Connection,
    *,
    workspace_id: int,
    profile_id: int,
    scenario_id: int | None = None,
    before: int = LARGEST,
    limit: int = 50,
) -> Sequence[Send]:
    """Sends to the human of any home, of one scenario if it is given; those with an id below `before`."""
    known = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=[profile_id])
    return await repository.list_sends(
        connection,
        workspace_id=workspace_id,
        people=known[profile_id].members,
        scenario_id=scenario_id,
        before=before,
        limit=min(limit, MAX_PAGE),
    )


async def get_send(connection: Connection, *, workspace_id: int, send_id: int) -> Send:
    """One send. Raises NotFoundError."""
    send = await repository.find_send(connection, workspace_id=workspace_id, send_id=send_id)
    if send is None:
        raise errors.no_send()
    return send
