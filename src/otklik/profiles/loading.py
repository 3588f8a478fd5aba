"""Fills the cache with the identities of a batch: homes, roots, owners and what erasure says of them."""

from collections.abc import Iterable, Sequence

import msgspec

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.kit.clock import to_ms
from otklik.kit.ids import derive_person_id
from otklik.profiles import repository_identity as repository
from otklik.profiles.cache import IdentityCache
from otklik.profiles.contracts import IdentityCall
from otklik.profiles.identifiers import hash_identity, is_illegal
from otklik.profiles.identity import ANONYMOUS, ILLEGAL, USER, Key, Known

PERSON = "person"  # kind of a suppression of a nameless visitor, whose device id nobody wrote down


def list_missing(calls: Sequence[IdentityCall], cache: IdentityCache) -> list[Key]:
    """The keys that `calls` name and the cache does not know; illegal ones are learnt on the way."""
    missing: dict[Key, None] = {}
    for call in calls:
        for key in _keys_of(call):
            if key in missing or cache.has(key):
                continue
            if is_illegal(key[2]):
                cache.learn_known(key, ILLEGAL)
            else:
                missing[key] = None
    return list(missing)


def _keys_of(call: IdentityCall) -> Iterable[Key]:
    workspace_id = call.workspace_id
    if call.anonymous_id:
        yield (workspace_id, ANONYMOUS, call.anonymous_id)
    if call.user_id:
        yield (workspace_id, USER, call.user_id)
    if call.previous_id:
        yield (workspace_id, ANONYMOUS, call.previous_id)
        yield (workspace_id, USER, call.previous_id)


async def load_identities(
    connection: Connection, *, keys: Sequence[Key], cache: IdentityCache, secrets: Secrets
) -> None:
    """Read `keys` from the database into `cache`; what is not saved gets the home it would have."""
    if not keys:
        return
    suppressed = await _read_suppressions(connection, keys, cache, secrets)
    saved = await repository.find_identities(connection, keys)
    known = {key: _known(key, saved.get(key), suppressed.get(key)) for key in keys}
    await _skip_erased_devices(connection, known, cache, secrets)
    for key, identity in known.items():
        cache.learn_known(key, identity)
    homes = list({(key[0], identity.home) for key, identity in known.items()})
    for home, root, owner in await repository.find_roots(connection, homes):
        cache.learn_home(home, root, owner)


async def _read_suppressions(
    connection: Connection, keys: Sequence[Key], cache: IdentityCache, secrets: Secrets
) -> dict[Key, repository.SuppressionRow]:
    hashed = {
        (key[0], key[1], hash_identity(secrets, *key)): key
        for key in keys
        if cache.marks[key[0]].has_suppressions
    }
    if not hashed:
        return {}
    found = await repository.find_suppressions(connection, list(hashed))
    return {hashed[row]: suppression for row, suppression in found.items()}


def _known(key: Key, home: int | None, suppression: repository.SuppressionRow | None) -> Known:
    generation = suppression.generation if suppression else 0
    return Known(
        home=home if home is not None else derive_person_id(*key, generation),
        is_saved=home is not None,
        is_blocked=suppression is not None and suppression.is_blocked,
        not_before_ms=to_ms(suppression.at) if suppression else 0,
    )


async def _skip_erased_devices(
    connection: Connection, known: dict[Key, Known], cache: IdentityCache, secrets: Secrets
) -> None:
    """Give a device whose nameless person was erased the next id that was not."""
    generations = {
        key: 0
        for key, identity in known.items()
        if key[1] == ANONYMOUS and not identity.is_saved and cache.marks[key[0]].has_suppressions
    }
    while generations:
        hashed = {
            (key[0], PERSON, hash_identity(secrets, key[0], PERSON, str(known[key].home))): key
            for key in generations
        }
        found = await repository.find_suppressions(connection, list(hashed))
        generations = {hashed[row]: generations[hashed[row]] + 1 for row in found}
        for row, suppression in found.items():
            key = hashed[row]
            known[key] = msgspec.structs.replace(
                known[key],
                home=derive_person_id(key[0], key[1], f"{key[2]}\n{known[key].home}", generations[key]),
                not_before_ms=max(known[key].not_before_ms, to_ms(suppression.at)),
            )
