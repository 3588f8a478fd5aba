"""Pools of promo codes: made, changed, filled; every change in the journal."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec

from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection, driver_connection
from otklik.messaging.promo import errors, making, reading, repository, repository_codes
from otklik.messaging.promo.checking import check_rules
from otklik.messaging.promo.contracts import MAX_POOLS, Pool, Rules
from otklik.messaging.promo.reading import Refused
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

TOPIC: Final = "promo"
_PORTION: Final = 20_000


class Added(msgspec.Struct, frozen=True):
    """What a file brought: new codes, codes that the workspace had already, lines that were refused."""

    added: int
    repeated: int
    refused: Sequence[Refused]
    refused_total: int


async def list_pools(connection: Connection, *, workspace_id: int) -> list[Pool]:
    """All pools of a workspace by name."""
    return await repository.list_pools(connection, workspace_id=workspace_id)


async def get_pool(
    connection: Connection, *, workspace_id: int, pool_id: int, is_locked: bool = False
) -> Pool:
    """One pool. Raises NotFoundError."""
    found = await repository.list_pools(
        connection, workspace_id=workspace_id, pool_id=pool_id, is_locked=is_locked
    )
    if not found:
        raise errors.no_pool()
    return found[0]


async def create_pool(
    session: Session, *, actor: Actor, name: str, title: str, rules: Rules, is_default: bool
) -> Pool:
    """A pool without codes; the first one is the default. Raises InvalidError, ConflictError."""
    connection, workspace_id = await driver_connection(session), actor.workspace_id
    check_rules(rules)
    known = await repository.list_pools(connection, workspace_id=workspace_id)
    if len(known) >= MAX_POOLS:
        raise errors.too_many_pools()
    pool_id = await repository.insert_pool(
        connection, workspace_id=workspace_id, name=name, title=title, rules=rules, author=actor.author
    )
    if pool_id is None:
        raise errors.pool_exists(name)
    if is_default or not known:
        await repository.set_default(connection, workspace_id=workspace_id, pool_id=pool_id)
    await _note(session, actor, "promo_pool.created", name, pool_id)
    return await get_pool(connection, workspace_id=workspace_id, pool_id=pool_id)


async def update_pool(
    session: Session,
    *,
    actor: Actor,
    pool_id: int,
    name: str,
    title: str,
    rules: Rules,
    is_default: bool,
) -> Pool:
    """Change a pool; codes that were given keep their terms. Raises as `create_pool`, and NotFoundError."""
    connection, workspace_id = await driver_connection(session), actor.workspace_id
    check_rules(rules)
    await get_pool(connection, workspace_id=workspace_id, pool_id=pool_id, is_locked=True)
    if not await repository.update_pool(
        connection, workspace_id=workspace_id, pool_id=pool_id, name=name, title=title, rules=rules
    ):
        raise errors.pool_exists(name)
    if is_default:
        await repository.set_default(connection, workspace_id=workspace_id, pool_id=pool_id)
    await _note(session, actor, "promo_pool.updated", name, pool_id)
    return await get_pool(connection, workspace_id=workspace_id, pool_id=pool_id)


async def delete_pool(session: Session, *, actor: Actor, pool_id: int) -> None:
    """Delete a pool of which nobody has a code. Raises NotFoundError, ConflictError."""
    connection, workspace_id = await driver_connection(session), actor.workspace_id
    pool = await get_pool(connection, workspace_id=workspace_id, pool_id=pool_id, is_locked=True)
    if await repository_codes.has_given(connection, workspace_id=workspace_id, pool_id=pool_id):
        raise errors.pool_given()
    await repository.delete_pool(connection, workspace_id=workspace_id, pool_id=pool_id)
    await _note(session, actor, "promo_pool.deleted", pool.name, pool_id)


async def generate(session: Session, *, actor: Actor, pool_id: int, count: int, bus: Bus) -> Pool:
    """Let the worker make so many more. Raises NotFoundError, InvalidError when they could be guessed."""
    connection, workspace_id = await driver_connection(session), actor.workspace_id
    pool = await get_pool(connection, workspace_id=workspace_id, pool_id=pool_id, is_locked=True)
    known = await repository_codes.count_known(connection, workspace_id=workspace_id, pool_id=pool_id)
    if not making.is_roomy(pool.rules, known + pool.making + count):
        raise errors.too_few()
    await repository.ask_for_codes(connection, workspace_id=workspace_id, pool_id=pool_id, count=count)
    await bus.publish(TOPIC, "", connection=connection)
    await _note(session, actor, "promo_pool.generated", pool.name, pool_id, count=count)
    return await get_pool(connection, workspace_id=workspace_id, pool_id=pool_id)


async def add_codes(session: Session, *, actor: Actor, pool_id: int, body: bytes) -> Added:
    """Put the codes of a file into a pool, all or none. Raises NotFoundError."""
    connection, workspace_id = await driver_connection(session), actor.workspace_id
    pool = await get_pool(connection, workspace_id=workspace_id, pool_id=pool_id, is_locked=True)
    read = await asyncio.to_thread(reading.read_codes, body)
    added, codes = 0, [*read.codes.items()]
    for start in range(0, len(codes), _PORTION):
        added += len(
            await repository_codes.insert_codes(
                connection,
                workspace_id=workspace_id,
                pool_id=pool_id,
                codes=dict(codes[start : start + _PORTION]),
            )
        )
    await repository.note_made(connection, workspace_id=workspace_id, pool_id=pool_id, count=0)
    await _note(session, actor, "promo_pool.filled", pool.name, pool_id, count=added)
    return Added(added, len(codes) - added, read.refused, read.refused_total)


async def _note(session: Session, actor: Actor, action: str, name: str, pool_id: int, **details: int) -> None:
    await record_audit(session, actor=actor, action=action, target=name, details={"id": pool_id, **details})
