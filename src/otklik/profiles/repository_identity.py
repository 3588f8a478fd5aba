"""Identities of a whole batch in few queries. Every key carries its workspace; batches span workspaces."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles.cache import Marks
from otklik.profiles.identity import Cluster, HomeKey, Key, NewIdentity, Pair, RefusalNote, pair_of


class SuppressionRow(msgspec.Struct, frozen=True):
    """What erasure says of a hashed identity."""

    generation: int
    is_blocked: bool
    at: datetime


class MergeRow(msgspec.Struct, frozen=True):
    """A merge for the journal."""

    workspace_id: int
    src: int
    dst: int
    src_home: int
    dst_home: int
    members: list[int]
    reason: str
    position: int | None
    actor: str
    ts_ms: int


def _columns(keys: Iterable[tuple[Any, ...]], count: int) -> list[list[Any]]:
    rows = list(keys)
    return [[row[index] for row in rows] for index in range(count)]


async def read_marks(  # all workspaces: those of one batch
    connection: Connection, workspace_ids: Sequence[int]
) -> dict[int, Marks]:
    """Epochs of `workspace_ids`, and whether anything was erased or undone there."""
    cursor = await connection.execute(
        """
        SELECT w, COALESCE((SELECT epoch FROM identity_epochs e WHERE e.workspace_id = w), 0),
            EXISTS (SELECT FROM suppressions s WHERE s.workspace_id = w),
            EXISTS (SELECT FROM merges m WHERE m.workspace_id = w AND m.undone_at IS NOT NULL)
        FROM unnest(%s::bigint[]) AS w
        """,
        (list(workspace_ids),),
    )
    return {row[0]: Marks(*row[1:]) for row in await cursor.fetchall()}


async def find_identities(  # all workspaces: each key carries its own
    connection: Connection, keys: Sequence[Key]
) -> dict[Key, int]:
    """The home profiles of those `keys` that have one."""
    cursor = await connection.execute(
        """
        SELECT i.workspace_id, i.kind, i.value, i.profile_id
        FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS k(workspace_id, kind, value)
        JOIN identities i USING (workspace_id, kind, value)
        """,
        _columns(keys, 3),
    )
    return {(row[0], row[1], row[2]): row[3] for row in await cursor.fetchall()}


async def find_suppressions(  # all workspaces: each key carries its own
    connection: Connection, keys: Sequence[tuple[int, str, bytes]]
) -> dict[tuple[int, str, bytes], SuppressionRow]:
    """What erasure says of hashed identities (workspace, kind, hash)."""
    cursor = await connection.execute(
        """
        SELECT s.workspace_id, s.kind, s.value_hash, s.generation, s.is_blocked, s.at
        FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) AS k(workspace_id, kind, value_hash)
        JOIN suppressions s USING (workspace_id, kind, value_hash)
        """,
        _columns(keys, 3),
    )
    return {(row[0], row[1], bytes(row[2])): SuppressionRow(*row[3:]) for row in await cursor.fetchall()}


async def find_roots(  # all workspaces: each home carries its own
    connection: Connection, homes: Sequence[HomeKey]
) -> list[tuple[HomeKey, int, str | None]]:
    """(home, root, user id of the cluster) of those `homes` that have a row."""
    cursor = await connection.execute(
        """
        SELECT p.workspace_id, p.id, p.root_id, COALESCE(p.user_id, r.user_id, (
            SELECT m.user_id FROM profiles m
            WHERE m.workspace_id = p.workspace_id AND m.root_id = p.root_id AND m.root_id <> m.id
                AND m.user_id IS NOT NULL LIMIT 1))
        FROM unnest(%s::bigint[], %s::bigint[]) AS k(workspace_id, id)
        JOIN profiles p USING (workspace_id, id)
        JOIN profiles r ON r.workspace_id = p.workspace_id AND r.id = p.root_id
        """,
        _columns(homes, 2),
    )
    return [((row[0], row[1]), row[2], row[3]) for row in await cursor.fetchall()]


async def find_clusters(  # all workspaces: each root carries its own
    connection: Connection, roots: Sequence[HomeKey]
) -> dict[HomeKey, Cluster]:
    """The clusters of those `roots` that have rows."""
    cursor = await connection.execute(
        """
        WITH c AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS c(workspace_id, root)),
        m AS (
            SELECT c.root, p.* FROM c JOIN profiles p ON p.workspace_id = c.workspace_id AND p.id = c.root
            UNION ALL
            SELECT c.root, p.* FROM c JOIN profiles p
                ON p.workspace_id = c.workspace_id AND p.root_id = c.root AND p.root_id <> p.id
        )
        SELECT m.workspace_id, m.root, max(m.user_id), (extract(epoch FROM min(m.created_at)) * 1000)::bigint,
            count(*),
            sum((SELECT count(*) FROM identities i
                WHERE i.workspace_id = m.workspace_id AND i.profile_id = m.id))::bigint,
            max(m.version) FILTER (WHERE m.id = m.root)
        FROM m GROUP BY 1, 2
        """,
        _columns(roots, 2),
    )
    return {(row[0], row[1]): Cluster(*row[1:]) for row in await cursor.fetchall()}


async def find_undone(  # all workspaces: each home carries its own
    connection: Connection, homes: Sequence[HomeKey]
) -> frozenset[Pair]:
    """Pairs of homes, one of them among `homes`, that the pipeline merged and a member parted again."""
    cursor = await connection.execute(
        """
        SELECT DISTINCT m.workspace_id, m.src_home, m.dst_home
        FROM unnest(%s::bigint[], %s::bigint[]) AS k(workspace_id, id)
        JOIN merges m ON m.workspace_id = k.workspace_id AND k.id IN (m.src_home, m.dst_home)
        WHERE m.undone_at IS NOT NULL AND m.reason <> 'manual'
        """,
        _columns(homes, 2),
    )
    return frozenset([pair_of(*row) for row in await cursor.fetchall()])


async def lock_roots(  # all workspaces: each root carries its own
    connection: Connection, roots: Iterable[HomeKey]
) -> dict[HomeKey, int]:
    """Lock the rows of `roots` in the order of their ids; the versions of those that still are roots."""
    cursor = await connection.execute(
        """
        SELECT p.workspace_id, p.id, p.root_id, p.version FROM profiles p
        WHERE (p.workspace_id, p.id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
        ORDER BY p.workspace_id, p.id FOR UPDATE
        """,
        _columns(sorted(roots), 2),
    )
    return {(row[0], row[1]): row[3] for row in await cursor.fetchall() if row[1] == row[2]}


async def insert_homes(  # all workspaces: each home carries its own
    connection: Connection, homes: Mapping[HomeKey, int]
) -> int:
    """Make rows for new homes (created, ms); returns how many were really new."""
    rows = sorted((*home, created_ms) for home, created_ms in homes.items())
    cursor = await connection.execute(
        """
        INSERT INTO profiles (workspace_id, id, root_id, created_at)
        SELECT w, i, i, to_timestamp(c / 1000.0)
        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(w, i, c)
        ON CONFLICT DO NOTHING
        """,
        _columns(rows, 3),
    )
    return cursor.rowcount


async def insert_identities(  # all workspaces: each identity carries its own
    connection: Connection, identities: Iterable[NewIdentity]
) -> int:
    """Save identities; returns how many were really new."""
    rows = sorted((*new.key, new.home, new.created_ms) for new in identities)
    cursor = await connection.execute(
        """
        INSERT INTO identities (workspace_id, kind, value, profile_id, created_at)
        SELECT w, k, v, p, to_timestamp(c / 1000.0)
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[]) AS n(w, k, v, p, c)
        ON CONFLICT DO NOTHING
        """,
        _columns(rows, 5),
    )
    return cursor.rowcount


async def set_owners(  # all workspaces: each home carries its own
    connection: Connection, owners: Mapping[HomeKey, str]
) -> None:
    """Write the user ids of home profiles."""
    rows = sorted((*home, user_id) for home, user_id in owners.items())
    await connection.execute(
        """
        UPDATE profiles p SET user_id = o.user_id, updated_at = now()
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS o(workspace_id, id, user_id)
        WHERE p.workspace_id = o.workspace_id AND p.id = o.id
        """,
        _columns(rows, 3),
    )


async def raise_versions(  # all workspaces: each root carries its own
    connection: Connection, roots: Iterable[HomeKey]
) -> None:
    """Count a change of these cards, so that a decision that stood on the old state is taken again."""
    await connection.execute(
        """
        UPDATE profiles p SET version = version + 1
        FROM unnest(%s::bigint[], %s::bigint[]) AS r(workspace_id, id)
        WHERE p.workspace_id = r.workspace_id AND p.id = r.id
        """,
        _columns(sorted(roots), 2),
    )


async def insert_merges(  # all workspaces: each merge carries its own
    connection: Connection, merges: Sequence[MergeRow]
) -> list[int]:
    """Write the journal of merges; returns the ids."""
    cursor = connection.cursor()
    await cursor.executemany(
        """
        INSERT INTO merges
            (workspace_id, src, dst, src_home, dst_home, members, reason, position, actor, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, to_timestamp(%s / 1000.0)) RETURNING id
        """,
        [msgspec.structs.astuple(merge) for merge in merges],
        returning=True,
    )
    ids: list[int] = []
    while True:
        ids.extend([row[0] for row in await cursor.fetchall()])
        if not cursor.nextset():
            return ids


async def insert_refusals(  # all workspaces: each note carries its own
    connection: Connection, notes: Sequence[RefusalNote]
) -> None:
    """Write the journal of refusals."""
    rows = [
        (
            note.workspace_id,
            note.reason,
            msgspec.json.encode(dict(note.values)).decode(),
            note.position,
            note.ts_ms,
        )
        for note in notes
    ]
    await connection.execute(
        """
        INSERT INTO merge_refusals (workspace_id, reason, detail, position, at)
        SELECT w, r, d::jsonb, p, to_timestamp(t / 1000.0)
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[]) AS n(w, r, d, p, t)
        """,
        _columns(rows, 5),
    )


async def trim_refusals(  # all workspaces: housekeeping
    connection: Connection, *, keep: int
) -> None:
    """Leave the newest `keep` refusals of each workspace."""
    await connection.execute(
        """
        DELETE FROM merge_refusals r USING (
            SELECT w.workspace_id, (SELECT m.id FROM merge_refusals m WHERE m.workspace_id = w.workspace_id
                ORDER BY m.id DESC OFFSET %s LIMIT 1) AS last
            FROM (SELECT DISTINCT workspace_id FROM merge_refusals) w
        ) d
        WHERE r.workspace_id = d.workspace_id AND r.id <= d.last
        """,
        (keep,),
    )


async def raise_epoch(connection: Connection, *, workspace_id: int) -> int:
    """Tell the pipeline to forget what it knows of this workspace's identities."""
    cursor = await connection.execute(
        """
        INSERT INTO identity_epochs (workspace_id) VALUES (%s)
        ON CONFLICT (workspace_id) DO UPDATE SET epoch = identity_epochs.epoch + 1 RETURNING epoch
        """,
        (workspace_id,),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
