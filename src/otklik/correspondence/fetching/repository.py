"""How far mailboxes are read, in PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.correspondence.accounts.repository import COLUMNS
from otklik.correspondence.contracts import Account, AccountState, Trouble
from otklik.infra.postgres import Connection

LOCKS: Final = 0x6F746B6D
"""The first half of our advisory locks: one process reads a mailbox."""


class Lag(msgspec.Struct, frozen=True):
    """How far behind we are: of the newest mail on the server, of the newest taken, and how many wait."""

    newest_at: datetime | None
    taken_at: datetime | None
    waiting: int


async def list_on(connection: Connection) -> list[Account]:  # all workspaces: what the worker reads
    """All workspaces: mailboxes that are to be read."""
    cursor = await connection.execute(f"SELECT {COLUMNS} FROM inbound_accounts WHERE is_on ORDER BY id")  # noqa: S608 - our own names
    return [Account(*row) for row in await cursor.fetchall()]


async def try_lock(connection: Connection, account_id: int) -> bool:  # all workspaces: a number of a lock
    """All workspaces: take a mailbox for as long as the connection lives; whether it was free."""
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCKS, account_id % (1 << 31)))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def unlock(connection: Connection, account_id: int) -> None:  # all workspaces: a number of a lock
    """All workspaces: give a mailbox back."""
    await connection.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCKS, account_id % (1 << 31)))


async def begin_folder(
    connection: Connection, *, workspace_id: int, account: Account, uid_validity: int
) -> bool:
    """The folder has other numbers than before: read it from the start. Whether the account still stands."""
    cursor = await connection.execute(
        "UPDATE inbound_accounts SET uid_validity = %s, last_uid = 0 "
        "WHERE workspace_id = %s AND id = %s AND version = %s",
        (uid_validity, workspace_id, account.id, account.version),
    )
    return cursor.rowcount == 1


async def move_on(
    connection: Connection, *, workspace_id: int, account: Account, uid_validity: int, last_uid: int, lag: Lag
) -> bool:
    """Everything up to `last_uid` is done; whether nobody has changed the mailbox meanwhile."""
    cursor = await connection.execute(
        """
        UPDATE inbound_accounts SET last_uid = greatest(last_uid, %s), newest_at = %s,
            taken_at = coalesce(greatest(taken_at, %s), taken_at), waiting = %s, asked_at = now()
        WHERE workspace_id = %s AND id = %s AND version = %s AND uid_validity = %s
        """,
        (
            last_uid,
            lag.newest_at,
            lag.taken_at,
            lag.waiting,
            workspace_id,
            account.id,
            account.version,
            uid_validity,
        ),
    )
    return cursor.rowcount == 1


async def tell_state(
    connection: Connection,
    *,
    workspace_id: int,
    account: Account,
    state: AccountState,
    has_idle: bool | None = None,
) -> None:
    """What its reader does; all is well. Whoever is only connecting has not been answered yet."""
    await connection.execute(
        "UPDATE inbound_accounts SET state = %s, trouble = '', trouble_said = '', trouble_at = NULL, "
        "asked_at = CASE WHEN %s THEN now() ELSE asked_at END, has_idle = coalesce(%s, has_idle) "
        "WHERE workspace_id = %s AND id = %s AND version = %s",
        (
            state.value,
            state is not AccountState.CONNECTING,
            has_idle,
            workspace_id,
            account.id,
            account.version,
        ),
    )


async def tell_trouble(
    connection: Connection, *, workspace_id: int, account: Account, trouble: Trouble, said: str
) -> None:
    """What went wrong; since when stays with the first of a row of failures."""
    await connection.execute(
        "UPDATE inbound_accounts SET state = 'trouble', trouble = %s, trouble_said = %s, "
        "trouble_at = coalesce(trouble_at, now()) WHERE workspace_id = %s AND id = %s AND version = %s",
        (trouble.value, said, workspace_id, account.id, account.version),
    )


async def list_known(
    connection: Connection,
    *,
    workspace_id: int,
    account: Account,
    uid_validity: int,
    message_ids: Collection[str],
) -> set[str]:
    """Which of these came from the mailbox when it had other numbers."""
    cursor = await connection.execute(
        "SELECT message_id FROM inbound_mails WHERE workspace_id = %s AND message_id = ANY(%s) "
        "AND account_id = %s AND uid_validity <> %s AND state <> 'waiting'",
        (workspace_id, list(message_ids), account.id, uid_validity),
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_absent(
    connection: Connection, *, workspace_id: int, account: Account, uid_validity: int
) -> Sequence[tuple[int, int]]:
    """(mail, its number) of skipped mails that a member wants to be fetched again."""
    cursor = await connection.execute(
        "SELECT id, uid FROM inbound_mails WHERE workspace_id = %s AND account_id = %s AND uid_validity = %s "
        "AND state = 'absent' ORDER BY uid LIMIT 20",
        (workspace_id, account.id, uid_validity),
    )
    return [(int(row[0]), int(row[1])) for row in await cursor.fetchall()]


async def give_up_absent(
    connection: Connection, *, workspace_id: int, account: Account, uid_validity: int
) -> None:
    """What was numbered otherwise cannot be fetched again."""
    await connection.execute(
        "UPDATE inbound_mails SET state = 'skipped', reason = 'gone' "
        "WHERE workspace_id = %s AND account_id = %s AND uid_validity <> %s AND state = 'absent'",
        (workspace_id, account.id, uid_validity),
    )
