"""Erasing a person from PostgreSQL, and the journal of erasures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection


class ErasureRow(msgspec.Struct, frozen=True):
    """An erasure; `sealed` holds the identities to look for while it runs."""

    id: int
    profile_id: int
    members: list[int]
    status: str
    requested_by: str
    requested_at: datetime
    verified_at: datetime | None
    proof: dict[str, int]
    sealed: bytes | None


class RefusalRow(msgspec.Struct, frozen=True):
    """A merge that was refused; `detail` holds the identities named."""

    reason: str
    detail: dict[str, Any]
    at: datetime


_COLUMNS = "id, profile_id, members, status, requested_by, requested_at, verified_at, proof, sealed"
_FIND = f"SELECT {_COLUMNS} FROM erasures WHERE workspace_id = %s AND id = %s"  # noqa: S608 - our own names
_FIND_OPEN = (
    f"SELECT {_COLUMNS} FROM erasures "  # noqa: S608 - our own names
    "WHERE workspace_id = %s AND profile_id = %s AND status <> 'verified'"
)


async def find_erasure(connection: Connection, *, workspace_id: int, erasure_id: int) -> ErasureRow | None:
    """One erasure."""
    cursor = await connection.execute(_FIND, (workspace_id, erasure_id))
    row = await cursor.fetchone()
    return ErasureRow(*row) if row else None


async def list_erased_homes(connection: Connection, *, workspace_id: int) -> set[int]:
    """Homes of those who are being erased, or were within the last minutes.

    Who decided something from what he read of them before must not write it down now.
    """
    cursor = await connection.execute(
        """
        SELECT unnest(members) FROM erasures WHERE workspace_id = %s
            AND (verified_at IS NULL OR verified_at > clock_timestamp() - interval '10 minutes')
        """,
        (workspace_id,),
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_homes_to_erase(connection: Connection, *, workspace_id: int) -> list[int]:
    """Homes of everybody whose erasure is not verified yet."""
    cursor = await connection.execute(
        "SELECT DISTINCT unnest(members) FROM erasures WHERE workspace_id = %s AND status <> 'verified'",
        (workspace_id,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def find_open_erasure(
    connection: Connection, *, workspace_id: int, profile_id: int
) -> ErasureRow | None:
    """The erasure of this person that is not verified yet."""
    cursor = await connection.execute(_FIND_OPEN, (workspace_id, profile_id))
    row = await cursor.fetchone()
    return ErasureRow(*row) if row else None


async def list_unverified(connection: Connection) -> list[tuple[int, int]]:
    """(workspace, erasure) of all that still run."""  # all workspaces: the job that wakes them
    cursor = await connection.execute(
        "SELECT workspace_id, id FROM erasures WHERE status <> 'verified' ORDER BY id"
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def insert_erasure(
    connection: Connection,
    *,
    workspace_id: int,
    profile_id: int,
    members: Sequence[int],
    requested_by: str,
    sealed: bytes,
) -> int:
    """Note that a person is to be erased; the erasure's id."""
    cursor = await connection.execute(
        """
        INSERT INTO erasures (workspace_id, profile_id, members, requested_by, requested_at, sealed)
        VALUES (%s, %s, %s, %s, clock_timestamp(), %s) RETURNING id
        """,
        (workspace_id, profile_id, list(members), requested_by, sealed),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def set_status(
    connection: Connection, *, workspace_id: int, erasure_id: int, status: str, proof: Mapping[str, int]
) -> None:
    """Note how far it is; a verified one forgets what it looked for."""
    await connection.execute(
        """
        UPDATE erasures SET status = %(status)s, proof = %(proof)s::jsonb,
            verified_at = CASE WHEN %(status)s = 'verified' THEN now() END,
            sealed = CASE WHEN %(status)s = 'verified' THEN NULL ELSE sealed END
        WHERE workspace_id = %(workspace_id)s AND id = %(erasure_id)s
        """,
        {
            "status": status,
            "proof": msgspec.json.encode(proof).decode(),
            "workspace_id": workspace_id,
            "erasure_id": erasure_id,
        },
    )


async def suppress(
    connection: Connection, *, workspace_id: int, rows: Sequence[tuple[str, bytes, bool]]
) -> None:
    """Remember hashed identities (kind, hash, blocked): blocked, or with a new generation from now on."""
    await connection.execute(
        """
        INSERT INTO suppressions AS s (workspace_id, kind, value_hash, is_keyed, is_blocked, at)
        SELECT %s, kind, value_hash, true, is_blocked, clock_timestamp()
        FROM unnest(%s::text[], %s::bytea[], %s::boolean[]) AS n(kind, value_hash, is_blocked)
        ON CONFLICT (workspace_id, kind, value_hash) DO UPDATE SET
            generation = s.generation + 1, is_blocked = s.is_blocked OR excluded.is_blocked, at = excluded.at
        """,
        (workspace_id, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]),
    )


async def delete_person(
    connection: Connection, *, workspace_id: int, members: Sequence[int], values: Sequence[str]
) -> dict[str, int]:
    """Delete every row about these homes; how many rows of each table there were."""
    deleted: dict[str, int] = {}
    for table, condition in _PLACES.items():
        cursor = await connection.execute(
            f"DELETE FROM {table} WHERE workspace_id = %(workspace_id)s AND ({condition})".encode(),  # noqa: S608 - names of this module
            _arguments(workspace_id, members, values),
        )
        deleted[table] = cursor.rowcount
    return deleted


async def count_person(
    connection: Connection, *, workspace_id: int, members: Sequence[int], values: Sequence[str]
) -> dict[str, int]:
    """How many rows about these homes each table still holds."""
    found: dict[str, int] = {}
    for table, condition in _PLACES.items():
        cursor = await connection.execute(
            f"SELECT count(*) FROM {table} WHERE workspace_id = %(workspace_id)s AND ({condition})".encode(),  # noqa: S608 - names of this module
            _arguments(workspace_id, members, values),
        )
        row = await cursor.fetchone()
        found[table] = int(row[0]) if row else 0
    return found


_PLACES: Final[Mapping[str, str]] = {
    "presence": "person = ANY(%(members)s)",
    "consents": "profile_id = ANY(%(members)s)",
    "marks": "profile_id = ANY(%(members)s)",
    "segment_members": "person = ANY(%(members)s)",
    "segment_dues": "person = ANY(%(members)s)",
    "computed_values": "person = ANY(%(members)s)",
    "merges": "src_home = ANY(%(members)s) OR dst_home = ANY(%(members)s)",
    "merge_refusals": """detail ->> 'anonymous_id' = ANY(%(values)s) OR detail ->> 'user_id' = ANY(%(values)s)
        OR detail ->> 'previous_id' = ANY(%(values)s) OR detail ->> 'person' = ANY(%(texts)s)""",
    "identities": "profile_id = ANY(%(members)s)",
    "profiles": "id = ANY(%(members)s)",
}
ERASED_TABLES: Final = tuple(_PLACES)


async def list_refusals(
    connection: Connection, *, workspace_id: int, members: Sequence[int], values: Sequence[str]
) -> list[RefusalRow]:
    """Merges that were refused and name these homes, or identities of theirs."""
    cursor = await connection.execute(
        f"""
        SELECT reason, detail, at FROM merge_refusals
        WHERE workspace_id = %(workspace_id)s AND ({_PLACES["merge_refusals"]}) ORDER BY id
        """.encode(),  # noqa: S608 - names of this module
        _arguments(workspace_id, members, values),
    )
    return [RefusalRow(*row) for row in await cursor.fetchall()]


def _arguments(workspace_id: int, members: Sequence[int], values: Sequence[str]) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "members": list(members),
        "values": list(values),
        "texts": [str(member) for member in members],
    }


async def read_transaction_horizon(connection: Connection) -> int:  # all workspaces: PostgreSQL's own number
    """A number that `read_oldest_transaction` reaches once every transaction now open has ended."""
    cursor = await connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def read_oldest_transaction(connection: Connection) -> int:  # all workspaces: PostgreSQL's own number
    """The oldest transaction that still writes."""
    cursor = await connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
