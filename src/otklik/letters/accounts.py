"""Servers that take letters: kept with their passwords sealed, tried, forgotten."""

from collections.abc import Mapping
from typing import Any, Final

import aiosmtplib
import msgspec

from otklik.infra.networks import Network
from otklik.infra.postgres import Connection, driver_connection
from otklik.infra.secrets import Secrets
from otklik.letters import errors, repository
from otklik.letters.connecting import connect, hang_up, look
from otklik.letters.contracts_ways import Account, Security
from otklik.letters.trust import Certificate, Trust, check_authority, why_refused
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

MAX_ACCOUNTS: Final = 20
_SHOWN: Final = (
    "name", "host", "port", "security", "username", "connections", "fingerprint", "authority",
)  # fmt: skip


class Tried(msgspec.Struct, frozen=True):
    """`said`: "" or what went wrong, in the server's words; `code`: UNTRUSTED or CHANGED of `trust`."""

    said: str = ""
    code: str = ""


async def create_account(
    session: Session, secrets: Secrets, *, actor: Actor, values: Mapping[str, Any]
) -> Account:
    """Keep an account. `values`: its fields, the password in words. Raises ConflictError."""
    connection = await driver_connection(session)
    found = await repository.list_accounts(connection, workspace_id=actor.workspace_id)
    if len(found) >= MAX_ACCOUNTS:
        raise errors.many_accounts(MAX_ACCOUNTS)
    sealed = check_trust({**values, "password": seal(secrets, values.get("password"))})
    made = await repository.insert_account(connection, workspace_id=actor.workspace_id, values=sealed)
    if made is None:
        raise errors.account_taken()
    await _record(session, actor, "mail_account.created", made.name, {name: values[name] for name in _SHOWN})
    return made


async def update_account(
    session: Session, secrets: Secrets, *, actor: Actor, account_id: int, changes: Mapping[str, Any]
) -> Account:
    """Change what is named; a password that is not named stays, but goes to no other server.

    Raises NotFoundError, ConflictError, InvalidError.
    """
    connection = await driver_connection(session)
    before = await get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    values = {name: changes.get(name, getattr(before, name)) for name in _SHOWN}
    values["password"] = before.password
    if "password" in changes:
        values["password"] = seal(secrets, changes["password"])
    elif before.password is not None and values["host"] != before.host:
        raise errors.password_again()
    values = check_trust(values)
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


async def try_account(secrets: Secrets, account: Account, *, allowed: tuple[Network, ...]) -> Tried:
    """Connect and sign in, send nothing."""
    try:
        client = await connect(account, password=unseal(secrets, account.password), allowed=allowed)
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        return Tried((str(error) or type(error).__name__)[:300], why_refused(error))
    hang_up(client)
    return Tried()


async def look_at(host: str, port: int, security: Security, *, allowed: tuple[Network, ...]) -> Certificate:
    """What certificate a server of letters shows. Raises InvalidError: it came to none."""
    try:
        return await look(host, port, security, allowed=allowed)
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        raise errors.no_certificate((str(error) or type(error).__name__)[:300]) from error


def read_trust(fingerprint: str | None, authority: str | None) -> Trust:
    """Who is to be believed, as it was typed. Raises InvalidError."""
    return Trust(fingerprint, check_authority(authority) if authority else None)


def check_trust(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an account with an authority that can be used. Raises InvalidError."""
    given = values.get("authority")
    return {**values, "authority": check_authority(given) if given else None}


def shorten(details: Mapping[str, object]) -> dict[str, object]:
    """What the journal tells of an account: that an authority was named, not its certificates."""
    return {name: bool(value) if name == "authority" else value for name, value in details.items()}


def seal(secrets: Secrets, password: str | None) -> bytes | None:
    """A password as it is kept."""
    return secrets.encrypt(password.encode()) if password else None


def unseal(secrets: Secrets, sealed: bytes | None) -> str | None:
    """The password in words. Raises SealError."""
    return secrets.decrypt(sealed).decode() if sealed else None


async def _record(
    session: Session, actor: Actor, action: str, target: str, details: Mapping[str, object]
) -> None:
    await record_audit(session, actor=actor, action=action, target=target, details=shorten(details))
