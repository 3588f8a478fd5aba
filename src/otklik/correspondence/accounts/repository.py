"""Mailboxes, domains of the receiver and settings of incoming mail, in PostgreSQL."""

from collections.abc import Mapping
from typing import Any, Final

from otklik.correspondence.contracts import Account, Domain, InboundSettings
from otklik.infra.postgres import Connection

COLUMNS: Final = ", ".join(Account.__struct_fields__)
FIELDS: Final = (
    "name", "address", "host", "port", "security", "username", "password", "folder", "since", "marks_seen",
    "takes_plus", "is_on", "fingerprint", "authority",
)  # fmt: skip
_SELECT: Final = f"SELECT {COLUMNS} FROM inbound_accounts WHERE workspace_id = %s"  # noqa: S608 - our own names


async def list_accounts(connection: Connection, *, workspace_id: int) -> list[Account]:
    """All mailboxes, the oldest first."""
    cursor = await connection.execute(_SELECT + " ORDER BY id", (workspace_id,))
    return [Account(*row) for row in await cursor.fetchall()]


async def find_account(connection: Connection, *, workspace_id: int, account_id: int) -> Account | None:
    """One mailbox."""
    cursor = await connection.execute(_SELECT + " AND id = %s", (workspace_id, account_id))
    row = await cursor.fetchone()
    return Account(*row) if row else None


async def insert_account(
    connection: Connection, *, workspace_id: int, values: Mapping[str, Any], is_default: bool
) -> Account | None:
    """Keep a mailbox; None: another one is called so."""
    cursor = await connection.execute(
        f"INSERT INTO inbound_accounts (workspace_id, is_default, {', '.join(FIELDS)}) "  # noqa: S608 - our own names
        f"VALUES (%(workspace)s, %(default)s, {', '.join(f'%({name})s' for name in FIELDS)}) "
        f"ON CONFLICT (workspace_id, name) DO NOTHING RETURNING {COLUMNS}",
        {**values, "workspace": workspace_id, "default": is_default},
    )
    row = await cursor.fetchone()
    return Account(*row) if row else None


async def update_account(
    connection: Connection, *, workspace_id: int, account_id: int, values: Mapping[str, Any], is_anew: bool
) -> bool:
    """Write every field that members change; whether the name was free.

    `is_anew`: another mailbox stands behind it, or an earlier day is asked for: it is read from the start.
    """
    anew = ", uid_validity = NULL, last_uid = 0, newest_at = NULL, taken_at = NULL, waiting = 0"
    cursor = await connection.execute(
        f"UPDATE inbound_accounts SET {', '.join(f'{name} = %({name})s' for name in FIELDS)}, "  # noqa: S608 - our own names
        f"version = version + 1, trouble = '', trouble_said = '', trouble_at = NULL{anew if is_anew else ''} "
        "WHERE workspace_id = %(workspace)s AND id = %(id)s AND NOT EXISTS (SELECT FROM inbound_accounts "
        "WHERE workspace_id = %(workspace)s AND name = %(name)s AND id <> %(id)s)",
        {**values, "workspace": workspace_id, "id": account_id},
    )
    return cursor.rowcount == 1


async def delete_account(connection: Connection, *, workspace_id: int, account_id: int) -> None:
    """Forget a mailbox; what came from it stays."""
    await connection.execute(
        "DELETE FROM inbound_accounts WHERE workspace_id = %s AND id = %s", (workspace_id, account_id)
    )


async def set_default(
    connection: Connection, *, workspace_id: int, account_id: int | None = None, domain_id: int | None = None
) -> None:
    """Let answers come to this mailbox, or to this domain, and to no other."""
    await connection.execute(
        "UPDATE inbound_accounts SET is_default = (id IS NOT DISTINCT FROM %s) WHERE workspace_id = %s",
        (account_id, workspace_id),
    )
    await connection.execute(
        "UPDATE inbound_domains SET is_default = (id IS NOT DISTINCT FROM %s) WHERE workspace_id = %s",
        (domain_id, workspace_id),
    )


async def list_domains(connection: Connection, *, workspace_id: int) -> list[Domain]:
    """The workspace's domains with their addresses, the oldest first."""
    cursor = await connection.execute(
        """
        SELECT d.id, d.workspace_id, d.domain, d.is_default, d.created_at,
            array_remove(array_agg(a.local_part ORDER BY a.local_part), NULL)
        FROM inbound_domains d LEFT JOIN inbound_addresses a ON a.domain_id = d.id
        WHERE d.workspace_id = %s GROUP BY d.id ORDER BY d.id
        """,
        (workspace_id,),
    )
    return [Domain(row[0], row[1], row[2], row[3], row[4], tuple(row[5])) for row in await cursor.fetchall()]


async def insert_domain(
    connection: Connection, *, workspace_id: int, domain: str, is_default: bool
) -> int | None:
    """Take a domain; None: some workspace has it."""
    cursor = await connection.execute(
        "INSERT INTO inbound_domains (workspace_id, domain, is_default) VALUES (%s, %s, %s) "
        "ON CONFLICT (domain) DO NOTHING RETURNING id",
        (workspace_id, domain, is_default),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else None


async def write_addresses(
    connection: Connection, *, workspace_id: int, domain_id: int, local_parts: list[str]
) -> None:
    """Let a domain have exactly these addresses."""
    await connection.execute(
        "DELETE FROM inbound_addresses WHERE workspace_id = %s AND domain_id = %s",
        (workspace_id, domain_id),
    )
    await connection.execute(
        "INSERT INTO inbound_addresses (workspace_id, domain_id, local_part) "
        "SELECT %s, %s, unnest(%s::text[])",
        (workspace_id, domain_id, local_parts),
    )


async def delete_domain(connection: Connection, *, workspace_id: int, domain_id: int) -> None:
    """Give a domain up."""
    await connection.execute(
        "DELETE FROM inbound_domains WHERE workspace_id = %s AND id = %s", (workspace_id, domain_id)
    )


async def read_settings(connection: Connection, *, workspace_id: int) -> InboundSettings:
    """What the workspace set, else the defaults."""
    cursor = await connection.execute(
        "SELECT keep_days, hourly FROM inbound_settings WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return InboundSettings(*row) if row else InboundSettings()


async def write_settings(connection: Connection, *, workspace_id: int, settings: InboundSettings) -> None:
    """Keep the settings."""
    await connection.execute(
        """
        INSERT INTO inbound_settings (workspace_id, keep_days, hourly) VALUES (%s, %s, %s)
        ON CONFLICT (workspace_id) DO UPDATE SET keep_days = excluded.keep_days, hourly = excluded.hourly
        """,
        (workspace_id, settings.keep_days, settings.hourly),
    )
