"""Merges made by a member, and their undoing, which is exact: see `split_homes`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from otklik.infra.postgres import Connection
from otklik.kit.clock import now_ms, to_ms
from otklik.profiles import errors, outbox, repository
from otklik.profiles import repository_cards as cards
from otklik.profiles import repository_identity as identities
from otklik.profiles.contracts import ListSink, SystemEvent
from otklik.profiles.identity import (
    MAX_IDENTITIES,
    MAX_MERGES,
    Cluster,
    HomeKey,
    Merge,
    choose_survivor,
)
from otklik.profiles.merging import MergeOrder, Rows, join_cards, regroup_cards
from otklik.profiles.retrying import StaleDecisionError

MANUAL = "manual"


async def merge_people(
    connection: Connection,
    *,
    workspace_id: int,
    one: tuple[int, datetime],
    other: tuple[int, datetime],
    author: str,
) -> int:
    """Merge two people, given as (any home, first seen); returns the survivor's id.

    Raises ConflictError: the same person, two User IDs, over a cap.
    """
    await _ensure_homes(connection, workspace_id, (one, other))
    homes = [(workspace_id, one[0]), (workspace_id, other[0])]
    roots = await cards.find_home_roots(connection, homes)
    keys = {(workspace_id, root) for root in roots.values()}
    if len(keys) == 1:
        raise errors.same_person()
    if len(await identities.lock_roots(connection, keys)) < len(keys):
        raise StaleDecisionError
    clusters = await identities.find_clusters(connection, sorted(keys))
    winner, loser = _choose(list(clusters.values()))
    position, moment_ms = await repository.next_position(connection), now_ms()
    merge = Merge(workspace_id, loser.root, winner.root, loser.root, winner.root, MANUAL, position, moment_ms)
    await carry_out(connection, merge, author=author)
    return winner.root


async def carry_out(connection: Connection, merge: Merge, *, author: str) -> None:
    """Join two clusters whose roots the caller locked; the feed and the store are told."""
    _, rows = await join_cards(connection, [MergeOrder(merge, author)])
    event = _event(
        merge.workspace_id,
        merge.dst,
        "$merged",
        merge.ts_ms,
        merge.position + 2,
        other=merge.src,
        author=author,
    )
    await _finish(connection, merge.workspace_id, rows, [event])


async def _ensure_homes(
    connection: Connection, workspace_id: int, people: Iterable[tuple[int, datetime]]
) -> None:
    """A nameless visitor has no row yet; whom a member touches gets one."""
    missing = {(workspace_id, person_id): to_ms(seen) for person_id, seen in people}
    await identities.insert_homes(connection, missing)


def _choose(clusters: Sequence[Cluster]) -> tuple[Cluster, Cluster]:
    one, other = clusters
    if one.user_id is not None and other.user_id is not None:
        raise errors.two_users()
    if one.homes + other.homes - 1 > MAX_MERGES or one.identities + other.identities > MAX_IDENTITIES:
        raise errors.too_much_merged(MAX_MERGES)
    return choose_survivor(one, other)


async def undo_merge(connection: Connection, *, workspace_id: int, merge_id: int, author: str) -> list[int]:
    """Undo one merge: identities, writes and events return to the card they came from.

    Returns the roots that stand afterwards. Merges made before and after stay. Raises NotFoundError,
    ConflictError when it was undone already.
    """
    merge = await repository.lock_merge(connection, workspace_id=workspace_id, merge_id=merge_id)
    if merge is None:
        raise errors.no_merge()
    if merge.undone_at is not None:
        raise errors.already_undone()
    homes = await _lock_cluster(connection, (workspace_id, merge.src_home))
    members = sorted(homes)
    edges = await repository.list_edges(connection, workspace_id=workspace_id, members=members)
    groups = split_homes(members, [(one, other) for edge, one, other in edges if edge != merge_id])
    await repository.mark_undone(connection, workspace_id=workspace_id, merge_id=merge_id, author=author)
    roots, rows = await _regroup(connection, homes, groups, preferred=merge.src)
    position, moment_ms = await repository.next_position(connection), now_ms()
    events = [
        _event(
            workspace_id, root, "$unmerged", moment_ms, position + 2 + index, merge=merge_id, author=author
        )
        for index, root in enumerate(roots)
    ]
    await _finish(connection, workspace_id, rows, events)
    return roots


async def _lock_cluster(connection: Connection, home: HomeKey) -> dict[int, cards.HomeRow]:
    """The homes of the cluster of `home`, its root locked."""
    roots = await cards.find_home_roots(connection, [home])
    if home not in roots:
        raise errors.no_merge()
    root = (home[0], roots[home])
    if not await identities.lock_roots(connection, [root]):
        raise StaleDecisionError
    homes = {row.id: row for row in await cards.read_homes(connection, [root])}
    if home[1] not in homes:
        raise StaleDecisionError
    return homes


def split_homes(members: Sequence[int], edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The clusters that `members` form when only `edges` join them.

    A merge is an edge between two homes, so a cluster is a tree, and taking one edge out parts it in two,
    whatever was merged before and after.
    """
    group = {member: {member} for member in members}
    for one, other in edges:
        if group[one] is not group[other]:
            joined = group[one] | group[other]
            for member in joined:
                group[member] = joined
    return [sorted(each) for each in {id(each): each for each in group.values()}.values()]


async def _regroup(
    connection: Connection,
    homes: dict[int, cards.HomeRow],
    groups: Sequence[Sequence[int]],
    *,
    preferred: int,
) -> tuple[list[int], Rows]:
    roots: list[int] = []
    changes: list[cards.HomeChange] = []
    rows: Rows = []
    for group in groups:
        members = [homes[member] for member in group]
        root = _root_of(members, preferred)
        more_changes, more_rows = regroup_cards(root, members)
        roots.append(root)
        changes += more_changes
        rows += more_rows
    await cards.update_homes(connection, changes)
    return roots, rows


def _root_of(members: Sequence[cards.HomeRow], preferred: int) -> int:
    """A root stays one; the other part gets the one that gave way, else one chosen as in a merge."""
    for member in members:
        if member.id == member.root_id:
            return member.id
    if any(member.id == preferred for member in members):
        return preferred
    return min(members, key=lambda home: (home.user_id is None, home.created_at, home.id)).id


async def _finish(
    connection: Connection, workspace_id: int, rows: Rows, events: Sequence[SystemEvent]
) -> None:
    sink = ListSink()
    for table, row in rows:
        sink.add(table, row)
    await identities.raise_epoch(connection, workspace_id=workspace_id)
    await outbox.ship(connection, sink, events)


def _event(
    workspace_id: int, person: int, name: str, moment_ms: int, pos: int, *, author: str, **ids: int
) -> SystemEvent:
    properties = {**{key: str(value) for key, value in ids.items()}, "author": author}
    return SystemEvent(workspace_id, person, name, moment_ms, pos, properties)
