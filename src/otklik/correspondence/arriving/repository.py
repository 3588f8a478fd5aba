"""Mails that came, and their bytes while they wait, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import msgspec

from otklik.correspondence.contracts import Mail, MailState, NewMail
from otklik.infra.postgres import Connection

COLUMNS: Final = ", ".join(Mail.__struct_fields__)
_SELECT: Final = f"SELECT {COLUMNS} FROM inbound_mails WHERE workspace_id = %s"  # noqa: S608 - our own names
Value: TypeAlias = str | int | datetime | None


async def insert_mail(connection: Connection, *, workspace_id: int, new: NewMail) -> int | None:
    """Keep a mail with its bytes; None: this one of this mailbox is there already."""
    state = MailState.WAITING if new.raw is not None else MailState.SKIPPED
    cursor = await connection.execute(
        """
        INSERT INTO inbound_mails (workspace_id, account_id, uid_validity, uid, recipient, return_path, size,
            received_at, state, reason, detail)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (account_id, uid_validity, uid) WHERE account_id IS NOT NULL DO NOTHING RETURNING id
        """,
        (
            workspace_id,
            new.account_id,
            new.uid_validity,
            new.uid,
            new.recipient,
            new.return_path,
            new.size,
            new.received_at,
            state.value,
            new.reason,
            new.detail,
        ),
    )
    row = await cursor.fetchone()
    if row is not None and new.raw is not None:
        await insert_raw(connection, workspace_id=workspace_id, mail_id=row[0], raw=new.raw)
    return int(row[0]) if row else None


async def insert_raw(connection: Connection, *, workspace_id: int, mail_id: int, raw: bytes) -> None:
    """Keep the bytes of a mail until it is read."""
    await connection.execute(
        "INSERT INTO inbound_raws (mail_id, workspace_id, body) VALUES (%s, %s, %s) "
        "ON CONFLICT (mail_id) DO UPDATE SET body = excluded.body",
        (mail_id, workspace_id, raw),
    )


async def find_raw(connection: Connection, *, workspace_id: int, mail_id: int) -> bytes | None:
    """The bytes of a mail that waits."""
    cursor = await connection.execute(
        "SELECT body FROM inbound_raws WHERE workspace_id = %s AND mail_id = %s", (workspace_id, mail_id)
    )
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def delete_raw(connection: Connection, *, workspace_id: int, mail_id: int) -> None:
    """Let go of bytes that lie in the blobs now, or are not wanted any more."""
    await connection.execute(
        "DELETE FROM inbound_raws WHERE workspace_id = %s AND mail_id = %s", (workspace_id, mail_id)
    )


async def begin_next(connection: Connection) -> Mail | None:  # all workspaces: the reader's queue
    """All workspaces: the mail to be read next, one attempt counted; in the order in which they came."""
    cursor = await connection.execute(
        f"""
        UPDATE inbound_mails SET attempts = attempts + 1,
            due_at = now() + interval '2 seconds' * (attempts * attempts)
        WHERE id = (SELECT id FROM inbound_mails WHERE state = 'waiting' AND due_at <= now()
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING {COLUMNS}
        """  # noqa: S608 - our own names
    )
    row = await cursor.fetchone()
    return Mail(*row) if row else None


async def find_mail(
    connection: Connection, *, workspace_id: int, mail_id: int, is_locked: bool = False
) -> Mail | None:
    """One mail; `is_locked`: nobody else changes it until the end of the transaction."""
    end = " AND id = %s FOR UPDATE" if is_locked else " AND id = %s"
    cursor = await connection.execute(_SELECT + end, (workspace_id, mail_id))
    row = await cursor.fetchone()
    return Mail(*row) if row else None


async def update_mail(connection: Connection, *, workspace_id: int, mail_id: int, **values: Value) -> None:
    """Write what has become of a mail: columns by name."""
    names = ", ".join(f"{name} = %({name})s" for name in values)
    await connection.execute(
        f"UPDATE inbound_mails SET {names} WHERE workspace_id = %(_workspace)s AND id = %(_id)s".encode(),  # noqa: S608 - names of columns, from our own code
        {**values, "_workspace": workspace_id, "_id": mail_id},
    )


async def has_taken(connection: Connection, *, workspace_id: int, message_id: str, but: int) -> bool:
    """Whether another mail of this Message-ID was read before."""
    cursor = await connection.execute(
        "SELECT 1 FROM inbound_mails WHERE workspace_id = %s AND message_id = %s AND id <> %s "
        "AND state IN ('taken', 'reported') LIMIT 1",
        (workspace_id, message_id, but),
    )
    return await cursor.fetchone() is not None


async def count_recent(
    connection: Connection,
    *,
    workspace_id: int,
    conversation_id: int | None,
    sender: str,
    within: timedelta,
) -> int:
    """How many mails of an address were taken in that time: into a conversation, or (None) at all."""
    cursor = await connection.execute(
        "SELECT count(*) FROM inbound_mails WHERE workspace_id = %s AND sender = %s AND state = 'taken' "
        "AND read_at > now() - %s AND (%s::bigint IS NULL OR conversation_id = %s)",
        (workspace_id, sender, within, conversation_id, conversation_id),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def list_mails(
    connection: Connection, *, workspace_id: int, states: Sequence[str], before: int, limit: int
) -> list[Mail]:
    """Mails of these states, the newest first."""
    cursor = await connection.execute(
        _SELECT + " AND state = ANY(%s) AND id < %s ORDER BY id DESC LIMIT %s",
        (workspace_id, list(states), before, limit),
    )
    return [Mail(*row) for row in await cursor.fetchall()]


async def count_states(connection: Connection, *, workspace_id: int) -> dict[str, int]:
    """How many mails stand where."""
    cursor = await connection.execute(
        "SELECT state, count(*) FROM inbound_mails WHERE workspace_id = %s GROUP BY state", (workspace_id,)
    )
    return {row[0]: int(row[1]) for row in await cursor.fetchall()}


async def oldest_waiting(connection: Connection, *, workspace_id: int) -> datetime | None:
    """When the mail came that waits longest to be read."""
    cursor = await connection.execute(
        "SELECT min(created_at) FROM inbound_mails WHERE workspace_id = %s AND state = 'waiting'",
        (workspace_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


class Person(msgspec.Struct, frozen=True):
    """By what mails of a person are found: his homes and his addresses, in lower case."""

    members: tuple[int, ...]
    addresses: tuple[str, ...]


_OF_PERSON: Final = (
    "workspace_id = %(workspace)s AND (profile_id = ANY(%(members)s) OR sender = ANY(%(addresses)s) "
    "OR lower(return_path) = ANY(%(addresses)s))"
)


async def list_of_person(connection: Connection, *, workspace_id: int, person: Person) -> list[int]:
    """Ids of a person's mails, some hundred at a time."""
    cursor = await connection.execute(
        f"SELECT id FROM inbound_mails WHERE {_OF_PERSON} ORDER BY id LIMIT 500".encode(),  # noqa: S608 - our own names
        _arguments(workspace_id, person),
    )
    return [int(row[0]) for row in await cursor.fetchall()]


async def delete_mails(connection: Connection, *, workspace_id: int, mail_ids: Sequence[int]) -> None:
    """Forget mails whose blobs are gone; their bytes go with them."""
    await connection.execute(
        "DELETE FROM inbound_mails WHERE workspace_id = %s AND id = ANY(%s)", (workspace_id, list(mail_ids))
    )


def _arguments(workspace_id: int, person: Person) -> dict[str, Any]:
    return {
        "workspace": workspace_id,
        "members": list(person.members),
        "addresses": list(person.addresses),
    }


_IS_OVER: Final = """(s.workspace_id IS NULL OR s.keep_days IS NOT NULL)
    AND m.received_at < now() - make_interval(days => coalesce(s.keep_days, 30))"""


# all workspaces: housekeeping
async def list_old(connection: Connection, *, limit: int) -> list[tuple[int, int]]:
    """All workspaces: (workspace, mail) of bytes whose time is over by the workspace's setting.

    First those that could never be read, and so lie where they came.
    """
    cursor = await connection.execute(
        f"""
        (SELECT m.workspace_id, m.id FROM inbound_raws r JOIN inbound_mails m ON m.id = r.mail_id
        LEFT JOIN inbound_settings s ON s.workspace_id = m.workspace_id
        WHERE m.state <> 'waiting' AND {_IS_OVER} LIMIT %(limit)s)
        UNION ALL
        (SELECT m.workspace_id, m.id FROM inbound_mails m
        LEFT JOIN inbound_settings s ON s.workspace_id = m.workspace_id
        WHERE m.blob IS NOT NULL AND {_IS_OVER} ORDER BY m.received_at LIMIT %(limit)s)
        LIMIT %(limit)s
        """.encode(),  # noqa: S608 - our own conditions
        {"limit": limit},
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def retry_mail(
    connection: Connection, *, workspace_id: int, mail_id: int, state: MailState, reason: str
) -> None:
    """Let a mail wait again, with all its attempts before it."""
    await connection.execute(
        "UPDATE inbound_mails SET state = %s, reason = %s, detail = '', attempts = 0, due_at = now() "
        "WHERE workspace_id = %s AND id = %s",
        (state.value, reason, workspace_id, mail_id),
    )
