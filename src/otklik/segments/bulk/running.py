"""Steps bulk actions on: whose turn it is, a portion at a time, everything of it noted in the database.

A step is one transaction (of a file: one blob, then one transaction), so a worker may be killed at any
moment: the next one goes on with the portion that was not noted, and nobody is done twice.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

import structlog

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import AppError, UnavailableError
from otklik.profiles import service as profiles
from otklik.segments import audience as audiences
from otklik.segments.bulk import files, repository, repository_running
from otklik.segments.bulk.acting import Doing, act
from otklik.segments.bulk.actions import BulkStatus, Outcome, has_grown
from otklik.segments.bulk.repository import ActionRow, PortionRow
from otklik.segments.bulk.service import KEEP
from otklik.segments.exports.repository import list_erased
from otklik.segments.exports.service import PORTION, ExportSpec
from otklik.workspaces.models import Session

POLL_S: Final = 0.5
MAX_TRIES: Final = 5
KEEP_EVERY_S: Final = 600.0
_PAUSE_S: Final = 1.0
_WRITTEN_AT_ONCE: Final = 50
ERASED: Final = "erased"
log = structlog.get_logger(__name__)


async def run(engines: Engines) -> None:
    """Do actions and forget old ones, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(run_waiting(engines))
        group.create_task(keep(engines))


async def run_waiting(engines: Engines) -> None:
    """Step actions on as they come, until cancelled; one worker of all does it."""
    async with engines.postgres.connection() as connection:
        await connection.set_autocommit(True)
        try:
            has_lease = False
            while True:
                has_lease = has_lease or await repository_running.take_lease(connection)
                if not has_lease or not await run_step(engines):
                    await asyncio.sleep(POLL_S)
        finally:
            if not connection.closed:
                await repository_running.give_lease(connection)
                await connection.set_autocommit(False)


async def run_step(engines: Engines) -> bool:
    """Do one step of the action whose turn it is; False when there is none."""
    async with engines.postgres.looking() as connection:
        found = await repository_running.find_next(connection)
        action = found and await repository.find_action(connection, workspace_id=found[0], action_id=found[1])
    if not action:
        return False
    keys = {"workspace_id": action.workspace_id, "action_id": action.id}
    try:
        await _step(engines, action)
    except (*ENGINE_AWAY, UnavailableError) as error:
        log.warning("bulk.waits", **keys, error=str(error)[:300])
        await asyncio.sleep(_PAUSE_S)
    except AppError as error:
        log.warning("bulk.refused", **keys, code=error.code)
        await _fail(engines, action, error.code)
    except Exception as error:
        if isinstance(error, ClickHouseError) and error.is_retryable:
            await asyncio.sleep(_PAUSE_S)
        log.exception("bulk.step_failed", **keys)
        await _try_again(engines, action)
    return True


async def _step(engines: Engines, action: ActionRow) -> None:
    if action.status is not BulkStatus.RUNNING:
        await _collect(engines, action)
    elif isinstance(action.options, ExportSpec):
        await _write(engines, action, action.options)
    else:
        await profiles.in_transaction(engines, _Portion(engines, action).run)


async def _fail(engines: Engines, action: ActionRow, code: str) -> None:
    async with engines.postgres.connection() as connection:
        await repository.finish(
            connection,
            workspace_id=action.workspace_id,
            action_id=action.id,
            status=BulkStatus.FAILED,
            error=code,
        )


async def _try_again(engines: Engines, action: ActionRow) -> None:
    async with engines.postgres.connection() as connection:
        tries = await repository_running.note_try(
            connection, workspace_id=action.workspace_id, action_id=action.id
        )
    if tries >= MAX_TRIES:
        await _fail(engines, action, "internal")


async def _collect(engines: Engines, action: ActionRow) -> None:
    """Write down whom it is about; begun anew when a worker died over it."""
    keys = {"workspace_id": action.workspace_id, "action_id": action.id}
    async with engines.postgres.connection() as connection:
        if not await repository.set_collecting(connection, **keys):
            return
        await repository.delete_people(connection, **keys)
    total, first, gathered = 0, 1, list[list[int]]()
    async for portion in _portions(engines, action):
        gathered.append(portion)
        total += len(portion)
        if len(gathered) == _WRITTEN_AT_ONCE:
            first = await _put_down(engines, action, first, gathered)
    await _put_down(engines, action, first, gathered)
    if has_grown(total, action.expected):
        await _fail(engines, action, "set_grew")
        return
    async with engines.postgres.connection() as connection:
        await repository.set_running(connection, **keys, total=total)


async def _put_down(engines: Engines, action: ActionRow, first: int, gathered: list[list[int]]) -> int:
    async with engines.postgres.connection() as connection:
        await repository.add_people(
            connection,
            workspace_id=action.workspace_id,
            action_id=action.id,
            first=first,
            people=gathered,
        )
    first += len(gathered)
    gathered.clear()
    return first


async def _portions(engines: Engines, action: ActionRow) -> AsyncIterator[list[int]]:
    """The people in full portions."""
    rest: list[int] = []
    async for batch in audiences.stream_people(
        engines, workspace_id=action.workspace_id, audience=audiences.restore(action.audience)
    ):
        rest.extend(batch)
        while len(rest) >= PORTION:
            yield rest[:PORTION]
            del rest[:PORTION]
    if rest:
        yield rest


class _Portion:
    """The next portion of an action, done in one transaction; tried anew when another was quicker."""

    __slots__ = ("_action", "_engines")

    def __init__(self, engines: Engines, action: ActionRow) -> None:
        self._engines = engines
        self._action = action

    async def run(self, _session: Session, connection: Connection) -> None:
        """Lock the action (a cancel waits for the portion), do what is asked to whoever is not erased."""
        action, portion = await _lock_portion(connection, self._action)
        if action is None or portion is None:
            return
        # The lock has given this transaction its number: an erasure that begins from here on waits for it.
        erased = await list_erased(connection, workspace_id=action.workspace_id, people=portion.members)
        people = [person for person in portion.members if person not in erased]
        outcome = await act(Doing(self._engines, connection, action, people))
        _count_erased(outcome, portion, len(people))
        await repository.advance(
            connection, workspace_id=action.workspace_id, action=action, portion=portion, outcome=outcome
        )


async def _lock_portion(
    connection: Connection, seen: ActionRow
) -> tuple[ActionRow | None, PortionRow | None]:
    """The action, locked, and its next portion; an action without one is finished."""
    workspace_id = seen.workspace_id
    action = await repository.find_action(
        connection, workspace_id=workspace_id, action_id=seen.id, is_locked=True
    )
    if action is None or action.status is not BulkStatus.RUNNING or action.portion != seen.portion:
        return None, None
    portion = await repository.find_portion(
        connection, workspace_id=workspace_id, action_id=seen.id, number=action.portion + 1
    )
    if portion is None:
        await repository.finish(
            connection, workspace_id=workspace_id, action_id=seen.id, status=BulkStatus.DONE
        )
    return action, portion


def _count_erased(outcome: Outcome, portion: PortionRow, count: int) -> None:
    if portion.size > count:
        outcome.failures[ERASED] += portion.size - count


async def _write(engines: Engines, action: ActionRow, spec: ExportSpec) -> None:
    """Write the next portion of a file, then note it; written again when somebody was erased meanwhile."""
    keys = {"workspace_id": action.workspace_id, "action_id": action.id}
    async with engines.postgres.connection() as connection:
        portion = await repository.find_portion(connection, **keys, number=action.portion + 1)
    outcome = Outcome()
    if portion is not None:
        outcome = await files.write_portion(
            engines, action=action, spec=spec, portion=portion.number, people=portion.members
        )
    async with engines.postgres.connection() as connection:
        locked, again = await _lock_portion(connection, action)
        if locked is None or portion is None or again is None or outcome.tally is None:
            return
        erased = await list_erased(connection, workspace_id=action.workspace_id, people=again.members)
        if again.members != portion.members or len(erased) != outcome.tally.left_out[ERASED]:
            return
        await repository.advance(
            connection, workspace_id=action.workspace_id, action=locked, portion=portion, outcome=outcome
        )


async def keep(engines: Engines) -> None:
    """Forget people and files of actions that ended a week ago, again and again."""
    while True:
        await forget_over(engines, before=datetime.now(UTC) - KEEP)
        await asyncio.sleep(KEEP_EVERY_S)


async def forget_over(engines: Engines, *, before: datetime) -> None:
    """Delete what actions that ended before keep."""
    while True:
        async with engines.postgres.connection() as connection:
            over = await repository_running.list_over(connection, before=before)
        for workspace_id, action_id, kind, portions in over:
            if kind == "export":
                await files.delete_file(
                    engines, workspace_id=workspace_id, action_id=action_id, portions=portions
                )
            async with engines.postgres.connection() as connection:
                await repository.delete_people(connection, workspace_id=workspace_id, action_id=action_id)
        if not over:
            return
