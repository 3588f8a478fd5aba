"""Domains that letters come from: each has a key from the first sender on, and signs when it is published."""

import asyncio
from datetime import datetime
from typing import Any

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.letters import errors, repository
from otklik.letters.checking import Finding, Lookup, check_domain
from otklik.letters.contracts_ways import Domain
from otklik.letters.dkim import DkimKey

SELECTOR = "otklik"


async def ensure_domain(
    connection: Connection, secrets: Secrets, *, workspace_id: int, domain: str
) -> Domain:
    """The domain with its key; made when it is not there."""
    found = await repository.find_domain(connection, workspace_id=workspace_id, domain=domain)
    if found is None:
        made = await asyncio.to_thread(DkimKey.make, domain=domain, selector=SELECTOR)
        await repository.insert_domain(
            connection,
            workspace_id=workspace_id,
            domain=domain,
            selector=made.selector,
            private_key=secrets.encrypt(made.pem),
        )
        found = await repository.find_domain(connection, workspace_id=workspace_id, domain=domain)
    assert found is not None  # noqa: S101 - just written
    return found


async def check(engines: Engines, *, domain: Domain, look: Lookup, now: datetime) -> Domain:
    """Look at the DNS and keep what it says. Letters are signed once the key was seen there.

    No answer changes nothing of that: a key that was seen stays in use.
    """
    signing = load_key(engines.secrets, domain)
    found = await check_domain(
        domain.domain, dkim_name=signing.record_name, dkim_record=signing.record, look=look
    )
    state = found["dkim"].state
    findings: dict[str, Any] = msgspec.to_builtins(found)
    async with engines.postgres.connection() as connection:
        await repository.write_findings(
            connection,
            workspace_id=domain.workspace_id,
            domain_id=domain.id,
            findings=findings,
            is_signed=state == "good" or (state == "unknown" and domain.is_signed),
            at=now,
        )
        return await get_domain(connection, workspace_id=domain.workspace_id, domain_id=domain.id)


async def get_domain(connection: Connection, *, workspace_id: int, domain_id: int) -> Domain:
    """A domain of the workspace. Raises NotFoundError."""
    for each in await repository.list_domains(connection, workspace_id=workspace_id):
        if each.id == domain_id:
            return each
    raise errors.no_domain()


def load_key(secrets: Secrets, domain: Domain) -> DkimKey:
    """What its letters are signed with. Raises SealError."""
    return DkimKey.load(
        domain=domain.domain, selector=domain.selector, pem=secrets.decrypt(domain.private_key)
    )


def read_findings(domain: Domain) -> dict[str, Finding]:
    """Of the last look; empty before the first."""
    return msgspec.convert(domain.findings, dict[str, Finding])
