"""Accounts, domains and senders of letters, in PostgreSQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from psycopg.types.json import Jsonb

from otklik.infra.postgres import Connection
from otklik.letters.contracts_ways import Account, Domain, Sender

_ACCOUNT: Final = ", ".join(Account.__struct_fields__)
_DOMAIN: Final = ", ".join(Domain.__struct_fields__)
_SENDER: Final = ", ".join(Sender.__struct_fields__)
_ACCOUNT_GIVEN: Final = (
    "name", "host", "port", "security", "username", "password", "connections",
    "fingerprint", "authority",
)  # fmt: skip
_SENDER_GIVEN: Final = ("name", "address", "reply_to", "bounce_to", "account_id")


async def list_accounts(connection: Connection, *, workspace_id: int) -> list[Account]:
    """All of a workspace, by name."""
    cursor = await connection.execute(
        f"SELECT {_ACCOUNT} FROM mail_accounts WHERE workspace_id = %s ORDER BY name",  # noqa: S608 - our own names
        (workspace_id,),
    )
    return [Account(*row) for row in await cursor.fetchall()]


async def find_account(connection: Connection, *, workspace_id: int, account_id: int) -> Account | None:
    """One account, held against deletion until the transaction ends."""
    cursor = await connection.execute(
        f"SELECT {_ACCOUNT} FROM mail_accounts WHERE workspace_id = %s AND id = %s FOR UPDATE",  # noqa: S608 - our own names
        (workspace_id, account_id),
    )
    row = await cursor.fetchone()
    return Account(*row) if row else None


async def insert_account(
    connection: Connection, *, workspace_id: int, values: Mapping[str, Any]
) -> Account | None:
    """Keep an account; None: another one is called so."""
    cursor = await connection.execute(
        f"""
        INSERT INTO mail_accounts (workspace_id, {", ".join(_ACCOUNT_GIVEN)})
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (workspace_id, name) DO NOTHING
        RETURNING {_ACCOUNT}
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, *(values[name] for name in _ACCOUNT_GIVEN)),
    )
    row = await cursor.fetchone()
    return Account(*row) if row else None


async def update_account(
    connection: Connection, *, workspace_id: int, account_id: int, values: Mapping[str, Any]
) -> bool:
    """Write all that is given of an account, and forget its trouble; False: another one is called so."""
    cursor = await connection.execute(
        """
        UPDATE mail_accounts SET name = %s, host = %s, port = %s, security = %s, username = %s, password = %s,
            connections = %s, fingerprint = %s, authority = %s, updated_at = now(),
            trouble = '', trouble_code = '', trouble_at = NULL, held_until = NULL
        WHERE workspace_id = %s AND id = %s AND NOT EXISTS (SELECT 1 FROM mail_accounts o
            WHERE o.workspace_id = %s AND o.name = %s AND o.id <> %s)
        """,
        (
            *(values[name] for name in _ACCOUNT_GIVEN),
            workspace_id,
            account_id,
            workspace_id,
            values["name"],
            account_id,
        ),
    )
    return cursor.rowcount > 0


async def delete_account(connection: Connection, *, workspace_id: int, account_id: int) -> None:
    """Forget an account that no sender uses."""
    await connection.execute(
        "DELETE FROM mail_accounts WHERE workspace_id = %s AND id = %s", (workspace_id, account_id)
    )


async def write_trouble(
    connection: Connection,
    *,
    workspace_id: int,
    account_id: int,
    trouble: str,
    code: str,
    at: datetime | None,
    held_until: datetime | None,
) -> None:
    """Keep what a server said of us, '' that all is well again."""
    await connection.execute(
        """
        UPDATE mail_accounts SET trouble = %s, trouble_code = %s, trouble_at = %s, held_until = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (trouble, code, at, held_until, workspace_id, account_id),
    )


async def list_domains(connection: Connection, *, workspace_id: int) -> list[Domain]:
    """All of a workspace, by name."""
    cursor = await connection.execute(
        f"SELECT {_DOMAIN} FROM mail_domains WHERE workspace_id = %s ORDER BY domain",  # noqa: S608 - our own names
        (workspace_id,),
    )
    return [Domain(*row) for row in await cursor.fetchall()]


async def find_domain(connection: Connection, *, workspace_id: int, domain: str) -> Domain | None:
    """The domain of this name."""
    cursor = await connection.execute(
        f"SELECT {_DOMAIN} FROM mail_domains WHERE workspace_id = %s AND domain = %s",  # noqa: S608 - our own names
        (workspace_id, domain),
    )
    row = await cursor.fetchone()
    return Domain(*row) if row else None


async def insert_domain(
    connection: Connection, *, workspace_id: int, domain: str, selector: str, private_key: bytes
) -> None:
    """Keep a domain with its key; the one that is there stays."""
    await connection.execute(
        """
        INSERT INTO mail_domains (workspace_id, domain, selector, private_key) VALUES (%s, %s, %s, %s)
        ON CONFLICT (workspace_id, domain) DO NOTHING
        """,
        (workspace_id, domain, selector, private_key),
    )


async def write_findings(
    connection: Connection,
    *,
    workspace_id: int,
    domain_id: int,
    findings: Mapping[str, Any],
    is_signed: bool,
    at: datetime,
) -> None:
    """Keep what the DNS said."""
    await connection.execute(
        """
        UPDATE mail_domains SET findings = %s, is_signed = %s, checked_at = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (Jsonb(dict(findings), dumps=msgspec.json.encode), is_signed, at, workspace_id, domain_id),
    )


async def list_senders(connection: Connection, *, workspace_id: int) -> list[Sender]:
    """All of a workspace, the default one first."""
    cursor = await connection.execute(
        f"SELECT {_SENDER} FROM mail_senders WHERE workspace_id = %s "  # noqa: S608 - our own names
        "ORDER BY is_default DESC, address",
        (workspace_id,),
    )
    return [Sender(*row) for row in await cursor.fetchall()]


async def find_sender(connection: Connection, *, workspace_id: int, sender_id: int | None) -> Sender | None:
    """One sender; without an id the default one."""
    which = "is_default" if sender_id is None else "id = %s"
    cursor = await connection.execute(
        f"SELECT {_SENDER} FROM mail_senders WHERE workspace_id = %s AND {which}".encode(),  # noqa: S608 - our own names
        (workspace_id,) if sender_id is None else (workspace_id, sender_id),
    )
    row = await cursor.fetchone()
    return Sender(*row) if row else None


async def insert_sender(
    connection: Connection, *, workspace_id: int, values: Mapping[str, Any]
) -> Sender | None:
    """Keep a sender, the first one as the default; None: the address is another one's."""
    cursor = await connection.execute(
        f"""
        INSERT INTO mail_senders (workspace_id, {", ".join(_SENDER_GIVEN)}, is_default)
        VALUES (%s, %s, %s, %s, %s, %s,
            NOT EXISTS (SELECT 1 FROM mail_senders WHERE workspace_id = %s AND is_default))
        ON CONFLICT (workspace_id, address) DO NOTHING RETURNING {_SENDER}
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, *(values[name] for name in _SENDER_GIVEN), workspace_id),
    )
    row = await cursor.fetchone()
    return Sender(*row) if row else None


async def update_sender(
    connection: Connection, *, workspace_id: int, sender_id: int, values: Mapping[str, Any]
) -> bool:
    """Write all that is given of a sender; False: the address is another one's."""
    cursor = await connection.execute(
        """
        UPDATE mail_senders SET name = %s, address = %s, reply_to = %s, bounce_to = %s, account_id = %s
        WHERE workspace_id = %s AND id = %s AND NOT EXISTS (SELECT 1 FROM mail_senders o
            WHERE o.workspace_id = %s AND o.address = %s AND o.id <> %s)
        """,
        (
            *(values[name] for name in _SENDER_GIVEN),
            workspace_id,
            sender_id,
            workspace_id,
            values["address"],
            sender_id,
        ),
    )
    return cursor.rowcount > 0


async def set_default(connection: Connection, *, workspace_id: int, sender_id: int) -> None:
    """Make a sender the default one, in two statements: one index holds that there is one."""
    await connection.execute(
        "UPDATE mail_senders SET is_default = false WHERE workspace_id = %s AND is_default", (workspace_id,)
    )
    await connection.execute(
        "UPDATE mail_senders SET is_default = true WHERE workspace_id = %s AND id = %s",
        (workspace_id, sender_id),
    )


async def delete_sender(connection: Connection, *, workspace_id: int, sender_id: int) -> None:
    """Forget a sender."""
    await connection.execute(
        "DELETE FROM mail_senders WHERE workspace_id = %s AND id = %s", (workspace_id, sender_id)
    )


async def count_senders(connection: Connection, *, workspace_id: int, account_id: int) -> int:
    """How many senders use an account."""
    cursor = await connection.execute(
        "SELECT count(*) FROM mail_senders WHERE workspace_id = %s AND account_id = %s",
        (workspace_id, account_id),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
