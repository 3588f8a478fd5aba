"""Erases one person through every engine, and proves it.

At once, in one transaction: his card, identities, merges, consents and presence are deleted, his
identities are remembered as hashes (suppressions), and the pipeline is told to forget him. Then a job goes on
until every store counts zero survivors: first whoever may still be writing under his old ids ends, then each
registered eraser (the log and its leftovers, ClickHouse) deletes and counts. The proof is kept; the values
looked for are not.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import structlog

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.profiles import errors, repository, repository_erasure
from otklik.profiles import repository_cards as cards
from otklik.profiles import repository_clusters as clusters
from otklik.profiles import repository_identity as identities
from otklik.profiles.contracts import Erased, EraserPart, IdentityKind, Json
from otklik.profiles.identifiers import hash_identity
from otklik.profiles.loading import PERSON
from otklik.profiles.retrying import StaleDecisionError
from otklik.profiles.unmarking import register_unmarking
from otklik.profiles.writing import contact_key

log = structlog.get_logger(__name__)

JOB: Final = "profiles.erase"
WAKE_JOB: Final = "profiles.erase_pending"
TRIM_JOB: Final = "profiles.trim_refusals"
KEPT_REFUSALS: Final = 10_000
_BLOCKED_KINDS: Final = frozenset({IdentityKind.USER_ID, IdentityKind.EMAIL, IdentityKind.PHONE})
_CONTACTS: Final = {"$email": IdentityKind.EMAIL, "$phone": IdentityKind.PHONE}
_PAUSES_S: Final = (0.1, 0.3, 1, 2, 4, 8, 15, 30, 30, 30)

_erasers: dict[str, EraserPart] = {}


def register_eraser(name: str, erase: EraserPart) -> None:
    """Add a part: `await erase(engines, erased)` deletes what it holds of him and counts what is left.

    It is called again until every count is zero, so it must do no harm when called twice.
    """
    _erasers[name] = erase


def forget_erasers() -> None:
    """Take every part away again: for tests, which wire their own."""
    _erasers.clear()


def register_jobs(engines: Engines) -> None:
    """Say what this room's jobs do: erasures, deleted tags and lists, and a short journal of refusals."""

    async def erase(workspace_id: int, erasure_id: int) -> None:
        await run_erasure(engines, workspace_id=workspace_id, erasure_id=erasure_id)

    async def wake() -> None:
        await wake_pending(engines)

    async def trim() -> None:
        async with engines.postgres.connection() as connection:
            await identities.trim_refusals(connection, keep=KEPT_REFUSALS)

    engines.jobs.register_periodic(TRIM_JOB, trim, cron="23 * * * *")
    register_unmarking(engines)
    engines.jobs.register(JOB, erase, attempts=5)
    engines.jobs.register_periodic(WAKE_JOB, wake, cron="*/10 * * * *")


async def start_erasure(
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    person_id: int,
    is_suppressed: bool,
    author: str,
) -> int:
    """Delete the card now and enqueue the rest, in the caller's transaction; the erasure's id.

    `is_suppressed`: his user id, email and phone are refused from now on. A device always comes back as
    somebody new, and what it did before is dropped. Raises ConflictError while he is being erased.
    """
    roots, _ = await _lock_people(connection, workspace_id, [person_id])
    if await repository_erasure.find_open_erasure(connection, workspace_id=workspace_id, profile_id=roots[0]):
        raise errors.being_erased()
    return await start_erasures(
        engines,
        connection,
        workspace_id=workspace_id,
        people=[person_id],
        is_suppressed=is_suppressed,
        author=author,
    )


async def start_erasures(
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    people: Sequence[int],
    is_suppressed: bool,
    author: str,
) -> int:
    """As `start_erasure`, of many people (a thousand at most) by one erasure; its id.

    The journal names the first of them. Whoever is being erased already is erased once more, to no harm.
    """
    roots, members = await _lock_people(connection, workspace_id, people)
    named = await _collect_identities(connection, workspace_id, roots, members)
    await repository_erasure.suppress(
        connection,
        workspace_id=workspace_id,
        rows=_suppressions(engines.secrets, workspace_id, named, is_suppressed),
    )
    await repository_erasure.delete_person(
        connection, workspace_id=workspace_id, members=members, values=_values(named)
    )
    await identities.raise_epoch(connection, workspace_id=workspace_id)
    erasure_id = await repository_erasure.insert_erasure(
        connection,
        workspace_id=workspace_id,
        profile_id=roots[0],
        members=members,
        requested_by=author,
        sealed=engines.secrets.encrypt(msgspec.json.encode(named)),
    )
    await engines.jobs.enqueue(JOB, within=connection, workspace_id=workspace_id, erasure_id=erasure_id)
    return erasure_id


async def _lock_people(
    connection: Connection, workspace_id: int, people: Sequence[int]
) -> tuple[list[int], list[int]]:
    """(roots, all homes), each once, with the roots locked, so that nobody joins while they are erased."""
    found = await clusters.list_clusters(connection, workspace_id=workspace_id, people=people)
    await identities.lock_roots(connection, [(workspace_id, cluster.root) for cluster in found.values()])
    again = await clusters.list_clusters(connection, workspace_id=workspace_id, people=people)
    if {each: cluster.root for each, cluster in again.items()} != {
        each: cluster.root for each, cluster in found.items()
    }:
        raise StaleDecisionError
    roots: dict[int, None] = {}
    members: dict[int, None] = {}
    for person in people:
        cluster = again.get(person)
        roots[cluster.root if cluster else person] = None
        members.update(dict.fromkeys(cluster.members if cluster else (person,)))
    return list(roots), list(members)


async def _collect_identities(
    connection: Connection, workspace_id: int, roots: Sequence[int], members: Sequence[int]
) -> dict[str, list[str]]:
    """Everything that names them, by kind; homes whose identity nobody wrote down by their own id."""
    rows = await repository.list_identities(connection, workspace_id=workspace_id, members=members)
    named: dict[str, dict[str, None]] = {}
    for row in rows:
        named.setdefault(row.kind, {})[row.value] = None
    nameless = set(members) - {row.profile_id for row in rows}
    if nameless:
        named[PERSON] = dict.fromkeys(str(member) for member in sorted(nameless))
    for home in await cards.read_homes(connection, [(workspace_id, root) for root in roots]):
        for name, kind in _CONTACTS.items():
            for write in home.writes.get(name, ()):
                named.setdefault(kind.value, {}).update(dict.fromkeys(_texts(write.value)))
    return {kind: list(values) for kind, values in named.items()}


def _texts(value: Json) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]


def _suppressions(
    secrets: Secrets,
    workspace_id: int,
    named: Mapping[str, Sequence[str]],
    is_suppressed: bool,  # noqa: FBT001 - private
) -> list[tuple[str, bytes, bool]]:
    rows: dict[tuple[str, bytes], bool] = {}
    for kind, values in named.items():
        is_contact = kind in {IdentityKind.EMAIL, IdentityKind.PHONE}
        if is_contact and not is_suppressed:
            continue
        for value in values:
            text = contact_key(kind, value) if is_contact else value
            rows[kind, hash_identity(secrets, workspace_id, kind, text)] = (
                is_suppressed and kind in _BLOCKED_KINDS
            )
    return [(kind, value_hash, is_blocked) for (kind, value_hash), is_blocked in rows.items()]


def _values(named: Mapping[str, Sequence[str]]) -> list[str]:
    return [value for kind, values in named.items() if kind != PERSON for value in values]


async def wake_pending(engines: Engines) -> None:
    """Enqueue again what is not verified: a worker may have died, an engine may have been away."""
    async with engines.postgres.connection() as connection:
        pending = await repository_erasure.list_unverified(connection)
    for workspace_id, erasure_id in pending:
        await engines.jobs.enqueue(JOB, workspace_id=workspace_id, erasure_id=erasure_id)


async def run_erasure(engines: Engines, *, workspace_id: int, erasure_id: int) -> dict[str, int]:
    """Erase until every store counts zero; the proof. Raises TimeoutError when some do not within minutes."""
    erased = await _open_erasure(engines, workspace_id, erasure_id)
    if erased is None:
        return {}
    await _wait_for_writers(engines)
    proof: dict[str, int] = {}
    for pause_s in (*_PAUSES_S, 0):
        proof, is_clean = await _erase_everywhere(engines, erased)
        async with engines.postgres.connection() as connection:
            await repository_erasure.set_status(
                connection,
                workspace_id=workspace_id,
                erasure_id=erasure_id,
                status="verified" if is_clean else "running",
                proof=proof,
            )
        if is_clean:
            log.info("profiles.erased", workspace_id=workspace_id, erasure_id=erasure_id)
            return proof
        await asyncio.sleep(pause_s)
    raise TimeoutError(f"erasure {erasure_id} still finds {proof}")


async def _open_erasure(engines: Engines, workspace_id: int, erasure_id: int) -> Erased | None:
    async with engines.postgres.connection() as connection:
        row = await repository_erasure.find_erasure(
            connection, workspace_id=workspace_id, erasure_id=erasure_id
        )
    if row is None or row.sealed is None:
        return None
    named = msgspec.json.decode(engines.secrets.decrypt(row.sealed), type=dict[str, tuple[str, ...]])
    return Erased(workspace_id, erasure_id, row.profile_id, tuple(row.members), named, row.requested_at)


async def _wait_for_writers(engines: Engines) -> None:
    """Wait for every transaction that may have decided something about him before he was erased."""
    async with engines.postgres.connection() as connection:
        horizon = await repository_erasure.read_transaction_horizon(connection)
    for pause_s in _PAUSES_S:
        async with engines.postgres.connection() as connection:
            if await repository_erasure.read_oldest_transaction(connection) >= horizon:
                return
        await asyncio.sleep(pause_s)
    raise TimeoutError("a transaction older than the erasure does not end")


async def _erase_everywhere(engines: Engines, erased: Erased) -> tuple[dict[str, int], bool]:
    """One round over the parts: (what each still counted afterwards, as `part.store`; whether all are clean).

    The order is that of the way in, and a part that still holds him ends the round: what is on its way to the
    next store must have arrived before that one is cleaned.
    """
    proof = {f"postgres.{name}": count for name, count in (await _erase_postgres(engines, erased)).items()}
    for name, erase in _erasers.items():
        survivors = await erase(engines, erased)
        proof.update({f"{name}.{store}": count for store, count in survivors.items()})
        if any(survivors.values()):
            return proof, False
    return proof, not any(proof.values())


async def _erase_postgres(engines: Engines, erased: Erased) -> dict[str, int]:
    workspace_id, members, values = erased.workspace_id, erased.members, _values(erased.identities)
    async with engines.postgres.connection() as connection:
        await repository_erasure.delete_person(
            connection, workspace_id=workspace_id, members=members, values=values
        )
    async with engines.postgres.connection() as connection:
        return await repository_erasure.count_person(
            connection, workspace_id=workspace_id, members=members, values=values
        )
