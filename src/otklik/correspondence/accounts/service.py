"""Mailboxes that are read, domains that our receiver takes mail for: kept, changed, forgotten."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from otklik.correspondence import errors
from otklik.correspondence.accounts import repository
from otklik.correspondence.contracts import TOPIC, Account, Domain, InboundSettings
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection, driver_connection
from otklik.infra.secrets import Secrets
from otklik.letters.accounts import check_trust, seal, shorten
from otklik.letters.addresses import read_address
from otklik.letters.errors import password_again
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

MAX_ACCOUNTS: Final = 20
MAX_DOMAINS: Final = 20
_OF_MAILBOX: Final = ("host", "username", "folder")
"""Changed, it is another mailbox: its numbers mean nothing any more."""
_TOLD: Final = tuple(name for name in repository.FIELDS if name != "password")


async def create_account(
    session: Session, bus: Bus, secrets: Secrets, *, actor: Actor, values: Mapping[str, Any]
) -> Account:
    """Keep a mailbox; the first place where mail comes in is where answers go. Raises ConflictError."""
    connection = await driver_connection(session)
    known = await repository.list_accounts(connection, workspace_id=actor.workspace_id)
    if len(known) >= MAX_ACCOUNTS:
        raise errors.many_accounts(MAX_ACCOUNTS)
    is_first = not known and not await repository.list_domains(connection, workspace_id=actor.workspace_id)
    sealed = check_trust(values) | {
        "address": read_address(values["address"]),
        "password": seal(secrets, values.get("password")),
    }
    made = await repository.insert_account(
        connection, workspace_id=actor.workspace_id, values=sealed, is_default=is_first
    )
    if made is None:
        raise errors.account_taken()
    await _tell(session, bus, actor, "inbound_account.created", made.name, _shown(made))
    return made


async def update_account(
    session: Session,
    bus: Bus,
    secrets: Secrets,
    *,
    actor: Actor,
    account_id: int,
    changes: Mapping[str, Any],
) -> Account:
    """Change what is named; a password that is not named stays, but goes to no other server.

    Raises NotFoundError, ConflictError, InvalidError.
    """
    connection = await driver_connection(session)
    before = await get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    values = check_trust({name: changes.get(name, getattr(before, name)) for name in repository.FIELDS})
    values["address"] = read_address(values["address"])
    if "password" in changes:
        values["password"] = seal(secrets, changes["password"])
    elif before.password is not None and values["host"] != before.host:
        raise password_again()
    is_anew = values["since"] < before.since or any(
        values[name] != getattr(before, name) for name in _OF_MAILBOX
    )
    is_free = await repository.update_account(
        connection, workspace_id=actor.workspace_id, account_id=account_id, values=values, is_anew=is_anew
    )
    if not is_free:
        raise errors.account_taken()
    if changes.get("is_default"):
        await repository.set_default(connection, workspace_id=actor.workspace_id, account_id=account_id)
    after = await get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    changed = {name: value for name, value in _shown(after).items() if value != _shown(before)[name]}
    await _tell(session, bus, actor, "inbound_account.updated", after.name, changed)
    return after


async def delete_account(session: Session, bus: Bus, *, actor: Actor, account_id: int) -> None:
    """Forget a mailbox; nothing on the server changes, and what came from it stays. Raises NotFoundError."""
    connection = await driver_connection(session)
    found = await get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    await repository.delete_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    await _tell(session, bus, actor, "inbound_account.deleted", found.name, {})


async def get_account(connection: Connection, *, workspace_id: int, account_id: int) -> Account:
    """A mailbox of the workspace. Raises NotFoundError."""
    found = await repository.find_account(connection, workspace_id=workspace_id, account_id=account_id)
    if found is None:
        raise errors.no_account()
    return found


async def create_domain(
    session: Session, bus: Bus, *, actor: Actor, domain: str, local_parts: list[str]
) -> Domain:
    """Take mail for a domain. Raises InvalidError, ConflictError when some workspace has it."""
    connection = await driver_connection(session)
    known = await repository.list_domains(connection, workspace_id=actor.workspace_id)
    if len(known) >= MAX_DOMAINS:
        raise errors.many_domains(MAX_DOMAINS)
    form = read_address(f"postmaster@{domain}").rpartition("@")[2]
    accounts = await repository.list_accounts(connection, workspace_id=actor.workspace_id)
    made = await repository.insert_domain(
        connection, workspace_id=actor.workspace_id, domain=form, is_default=not known and not accounts
    )
    if made is None:
        raise errors.domain_taken()
    await _write_addresses(connection, actor, made, form, local_parts)
    await _tell(session, bus, actor, "inbound_domain.created", form, {})
    return await get_domain(connection, workspace_id=actor.workspace_id, domain_id=made)


async def update_domain(
    session: Session,
    bus: Bus,
    *,
    actor: Actor,
    domain_id: int,
    local_parts: list[str] | None,
    is_default: bool,
) -> Domain:
    """Change the addresses of a domain, or let answers come to it. Raises NotFoundError, InvalidError."""
    connection = await driver_connection(session)
    found = await get_domain(connection, workspace_id=actor.workspace_id, domain_id=domain_id)
    if local_parts is not None:
        await _write_addresses(connection, actor, domain_id, found.domain, local_parts)
    if is_default:
        await repository.set_default(connection, workspace_id=actor.workspace_id, domain_id=domain_id)
    after = await get_domain(connection, workspace_id=actor.workspace_id, domain_id=domain_id)
    changed: dict[str, object] = {}
    if after.local_parts != found.local_parts:
        changed["addresses"] = ", ".join(after.local_parts)
    if after.is_default != found.is_default:
        changed["is_default"] = after.is_default
    await _tell(session, bus, actor, "inbound_domain.updated", found.domain, changed)
    return after


async def delete_domain(session: Session, bus: Bus, *, actor: Actor, domain_id: int) -> None:
    """Take no more mail for a domain. Raises NotFoundError."""
    connection = await driver_connection(session)
    found = await get_domain(connection, workspace_id=actor.workspace_id, domain_id=domain_id)
    await repository.delete_domain(connection, workspace_id=actor.workspace_id, domain_id=domain_id)
    await _tell(session, bus, actor, "inbound_domain.deleted", found.domain, {})


async def get_domain(connection: Connection, *, workspace_id: int, domain_id: int) -> Domain:
    """A domain of the workspace. Raises NotFoundError."""
    found = await repository.list_domains(connection, workspace_id=workspace_id)
    for each in found:
        if each.id == domain_id:
            return each
    raise errors.no_domain()


async def update_settings(session: Session, *, actor: Actor, changes: Mapping[str, Any]) -> InboundSettings:
    """Change how long bytes are kept, and how much of one address is normal."""
    connection = await driver_connection(session)
    before = await repository.read_settings(connection, workspace_id=actor.workspace_id)
    after = msgspec.structs.replace(before, **changes)
    await repository.write_settings(connection, workspace_id=actor.workspace_id, settings=after)
    if after != before:
        await record_audit(
            session,
            actor=actor,
            action="inbound_settings.updated",
            target="",
            details={name: changes[name] for name in changes},
        )
    return after


async def reply_address(connection: Connection, *, workspace_id: int, mark: str) -> str | None:
    """Where an answer to a letter with this mark shall come; None: nothing that could tell marks is set up.

    A plus address of the default mailbox, or an address of the default domain of our receiver.
    """
    for account in await repository.list_accounts(connection, workspace_id=workspace_id):
        if account.is_default and account.is_on and account.takes_plus:
            local, _, domain = account.address.rpartition("@")
            return f"{local}+{mark}@{domain}"
    for each in await repository.list_domains(connection, workspace_id=workspace_id):
        if each.is_default:
            return f"{mark}@{each.domain}"
    return None


async def _write_addresses(
    connection: Connection, actor: Actor, domain_id: int, domain: str, local_parts: list[str]
) -> None:
    forms = [read_address(f"{local}@{domain}").rpartition("@")[0].lower() for local in local_parts]
    await repository.write_addresses(
        connection,
        workspace_id=actor.workspace_id,
        domain_id=domain_id,
        local_parts=list(dict.fromkeys(forms)),
    )


def _shown(account: Account) -> dict[str, object]:
    told = {name: getattr(account, name) for name in (*_TOLD, "is_default")}
    return shorten(told) | {"since": account.since.isoformat()}


async def _tell(
    session: Session, bus: Bus, actor: Actor, action: str, target: str, details: Mapping[str, object]
) -> None:
    """Into the journal, and to whoever reads mailboxes, with the commit."""
    await record_audit(session, actor=actor, action=action, target=target, details=dict(details))
    await bus.publish(TOPIC, "accounts", connection=await driver_connection(session))
