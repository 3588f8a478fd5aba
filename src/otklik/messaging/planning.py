"""Plans sends and takes them back, in the planner's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.messaging import errors, repository, repository_holds, repository_releasing, telling
from otklik.messaging.contracts import (
    MAX_KEY,
    MAX_VARIABLES_BYTES,
    NewSend,
    Planned,
    Send,
    SendState,
    SkipReason,
)
from otklik.messaging.mail import repository_standing
from otklik.messaging.releasing import end_of
from otklik.messaging.site.channels import PULLED

TOPIC: Final = "sends"
PULLED_TERM: Final = timedelta(days=30)
"""So long a message of the site waits for a visit, unless it is said otherwise."""


async def plan_sends(
    connection: Connection,
    *,
    workspace_id: int,
    sends: Sequence[NewSend],
    now: datetime | None = None,
    bus: Bus | None = None,
) -> list[Planned]:
    """Put sends into the ledger with the caller's commit; what stands there, in order.

    A key that is there already leaves its send as it is. Call `wake()` after the commit where a worker runs;
    elsewhere give `bus`, which tells them with the commit (for what one person waits for, never in bulk).
    Raises InvalidError for a key or variables that are too long.
    """
    if not sends:
        return []
    for send in sends:
        _check(send)
    termed = [_with_term(send) for send in sends]
    planned = await repository.insert_sends(
        connection, workspace_id=workspace_id, sends=termed, at=now or moment()
    )
    if bus is not None:
        await bus.publish(TOPIC, "", connection=connection)
    return planned


def _check(send: NewSend) -> None:
    if not 0 < len(send.unique_key) <= MAX_KEY:
        raise errors.bad_key(MAX_KEY)
    if send.variables and len(msgspec.json.encode(send.variables)) > MAX_VARIABLES_BYTES:
        raise errors.long_variables(MAX_VARIABLES_BYTES)


def _with_term(send: NewSend) -> NewSend:
    """What waits for somebody's visit does not wait for ever."""
    if send.channel not in PULLED or send.expires_at is not None:
        return send
    return msgspec.structs.replace(send, expires_at=send.release_at + PULLED_TERM)


async def stop_sends(
    connection: Connection,
    *,
    workspace_id: int,
    run_ids: Sequence[int] = (),
    send_ids: Sequence[int] = (),
    reason: SkipReason = SkipReason.STOPPED,
    now: datetime | None = None,
) -> int:
    """Decide against what is planned or ready of these; how many. What a worker has in hand is left to it."""
    taken = await repository.take_unsent(
        connection, workspace_id=workspace_id, run_ids=run_ids, send_ids=send_ids
    )
    await skip_sends(connection, taken, reason=reason, now=now or moment())
    return len(taken)


async def skip_sends(
    connection: Connection, sends: Sequence[Send], *, reason: SkipReason, now: datetime
) -> None:
    """Decide against sends that the caller holds, and tell of it."""
    if sends:
        await repository_releasing.skip(connection, [send.id for send in sends], reason=reason)
        ends = [(send, end_of(send, SendState.SKIPPED, reason.value, now)) for send in sends]
        await telling.tell_decided(connection, ends)


async def stop_scenario(connection: Connection, *, workspace_id: int, scenario_id: int, reason: str) -> None:
    """Let nothing that is planned of a scenario leave; the worker tells of each, a portion at a time."""
    await _hold(connection, workspace_id, scenario_id, repository_holds.STOP, reason)


async def pause_scenario(connection: Connection, *, workspace_id: int, scenario_id: int) -> None:
    """Hold what is planned of a scenario, and will be, until `resume_scenario`; at once, in every worker."""
    await repository_holds.delete_hold(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, what=repository_holds.RESUME
    )
    await _hold(connection, workspace_id, scenario_id, repository_holds.PAUSE, "")


async def resume_scenario(connection: Connection, *, workspace_id: int, scenario_id: int) -> None:
    """Let what was held leave; what has expired meanwhile does not. Call `wake()` after the commit."""
    if await repository_holds.delete_hold(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, what=repository_holds.PAUSE
    ):
        await _hold(connection, workspace_id, scenario_id, repository_holds.RESUME, "")
    await repository_standing.forgive(connection, workspace_id=workspace_id, scenario_id=scenario_id)


async def _hold(connection: Connection, workspace_id: int, scenario_id: int, what: str, reason: str) -> None:
    await repository_holds.write_hold(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, what=what, reason=reason, at=moment()
    )


def moment() -> datetime:
    """The present moment, as it is kept."""
    return clock.to_datetime(clock.now_ms())
