"""An address that somebody has proved to be his: an identity, by which two cards of one human become one."""

from typing import Final

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.kit.clock import now_ms
from otklik.profiles import repository
from otklik.profiles import repository_cards as cards
from otklik.profiles import repository_identity as identities
from otklik.profiles.contracts import IdentityKind, Refusal
from otklik.profiles.identifiers import hash_identity
from otklik.profiles.identity import (
    MAX_IDENTITIES,
    MAX_MERGES,
    Cluster,
    HomeKey,
    Key,
    Merge,
    NewIdentity,
    RefusalNote,
    choose_survivor,
    pair_of,
)
from otklik.profiles.joining import carry_out
from otklik.profiles.retrying import StaleDecisionError
from otklik.profiles.writing import contact_key

PROVED_EMAIL: Final = "proved_email"


async def prove_email(
    connection: Connection, *, workspace_id: int, home: int, address: str, secrets: Secrets
) -> None:
    """Whoever reads `address` has said that `home` is he: it is his identity from now on.

    Where another card has proved the same address, both become one, unless each has a User ID, a member
    parted them, or a bound is reached: that is journalled. Raises StaleDecisionError.
    """
    kind = IdentityKind.EMAIL.value
    key = (workspace_id, kind, contact_key(kind, address))
    hashed = (workspace_id, kind, hash_identity(secrets, *key))
    suppressed = await identities.find_suppressions(connection, [hashed])
    if hashed in suppressed and suppressed[hashed].is_blocked:
        return
    holder = (await identities.find_identities(connection, [key])).get(key)
    clusters = await _lock_clusters(connection, workspace_id, home, holder or home)
    if clusters is None:
        return
    own, other = clusters
    if holder is None:
        refusal = await _keep(connection, key, home, own)
    elif own.root == other.root:
        return
    else:
        refusal = await _join(connection, (workspace_id, home, holder), own, other)
    if refusal is not None:
        position = await repository.next_position(connection)
        values = ((kind, key[2]), ("person", str(home)))
        note = RefusalNote(workspace_id, refusal.value, values, position, now_ms())
        await identities.insert_refusals(connection, [note])


async def _lock_clusters(
    connection: Connection, workspace_id: int, home: int, holder: int
) -> tuple[Cluster, Cluster] | None:
    """The clusters of both, their roots locked; None: one of them is gone."""
    keys: list[HomeKey] = [(workspace_id, home), (workspace_id, holder)]
    roots = await cards.find_home_roots(connection, keys)
    if not roots.keys() >= set(keys):
        return None
    locked = {(workspace_id, roots[key]) for key in keys}
    if len(await identities.lock_roots(connection, locked)) < len(locked):
        raise StaleDecisionError
    found = await identities.find_clusters(connection, sorted(locked))
    own, other = (found[workspace_id, roots[key]] for key in keys)
    return own, other


async def _keep(connection: Connection, key: Key, home: int, own: Cluster) -> Refusal | None:
    """Nobody has proved it before."""
    if own.identities >= MAX_IDENTITIES:
        return Refusal.IDENTITY_CAP
    if not await identities.insert_identities(connection, [NewIdentity(key, home, now_ms())]):
        raise StaleDecisionError
    await identities.raise_versions(connection, [(key[0], own.root)])
    return None


async def _join(
    connection: Connection, homes: tuple[int, int, int], own: Cluster, other: Cluster
) -> Refusal | None:
    """`homes`: the workspace, the one who proved it now, the one who had."""
    workspace_id, home, holder = homes
    if own.user_id is not None and other.user_id is not None:
        return Refusal.TWO_USERS
    parted = await identities.find_undone(connection, [(workspace_id, home)])
    if pair_of(*homes) in parted:
        return Refusal.UNDONE
    if own.identities + other.identities > MAX_IDENTITIES:
        return Refusal.IDENTITY_CAP
    if own.homes + other.homes - 1 > MAX_MERGES:
        return Refusal.MERGE_CAP
    winner, loser = choose_survivor(own, other)
    src_home, dst_home = (home, holder) if loser is own else (holder, home)
    position = await repository.next_position(connection)
    merge = Merge(workspace_id, loser.root, winner.root, src_home, dst_home, PROVED_EMAIL, position, now_ms())
    await carry_out(connection, merge, author="")
    return None
