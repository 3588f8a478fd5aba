"""Addresses that nothing goes to, in PostgreSQL: keyed hashes, and in clear until their owner is erased."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Channel
from otklik.messaging.releasing import FOR_ALL

_EMAIL: Final = Channel.EMAIL.value


class Suppressed(StrEnum):
    """Why nothing goes to an address. Bounced and typed in: nothing at all; else nothing promotional."""

    BOUNCED = "bounced"
    MANUAL = "manual"
    COMPLAINED = "complained"
    PASSING = "passing"

    @property
    def is_for_all(self) -> bool:
        """Whether not even a receipt goes there."""
        return self.value in FOR_ALL


class SuppressedAddress(msgspec.Struct, frozen=True):
    """A row. `address` None: its owner was erased, or it comes from before addresses were kept."""

    address_hash: bytes
    address: str | None
    reason: str
    at: datetime
    code: str
    said: str
    send_id: int | None
    source: str
    author: str


_COLUMNS: Final = ", ".join(SuppressedAddress.__struct_fields__)
_RANK: Final = "array_position(ARRAY['passing', 'complained', 'manual', 'bounced'], {})"


async def insert(
    connection: Connection, rows: Sequence[SuppressedAddress], *, workspace_id: int, channel: str
) -> int:
    """Keep them; a stronger reason takes the place of a weaker one. How many are new or stronger."""
    cursor = await connection.execute(
        f"""
        INSERT INTO suppressed_addresses AS s (workspace_id, channel, {_COLUMNS})
        SELECT %s, %s, * FROM unnest(%s::bytea[], %s::text[], %s::text[], %s::timestamptz[], %s::text[],
            %s::text[], %s::bigint[], %s::text[], %s::text[])
        ON CONFLICT (workspace_id, channel, address_hash) DO UPDATE SET reason = excluded.reason,
            at = excluded.at, address = excluded.address, code = excluded.code, said = excluded.said,
            send_id = excluded.send_id, source = excluded.source, author = excluded.author
        WHERE {_RANK.format("excluded.reason")} > {_RANK.format("s.reason")} OR s.address IS NULL
        RETURNING 1
        """.encode(),  # noqa: S608 - our own names
        (
            workspace_id,
            channel,
            *([getattr(row, name) for row in rows] for name in SuppressedAddress.__struct_fields__),
        ),
    )
    return len(await cursor.fetchall())


async def find_reason(
    connection: Connection, *, workspace_id: int, channel: str, address_hash: bytes
) -> str | None:
    """Why nothing goes to an address, None when it may."""
    cursor = await connection.execute(
        "SELECT reason FROM suppressed_addresses WHERE workspace_id = %s AND channel = %s"
        " AND address_hash = %s",
        (workspace_id, channel, address_hash),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def list_page(
    connection: Connection,
    *,
    workspace_id: int,
    search: str,
    reason: str | None,
    before: tuple[datetime, bytes] | None,
    limit: int,
) -> list[SuppressedAddress]:
    """Suppressed addresses of letters, the newest first; `search`: a part of the address."""
    moment, digest = before or (None, None)
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM suppressed_addresses
        WHERE workspace_id = %(workspace)s AND channel = %(channel)s
            AND (%(search)s = '' OR strpos(address, %(search)s) > 0)
            AND (%(reason)s::text IS NULL OR reason = %(reason)s)
            AND (%(moment)s::timestamptz IS NULL OR (at, address_hash) < (%(moment)s, %(digest)s::bytea))
        ORDER BY at DESC, address_hash DESC LIMIT %(limit)s
        """.encode(),  # noqa: S608 - our own names
        {
            "workspace": workspace_id,
            "channel": _EMAIL,
            "search": search,
            "reason": reason,
            "moment": moment,
            "digest": digest,
            "limit": limit,
        },
    )
    return [_to_row(row) for row in await cursor.fetchall()]


async def count_by_reason(connection: Connection, *, workspace_id: int) -> dict[str, int]:
    """How many addresses, by reason."""
    cursor = await connection.execute(
        "SELECT reason, count(*) FROM suppressed_addresses WHERE workspace_id = %s AND channel = %s"
        " GROUP BY reason",
        (workspace_id, _EMAIL),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def delete(
    connection: Connection, *, workspace_id: int, address_hash: bytes
) -> SuppressedAddress | None:
    """Take an address off the list, its passing failures too; what stood there."""
    cursor = await connection.execute(
        f"""
        DELETE FROM suppressed_addresses WHERE workspace_id = %s AND channel = %s AND address_hash = %s
        RETURNING {_COLUMNS}
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, _EMAIL, address_hash),
    )
    row = await cursor.fetchone()
    await connection.execute(
        "DELETE FROM mail_failures WHERE workspace_id = %s AND address_hash = %s",
        (workspace_id, address_hash),
    )
    return _to_row(row) if row else None


async def count_failure(
    connection: Connection, *, workspace_id: int, address_hash: bytes, day: date, since: date
) -> tuple[int, int]:
    """Count a passing failure of an address; (how many since `since`, on how many days)."""
    await connection.execute(
        """
        INSERT INTO mail_failures (workspace_id, address_hash, day, count) VALUES (%s, %s, %s, 1)
        ON CONFLICT (workspace_id, address_hash, day) DO UPDATE SET count = mail_failures.count + 1
        """,
        (workspace_id, address_hash, day),
    )
    cursor = await connection.execute(
        """
        SELECT coalesce(sum(count), 0), count(*) FROM mail_failures
        WHERE workspace_id = %s AND address_hash = %s AND day >= %s
        """,
        (workspace_id, address_hash, since),
    )
    row = await cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


async def find_last_reading(connection: Connection, *, workspace_id: int, address: str) -> datetime | None:
    """When somebody at an address read or clicked last: the mailbox is alive then."""
    cursor = await connection.execute(
        """
        SELECT max(greatest(read_at, clicked_at)) FROM sends
        WHERE workspace_id = %s AND address = %s AND released_at IS NOT NULL
        """,
        (workspace_id, address),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def forget_addresses(
    connection: Connection, *, workspace_id: int, people: Sequence[int], digests: Sequence[bytes]
) -> None:
    """Keep no more than the hashes of an erased person's addresses; call it before his sends are deleted."""
    await connection.execute(
        """
        UPDATE suppressed_addresses SET address = NULL, said = '', send_id = NULL
        WHERE workspace_id = %s AND (address_hash = ANY(%s) OR address IN (
            SELECT address FROM sends WHERE workspace_id = %s AND profile_id = ANY(%s)))
        """,
        (workspace_id, list(digests), workspace_id, list(people)),
    )


def _to_row(row: Sequence[Any]) -> SuppressedAddress:
    values = dict(zip(SuppressedAddress.__struct_fields__, row, strict=True))
    return SuppressedAddress(**values | {"address_hash": bytes(values["address_hash"])})
