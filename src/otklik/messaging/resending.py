"""Sends an unknown send again, because a person said so."""

from otklik.infra.postgres import Connection, driver_connection
from otklik.messaging import errors, repository
from otklik.messaging.contracts import Send, SendState
from otklik.messaging.explaining import get_send
from otklik.messaging.planning import moment
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit


async def resend(session: Session, *, actor: Actor, send_id: int) -> Send:
    """Make an unknown send ready once more, under the same key; the journals name who did.

    Raises NotFoundError, ConflictError when its end is known.
    """
    connection = await driver_connection(session)
    await _make_ready(connection, actor, send_id)
    await record_audit(session, actor=actor, action="send.resent", target=str(send_id))
    return await get_send(connection, workspace_id=actor.workspace_id, send_id=send_id)


async def _make_ready(connection: Connection, actor: Actor, send_id: int) -> None:
    send = await repository.find_send(
        connection, workspace_id=actor.workspace_id, send_id=send_id, is_locked=True
    )
    if send is None:
        raise errors.no_send()
    if send.state is not SendState.UNKNOWN:
        raise errors.not_unknown()
    now = moment()
    entry = {"at": now, "what": "resent", "author": actor.author}
    await repository.make_ready_again(
        connection, workspace_id=actor.workspace_id, send_id=send_id, now=now, entry=entry
    )
