"""Whom letters are from."""

from collections.abc import Mapping
from typing import Any, Final

from otklik.infra.postgres import Connection, driver_connection
from otklik.infra.secrets import Secrets
from otklik.letters import errors, repository
from otklik.letters.addresses import domain_of, read_address
from otklik.letters.contracts_ways import Sender
from otklik.letters.domains import ensure_domain
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

MAX_SENDERS: Final = 50
_FIELDS: Final = ("name", "address", "reply_to", "bounce_to", "account_id")


async def create_sender(
    session: Session, secrets: Secrets, *, actor: Actor, values: Mapping[str, Any]
) -> Sender:
    """Keep a sender, and a key for his domain. Raises InvalidError, ConflictError."""
    connection = await driver_connection(session)
    found = await repository.list_senders(connection, workspace_id=actor.workspace_id)
    if len(found) >= MAX_SENDERS:
        raise errors.many_senders(MAX_SENDERS)
    read = await _read(connection, actor, values)
    made = await repository.insert_sender(connection, workspace_id=actor.workspace_id, values=read)
    if made is None:
        raise errors.sender_taken()
    await _ensure_domain(connection, secrets, actor, made.address)
    await record_audit(session, actor=actor, action="mail_sender.created", target=made.address, details={})
    return made


async def update_sender(
    session: Session, secrets: Secrets, *, actor: Actor, sender_id: int, changes: Mapping[str, Any]
) -> Sender:
    """Change what is named; `is_default` true makes him the default one.

    Raises NotFoundError, InvalidError, ConflictError.
    """
    connection = await driver_connection(session)
    before = await get_sender(connection, workspace_id=actor.workspace_id, sender_id=sender_id)
    wanted = {name: changes.get(name, getattr(before, name)) for name in _FIELDS}
    read = await _read(connection, actor, wanted)
    is_free = await repository.update_sender(
        connection, workspace_id=actor.workspace_id, sender_id=sender_id, values=read
    )
    if not is_free:
        raise errors.sender_taken()
    if changes.get("is_default"):
        await repository.set_default(connection, workspace_id=actor.workspace_id, sender_id=sender_id)
    await _ensure_domain(connection, secrets, actor, read["address"])
    changed = {name: str(changes[name]) for name in changes if changes[name] != getattr(before, name)}
    if changed:
        await record_audit(
            session, actor=actor, action="mail_sender.updated", target=read["address"], details=changed
        )
    return await get_sender(connection, workspace_id=actor.workspace_id, sender_id=sender_id)


async def delete_sender(session: Session, *, actor: Actor, sender_id: int) -> None:
    """Forget a sender; letters that name him go from the default one. Raises NotFoundError."""
    connection = await driver_connection(session)
    found = await get_sender(connection, workspace_id=actor.workspace_id, sender_id=sender_id)
    await repository.delete_sender(connection, workspace_id=actor.workspace_id, sender_id=sender_id)
    left = await repository.list_senders(connection, workspace_id=actor.workspace_id)
    if found.is_default and left:
        await repository.set_default(connection, workspace_id=actor.workspace_id, sender_id=left[0].id)
    await record_audit(session, actor=actor, action="mail_sender.deleted", target=found.address, details={})


async def get_sender(connection: Connection, *, workspace_id: int, sender_id: int) -> Sender:
    """A sender of the workspace. Raises NotFoundError."""
    found = await repository.find_sender(connection, workspace_id=workspace_id, sender_id=sender_id)
    if found is None:
        raise errors.no_sender()
    return found


async def _read(connection: Connection, actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """Addresses in their normal form, an account that is there."""
    account_id = values["account_id"]
    if account_id is not None:
        found = await repository.find_account(
            connection, workspace_id=actor.workspace_id, account_id=account_id
        )
        if found is None:
            raise errors.unknown_account()
    return {
        "name": values["name"],
        "address": read_address(values["address"]),
        "reply_to": read_address(values["reply_to"]) if values["reply_to"] else None,
        "bounce_to": read_address(values["bounce_to"]) if values["bounce_to"] else None,
        "account_id": account_id,
    }


async def _ensure_domain(connection: Connection, secrets: Secrets, actor: Actor, address: str) -> None:
    domain = domain_of(address)
    await ensure_domain(connection, secrets, workspace_id=actor.workspace_id, domain=domain)
