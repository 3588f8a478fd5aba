"""Resolves the identities of a batch: reads what is needed, decides, saves what was decided."""

from collections.abc import Sequence

import msgspec

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.profiles import repository_identity as repository
from otklik.profiles.cache import IdentityCache
from otklik.profiles.contracts import IdentityCall, ListSink, Resolution, RowSink
from otklik.profiles.identity import Cluster, HomeKey, Pair
from otklik.profiles.identity_book import Book, Plan
from otklik.profiles.identity_rules import decide
from otklik.profiles.loading import list_missing, load_identities
from otklik.profiles.merging import MergeOrder, Rows, join_cards
from otklik.profiles.retrying import MAX_TRIES, RETRIED, StaleDecisionError
from otklik.profiles.writing import apply_writes


async def resolve_identities(
    connection: Connection,
    *,
    calls: Sequence[IdentityCall],
    cache: IdentityCache,
    sink: RowSink,
    secrets: Secrets,
) -> list[Resolution]:
    """Whose event each of `calls` (in log order) is; creates, attaches and merges as the rules say.

    Works in the caller's transaction, in a savepoint tried again when another transaction was quicker. Rows
    for ClickHouse (redirects, effective values of merged cards) go to `sink`. When the caller's transaction
    fails later, he must `cache.clear()`. Raises psycopg.errors.DeadlockDetected after MAX_TRIES.
    """
    if not calls:
        return []
    marks = await repository.read_marks(connection, list({call.workspace_id for call in calls}))
    cache.begin(marks)
    for tried in range(1, MAX_TRIES + 1):
        try:
            return await _resolve_once(connection, calls, cache, sink, secrets)
        except RETRIED:
            cache.clear()
            if tried == MAX_TRIES:
                raise
    raise AssertionError


async def _resolve_once(
    connection: Connection,
    calls: Sequence[IdentityCall],
    cache: IdentityCache,
    sink: RowSink,
    secrets: Secrets,
) -> list[Resolution]:
    await load_identities(connection, keys=list_missing(calls, cache), cache=cache, secrets=secrets)
    clusters, undone = await _read_clusters(connection, calls, cache)
    known = cache.young
    book = Book(known=known.known, roots=known.roots, owners=known.owners, clusters=clusters, undone=undone)
    resolutions = [decide(book, call) for call in calls]
    book.plan.refusals = [note for note in book.plan.refusals if cache.is_new(note)]
    if not book.plan:
        return resolutions
    async with connection.transaction():
        moved, rows = await _save(connection, book.plan)
        named = ListSink()
        await apply_writes(connection, writes=book.plan.writes, sink=named, secrets=secrets)
    named.pour(sink)
    for table, row in rows:
        sink.add(table, row)
    _learn(book, cache, moved)
    return _with_final_roots(book, calls, resolutions) if book.plan.merges else resolutions


async def _read_clusters(
    connection: Connection, calls: Sequence[IdentityCall], cache: IdentityCache
) -> tuple[dict[HomeKey, Cluster], frozenset[Pair]]:
    """The clusters that this batch may join, and the merges among them that somebody undid."""
    homes = _list_joined(calls, cache)
    if not homes:
        return {}, frozenset()
    roots = {(home[0], cache.young.roots.get(home, home[1])) for home in homes}
    clusters = await repository.find_clusters(connection, sorted(roots))
    doubtful = [home for home in sorted(homes) if cache.marks[home[0]].has_undone]
    undone = await repository.find_undone(connection, doubtful) if doubtful else frozenset()
    return clusters, undone


def _list_joined(calls: Sequence[IdentityCall], cache: IdentityCache) -> set[HomeKey]:
    homes: set[HomeKey] = set()
    known, roots, owners = cache.young.known, cache.young.roots, cache.young.owners
    for call in calls:
        if not call.user_id or not (call.anonymous_id or call.previous_id):
            continue
        workspace_id = call.workspace_id
        named = [
            (workspace_id, known[workspace_id, kind, value].home)
            for kind, value in (
                ("user_id", call.user_id),
                ("anonymous_id", call.anonymous_id),
                ("anonymous_id", call.previous_id),
            )
            if value
        ]
        found = {(workspace_id, roots.get(home, home[1])) for home in named}
        owned = {owners[root] for root in found if root in owners}
        is_new = not known[workspace_id, "user_id", call.user_id].is_saved
        if is_new or (len(found) > 1 and len(owned) < len(found)):
            homes.update(named)
    return homes


async def _save(connection: Connection, plan: Plan) -> tuple[dict[HomeKey, int], Rows]:
    """Write `plan`; (new roots of the homes that moved, rows for ClickHouse). Raises StaleDecisionError."""
    locked = await repository.lock_roots(connection, plan.touched) if plan.touched else {}
    if locked != plan.touched:
        raise StaleDecisionError
    if plan.homes and await repository.insert_homes(connection, plan.homes) != len(plan.homes):
        raise StaleDecisionError
    identities = plan.identities.values()
    if identities and await repository.insert_identities(connection, identities) != len(identities):
        raise StaleDecisionError
    if plan.owners:
        await repository.set_owners(connection, plan.owners)
    if plan.touched:
        await repository.raise_versions(connection, plan.touched)
    if plan.refusals:
        await repository.insert_refusals(connection, plan.refusals)
    if not plan.merges:
        return {}, []
    orders = [MergeOrder(merge, "") for merge in plan.merges]
    return await join_cards(connection, orders)


def _learn(book: Book, cache: IdentityCache, moved: dict[HomeKey, int]) -> None:
    """Let the cache know what was saved."""
    for key, identity in book.new_known.items():
        cache.learn_known(key, identity)
    for home in book.plan.homes:
        cache.learn_home(home, home[1], None)
    for home, root in moved.items():
        cache.learn_home(home, root, None)
    for (workspace_id, root), owner in book.new_owners.items():
        cache.young.owners[workspace_id, root] = owner


def _with_final_roots(
    book: Book, calls: Sequence[IdentityCall], resolutions: Sequence[Resolution]
) -> list[Resolution]:
    """A later call of the batch may have merged the root that an earlier one was told."""
    return [
        found
        if found.drop is not None
        else msgspec.structs.replace(found, root=book.find_root(call.workspace_id, found.person))
        for call, found in zip(calls, resolutions, strict=True)
    ]
