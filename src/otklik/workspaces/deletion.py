"""Deletes a workspace with all that any engine holds of it, and proves it.

At once, in one transaction: its row goes and with it everybody's access, its keys and tokens; doors refuse
within seconds and the pipeline drops what was on its way. Then a job goes on until every store counts zero,
twice: first each registered part (the log and uploads, ClickHouse), in the order of the way in, then every
table of PostgreSQL that has a `workspace_id`. The proof is kept in `workspace_deletions`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

import structlog

from otklik.infra.engines import Engines
from otklik.workspaces import audit, errors, repository, repository_deletion
from otklik.workspaces.contracts import DeletedWorkspace
from otklik.workspaces.models import Member, Session, WorkspaceDeletion
from otklik.workspaces.roles import Actor

log = structlog.get_logger(__name__)

JOB: Final = "workspaces.delete"
WAKE_JOB: Final = "workspaces.delete_pending"
SETTLE: Final = timedelta(seconds=12)
"""After so long no door knows its keys (4 s) and the pipeline none of its rules (5 s)."""
_PAUSES_S: Final = (0.2, 1, 2, 4, 8, 15, 30, 30, 30, 30)
_SECOND_LOOK_S: Final = 2.0

EraseWorkspace: TypeAlias = Callable[[Engines, DeletedWorkspace], Awaitable[Mapping[str, int]]]
_erasers: dict[str, EraseWorkspace] = {}


def register_workspace_eraser(name: str, erase: EraseWorkspace) -> None:
    """Add a part: `await erase(engines, deleted)` deletes what it holds and counts what is left, by store.

    It is called again until every count is zero, so it must do no harm when called twice.
    """
    _erasers[name] = erase


def forget_erasers() -> None:
    """Take every part away again: for tests, which wire their own."""
    _erasers.clear()


def register_jobs(engines: Engines) -> None:
    """Say what the deletion's jobs do, once a worker process."""

    async def run(workspace_id: int) -> None:
        await run_deletion(engines, workspace_id=workspace_id)

    async def wake() -> None:
        async with engines.postgres.connection() as connection:
            waiting = await repository_deletion.list_unverified(connection)
        for workspace_id in waiting:
            await engines.jobs.enqueue(JOB, workspace_id=workspace_id)

    engines.jobs.register(JOB, run, attempts=5)
    engines.jobs.register_periodic(WAKE_JOB, wake, cron="*/10 * * * *")


async def start_deletion(
    session: Session, *, engines: Engines, actor: Actor, member: Member, name: str
) -> WorkspaceDeletion:
    """Delete the actor's workspace and enqueue the rest, in the caller's transaction.

    `name` is what he typed. Raises NotFoundError, InvalidError when it is not the workspace's name.
    """
    workspace = await repository.lock_workspace(session, workspace_id=actor.workspace_id)
    if workspace is None:
        raise errors.not_found("workspace")
    if name.strip() != workspace.name.strip():
        raise errors.invalid("name", "wrong_name", "This is not the name of the workspace")
    deletion = WorkspaceDeletion(
        deleted_id=workspace.id,
        name=workspace.name,
        member_id=member.id,
        requested_at=datetime.now(UTC),
        verified_at=None,
        proof={},
    )
    await repository.add(session, deletion)
    await repository_deletion.delete_workspace(session, workspace_id=workspace.id)
    # Its own journal is gone with it: the journals of the places where he stays tell of it.
    await audit.record_of_member(
        session,
        member=member,
        action="workspace.deleted",
        ip=actor.ip,
        details={"id": deletion.deleted_id, "name": deletion.name},
    )
    await engines.jobs.enqueue(JOB, within=session, workspace_id=deletion.deleted_id)
    return deletion


async def list_deletions(session: Session, *, member_id: int) -> Sequence[WorkspaceDeletion]:
    """What the member deleted, newest first, with the proofs."""
    return await repository_deletion.list_deletions(session, member_id=member_id)


async def run_deletion(
    engines: Engines, *, workspace_id: int, settle: timedelta = SETTLE
) -> Mapping[str, int]:
    """Delete until every store counts zero; the proof. Raises TimeoutError when some do not in minutes."""
    async with engines.postgres.connection() as connection:
        found = await repository_deletion.find_deletion(connection, workspace_id=workspace_id)
    if found is None or found[1]:
        return {}
    deleted = DeletedWorkspace(workspace_id, found[0] + settle)
    await asyncio.sleep(max(0.0, (deleted.until - datetime.now(UTC)).total_seconds()))
    proof: Mapping[str, int] = {}
    was_clean = False
    for pause_s in (*_PAUSES_S, 0):
        proof = await _delete_everywhere(engines, deleted)
        is_clean = not any(proof.values())
        is_proved = is_clean and was_clean
        await _keep_proof(engines, workspace_id, proof, is_verified=is_proved)
        if is_proved:
            log.info("workspaces.deleted", workspace_id=workspace_id)
            return proof
        # Whoever read before the deletion may write after it, once: what is clean is looked at again.
        was_clean = is_clean
        await asyncio.sleep(min(_SECOND_LOOK_S, pause_s) if is_clean else pause_s)
    raise TimeoutError(f"the deletion of workspace {workspace_id} still finds {dict(proof)}")


async def _keep_proof(
    engines: Engines,
    workspace_id: int,
    proof: Mapping[str, int],
    *,
    is_verified: bool,
) -> None:
    async with engines.postgres.connection() as connection:
        await repository_deletion.keep_proof(
            connection, workspace_id=workspace_id, proof=proof, is_verified=is_verified
        )


async def _delete_everywhere(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """One round over the parts: what each still counted afterwards, as `part.store`.

    A part that still holds something ends the round: it must have gone on to the next store before that one
    is cleaned.
    """
    proof: dict[str, int] = {}
    for name, erase in _erasers.items():
        left = await erase(engines, deleted)
        proof |= {f"{name}.{store}": count for store, count in left.items()}
        if any(left.values()):
            return proof
    return proof | await _delete_from_postgres(engines, deleted.id)


async def _delete_from_postgres(engines: Engines, workspace_id: int) -> dict[str, int]:
    async with engines.postgres.connection() as connection:
        tables = await repository_deletion.list_tables(connection)
    left: dict[str, int] = {}
    for table in tables:
        is_more = True
        while is_more:
            async with engines.postgres.connection() as connection:
                is_more = await repository_deletion.delete_portion(
                    connection, table=table, workspace_id=workspace_id
                )
        async with engines.postgres.connection() as connection:
            left[f"postgres.{table}"] = await repository_deletion.count_rows(
                connection, table=table, workspace_id=workspace_id
            )
    return left
