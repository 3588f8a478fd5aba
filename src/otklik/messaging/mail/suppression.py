"""Addresses that nothing more goes to: by what came back, by hand, and off the list again."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection, driver_connection
from otklik.letters.addresses import AddressError, read_address
from otklik.messaging import errors
from otklik.messaging.contracts import Channel
from otklik.messaging.mail import repository_suppression as repository
from otklik.messaging.mail.repository_suppression import Suppressed, SuppressedAddress
from otklik.messaging.mail.settings import MailSettings
from otklik.messaging.releasing import hash_address
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor
from otklik.workspaces.service import record_audit

_WORDS: Final = 500
MAX_ADDED: Final = 10_000


class AddressLineFault(msgspec.Struct, frozen=True):
    """A line that is no address. `line` from 1."""

    line: int
    given: str
    code: str


class Added(msgspec.Struct, frozen=True):
    """What became of a list: how many are new, which lines are none."""

    added: int
    known: int
    faults: tuple[AddressLineFault, ...]


async def suppress(  # noqa: PLR0913 - what is known of it
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    address: str,
    reason: Suppressed,
    at: datetime,
    code: str = "",
    said: str = "",
    send_id: int | None = None,
    source: str = "mail",
) -> bool:
    """Let nothing more go to an address (in lower case); whether that is news."""
    row = SuppressedAddress(
        address_hash=hash_address(engines, workspace_id, Channel.EMAIL, address),
        address=address,
        reason=reason.value,
        at=at,
        code=code[:20],
        said=said[:_WORDS],
        send_id=send_id,
        source=source,
        author="",
    )
    return bool(
        await repository.insert(connection, [row], workspace_id=workspace_id, channel=Channel.EMAIL.value)
    )


async def find_suppressed(
    engines: Engines, connection: Connection, *, workspace_id: int, address: str
) -> Suppressed | None:
    """Why nothing goes to an address; None: letters may."""
    found = await repository.find_reason(
        connection,
        workspace_id=workspace_id,
        channel=Channel.EMAIL.value,
        address_hash=hash_address(engines, workspace_id, Channel.EMAIL, address.strip().lower()),
    )
    return Suppressed(found) if found else None


async def count_passing(
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    address: str,
    settings: MailSettings,
    at: datetime,
) -> bool:
    """Count a failure that may pass; whether there were so many, on so many days, that it will not.

    What failed before somebody read a letter there does not count: the mailbox was alive.
    """
    rule = settings.passing
    since = at.date() - timedelta(days=rule.within_days - 1)
    read_at = await repository.find_last_reading(connection, workspace_id=workspace_id, address=address)
    if read_at is not None:
        since = max(since, _next_day(read_at))
    count, days = await repository.count_failure(
        connection,
        workspace_id=workspace_id,
        address_hash=hash_address(engines, workspace_id, Channel.EMAIL, address),
        day=at.astimezone(UTC).date(),
        since=since,
    )
    return count >= rule.count and days >= rule.days


async def add_by_hand(session: Session, engines: Engines, *, actor: Actor, lines: Sequence[str]) -> Added:
    """Put addresses on the list, journalled; empty lines and a heading are passed over.

    Raises TooLargeError for more than MAX_ADDED.
    """
    if len(lines) > MAX_ADDED:
        raise errors.many_addresses(MAX_ADDED)
    connection, now = await driver_connection(session), datetime.now(UTC)
    wanted: dict[str, None] = {}
    faults: list[AddressLineFault] = []
    for number, line in enumerate(lines, start=1):
        given = _first_field(line)
        if not given or (number == 1 and "@" not in given):
            continue
        try:
            wanted[read_address(given).lower()] = None
        except AddressError as error:
            faults.append(AddressLineFault(number, given[:100], error.code))
    rows = [_typed(engines, actor, address, now) for address in wanted]
    added = await repository.insert(
        connection, rows, workspace_id=actor.workspace_id, channel=Channel.EMAIL.value
    )
    if added:
        target = next(iter(wanted)) if added == 1 else ""
        await record_audit(
            session, actor=actor, action="mail_suppression.added", target=target, details={"count": added}
        )
    return Added(added, len(wanted) - added, tuple(faults))


async def take_off(session: Session, *, actor: Actor, address_hash: bytes, why: str = "") -> None:
    """Let letters go to an address again, journalled with the words `why`. Raises NotFoundError."""
    connection = await driver_connection(session)
    found = await repository.delete(connection, workspace_id=actor.workspace_id, address_hash=address_hash)
    if found is None:
        raise errors.not_suppressed()
    await record_audit(
        session,
        actor=actor,
        action="mail_suppression.removed",
        target=found.address or "",
        details={"reason": found.reason} | ({"why": why} if why else {}),
    )


def _first_field(line: str) -> str:
    """The address of a line of a file, else what stands first; `'` keeps a spreadsheet from counting."""
    row = next(csv.reader([line], delimiter=";" if ";" in line else ","), [])
    fields = [field.strip().removeprefix("'").strip() for field in row]
    return next((field for field in fields if "@" in field), fields[0] if fields else "")


def _typed(engines: Engines, actor: Actor, address: str, at: datetime) -> SuppressedAddress:
    digest = hash_address(engines, actor.workspace_id, Channel.EMAIL, address)
    return SuppressedAddress(
        digest, address, Suppressed.MANUAL.value, at, "", "", None, "hand", actor.name[:100]
    )


def _next_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date() + timedelta(days=1)
