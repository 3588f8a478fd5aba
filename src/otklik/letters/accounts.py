"""Servers that take letters: kept with their passwords sealed, tried, forgotten."""

from collections.abc import Mapping
from typing import Any, Final

import aiosmtplib

from otklik.infra.networks import Network
from otklik.infra.postgres import Connection, driver_connection
from otklik.infra.secrets import Secrets
from otklik.letters import errors, repository
from otklik.letters.connecting import connect
from otklik.letters.contracts_ways import Account
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

MAX_ACCOUNTS: Final = 20
_SHOWN: Final = ("name", "host", "port", "security", "username", "connections")


async def create_account(
    session: Session, secrets: Secrets, *, actor: Actor, values: Mapping[str, Any]
) -> Account:
    """Keep an account. `values`: its fields, the password in words. Raises ConflictError."""
    connection = await driver_connection(session)
    found = await repository.list_accounts(connection, workspace_id=actor.workspace_id)
    if len(found) >= MAX_ACCOUNTS:
        raise errors.many_accounts(MAX_ACCOUNTS)
    sealed = {**values, "password": seal(secrets, values.get("password"))}
    made = await repository.insert_account(connection, workspace_id=actor.workspace_id, values=sealed)
    if made is None:
        raise errors.account_taken()
    await _record(session, actor, "mail_account.created", made.name, {name: values[name] for name in _SHOWN})
    return made


async def update_account(
    session: Session, secrets: Secrets, *, actor: Actor, account_id: int, changes: Mapping[str, Any]
) -> Account:
    """Change what is named; a password that is not named stays. Raises NotFoundError, ConflictError."""
    connection = await driver_connection(session)
    before = await get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    values = {name: changes.get(name, getattr(before, name)) for name in _SHOWN}
    values["password"] = before.password
    if "password" in changes:
        values["password"] = seal(secrets, changes["password"])
    is_free = await repository.update_account(
        connection, workspace_id=actor.workspace_id, account_id=account_id, values=values
    )
    if not is_free:
        raise errors.account_taken()
    changed = {name: values[name] for name in _SHOWN if values[name] != getattr(before, name)}
    if changed or "password" in changes:
        await _record(session, actor, "mail_account.updated", values["name"], changed)
    return await get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)


async def delete_account(session: Session, *, actor: Actor, account_id: int) -> None:
    """Forget an account. Raises NotFoundError, ConflictError while senders use it."""
    connection = await driver_connection(session)
    found = await get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    used = await repository.count_senders(connection, workspace_id=actor.workspace_id, account_id=account_id)
    if used:
        raise errors.account_used(used)
    await repository.delete_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    await _record(session, actor, "mail_account.deleted", found.name, {})


async def get_account(connection: Connection, *, workspace_id: int, account_id: int) -> Account:
    """An account of the workspace. Raises NotFoundError."""
    found = await repository.find_account(connection, workspace_id=workspace_id, account_id=account_id)
    if found is None:
        raise errors.no_account()
    return found


async def try_account(secrets: Secrets, account: Account, *, allowed: tuple[Network, ...]) -> str:
    """Connect and sign in, send nothing; "" or what went wrong, in the server's words."""
    try:
        client = await connect(account, password=unseal(secrets, account.password), allowed=allowed)
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        return (str(error) or type(error).__name__)[:300]
    client.close()
    return ""


def seal(secrets: Secrets, password: str | None) -> bytes | None:
    """A password as it is kept."""
    return secrets.encrypt(password.encode()) if password else None


def unseal(secrets: Secrets, sealed: bytes | None) -> str | None:
    """The password in words. Raises SealError."""
    return secrets.decrypt(sealed).decode() if sealed else None


async def _record(
    session: Session, actor: Actor, action: str, target: str, details: Mapping[str, object]
) -> None:
    await record_audit(session, actor=actor, action=action, target=target, details=dict(details))
