"""One person at a time: what the card and the API read and write in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles.contracts import Json
from otklik.profiles.properties import Stamp

_STAMPS = msgspec.json.Decoder(dict[str, Stamp])
_PROPERTIES = msgspec.json.Decoder(dict[str, Json])


class RootRow(msgspec.Struct, frozen=True):
    """A root with its card."""

    id: int
    version: int
    created_at: datetime
    user_id: str | None
    properties: dict[str, Json]
    stamps: dict[str, Stamp]
    members: list[int]


class IdentityRow(msgspec.Struct, frozen=True):
    """An identity of a person; `profile_id` is its home."""

    kind: str
    value: str
    profile_id: int
    created_at: datetime


class DuplicateRow(msgspec.Struct, frozen=True):
    """Somebody with the same unproved address."""

    id: int
    name: str | None
    email: str | None
    reason: str


class PresenceRow(msgspec.Struct, frozen=True):
    """Where somebody is now."""

    url: str
    title: str
    since: datetime


class MergeEntry(msgspec.Struct, frozen=True):
    """A line of the journal of merges."""

    id: int
    src: int
    dst: int
    src_home: int
    dst_home: int
    members: list[int]
    reason: str
    actor: str
    at: datetime
    undone_at: datetime | None
    undone_by: str | None


class ConsentRow(msgspec.Struct, frozen=True):
    """A consent given or withdrawn."""

    kind: str
    is_given: bool
    text: str
    text_version: str
    url: str
    ip: str
    at: datetime


async def _all(connection: Connection, sql: str, **values: object) -> list[tuple[Any, ...]]:
    cursor = await connection.execute(sql.encode(), values)
    return await cursor.fetchall()


async def find_root(connection: Connection, *, workspace_id: int, person_id: int) -> RootRow | None:
    """The card that `person_id` (any home of it) belongs to; None for who has no row."""
    rows = await _all(
        connection,
        """
        SELECT r.id, r.version, r.created_at, r.properties::text, r.stamps::text,
            array(SELECT m.id FROM profiles m WHERE m.workspace_id = r.workspace_id AND m.root_id = r.id
                AND m.root_id <> m.id ORDER BY m.id),
            COALESCE(r.user_id, (SELECT m.user_id FROM profiles m
                WHERE m.workspace_id = r.workspace_id AND m.root_id = r.id AND m.root_id <> m.id
                    AND m.user_id IS NOT NULL LIMIT 1))
        FROM profiles p JOIN profiles r ON r.workspace_id = p.workspace_id AND r.id = p.root_id
        WHERE p.workspace_id = %(workspace_id)s AND p.id = %(person_id)s
        """,
        workspace_id=workspace_id,
        person_id=person_id,
    )
    if not rows:
        return None
    root, version, created_at, properties, stamps, members, user_id = rows[0]
    return RootRow(
        root,
        version,
        created_at,
        user_id,
        _PROPERTIES.decode(properties),
        _STAMPS.decode(stamps),
        [root, *members],
    )


async def find_identity(connection: Connection, *, workspace_id: int, kind: str, value: str) -> int | None:
    """The home profile of an identity."""
    rows = await _all(
        connection,
        """
        SELECT profile_id FROM identities
        WHERE workspace_id = %(workspace_id)s AND kind = %(kind)s AND value = %(value)s
        """,
        workspace_id=workspace_id,
        kind=kind,
        value=value,
    )
    return rows[0][0] if rows else None


async def list_identities(
    connection: Connection, *, workspace_id: int, members: Sequence[int]
) -> list[IdentityRow]:
    """All identities of these homes, the oldest first."""
    rows = await _all(
        connection,
        """
        SELECT kind, value, profile_id, created_at FROM identities
        WHERE workspace_id = %(workspace_id)s AND profile_id = ANY(%(members)s)
        ORDER BY created_at, kind, value
        """,
        workspace_id=workspace_id,
        members=list(members),
    )
    return [IdentityRow(*row) for row in rows]


async def find_by_contact(
    connection: Connection, *, workspace_id: int, email: str = "", phone: str = "", limit: int = 20
) -> list[int]:
    """The roots whose card has this email (lower case) or this phone (digits)."""
    rows = await _all(
        connection,
        """
        SELECT id FROM profiles
        WHERE workspace_id = %(workspace_id)s AND email = %(email)s AND %(email)s <> ''
        UNION
        SELECT id FROM profiles WHERE workspace_id = %(workspace_id)s
            AND reverse(phone) = reverse(%(phone)s) AND %(phone)s <> ''
        ORDER BY id LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        email=email,
        phone=phone,
        limit=limit,
    )
    return [row[0] for row in rows]


async def list_duplicates(
    connection: Connection, *, workspace_id: int, root: int, email: str, phone: str, limit: int = 10
) -> list[DuplicateRow]:
    """Other people with the same email or phone."""
    rows = await _all(
        connection,
        """
        SELECT id, name, email, CASE
                WHEN email IS DISTINCT FROM %(email)s THEN 'phone'
                WHEN phone = %(phone)s AND %(phone)s <> '' THEN 'email_and_phone'
                ELSE 'email' END
        FROM profiles
        WHERE workspace_id = %(workspace_id)s AND id <> %(root)s AND id IN (
            SELECT id FROM profiles WHERE workspace_id = %(workspace_id)s AND email = %(email)s
            UNION ALL
            SELECT id FROM profiles WHERE workspace_id = %(workspace_id)s
                AND reverse(phone) = reverse(%(phone)s) AND %(phone)s <> '')
        ORDER BY id LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        root=root,
        email=email,
        phone=phone,
        limit=limit,
    )
    return [DuplicateRow(*row) for row in rows]


async def find_presence(
    connection: Connection, *, workspace_id: int, members: Sequence[int], online_s: int
) -> PresenceRow | None:
    """Where he is now: the newest page of any of his devices heard of in the last `online_s` seconds."""
    rows = await _all(
        connection,
        """
        SELECT url, title, started_at FROM presence
        WHERE workspace_id = %(workspace_id)s AND person = ANY(%(members)s)
            AND last_at > now() - make_interval(secs => %(online_s)s)
        ORDER BY last_at DESC LIMIT 1
        """,
        workspace_id=workspace_id,
        members=list(members),
        online_s=online_s,
    )
    return PresenceRow(*rows[0]) if rows else None


async def list_merges(
    connection: Connection, *, workspace_id: int, members: Sequence[int]
) -> list[MergeEntry]:
    """The merges that concern these homes, the newest first."""
    rows = await _all(
        connection,
        """
        SELECT id, src, dst, src_home, dst_home, members, reason, actor, at, undone_at, undone_by FROM merges
        WHERE workspace_id = %(workspace_id)s
            AND (src_home = ANY(%(members)s) OR dst_home = ANY(%(members)s)) ORDER BY id DESC
        """,
        workspace_id=workspace_id,
        members=list(members),
    )
    return [MergeEntry(*row) for row in rows]


async def lock_merge(connection: Connection, *, workspace_id: int, merge_id: int) -> MergeEntry | None:
    """One merge, locked."""
    rows = await _all(
        connection,
        """
        SELECT id, src, dst, src_home, dst_home, members, reason, actor, at, undone_at, undone_by FROM merges
        WHERE workspace_id = %(workspace_id)s AND id = %(merge_id)s FOR UPDATE
        """,
        workspace_id=workspace_id,
        merge_id=merge_id,
    )
    return MergeEntry(*rows[0]) if rows else None


async def list_edges(
    connection: Connection, *, workspace_id: int, members: Sequence[int]
) -> list[tuple[int, int, int]]:
    """(merge, home, home) of the merges in force among these homes."""
    rows = await _all(
        connection,
        """
        SELECT id, src_home, dst_home FROM merges
        WHERE workspace_id = %(workspace_id)s AND undone_at IS NULL
            AND src_home = ANY(%(members)s) AND dst_home = ANY(%(members)s)
        """,
        workspace_id=workspace_id,
        members=list(members),
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def mark_undone(connection: Connection, *, workspace_id: int, merge_id: int, author: str) -> None:
    """Take a merge out of force."""
    await connection.execute(
        "UPDATE merges SET undone_at = now(), undone_by = %s WHERE workspace_id = %s AND id = %s",
        (author, workspace_id, merge_id),
    )


async def list_consents(
    connection: Connection, *, workspace_id: int, members: Sequence[int]
) -> list[ConsentRow]:
    """Consents of these homes, the newest first."""
    rows = await _all(
        connection,
        """
        SELECT kind, is_given, text, text_version, url, ip, at FROM consents
        WHERE workspace_id = %(workspace_id)s AND profile_id = ANY(%(members)s) ORDER BY at DESC, id DESC
        """,
        workspace_id=workspace_id,
        members=list(members),
    )
    return [ConsentRow(*row) for row in rows]


async def next_position(connection: Connection) -> int:  # all workspaces: the log's own numbering
    """A place in the intake log for a change made by the API: nothing stands there, it only orders."""
    cursor = await connection.execute("SELECT nextval('intake_log_id')")
    row = await cursor.fetchone()
    return (int(row[0]) if row else 0) << 24
