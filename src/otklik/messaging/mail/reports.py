"""Takes what comes back of letters: bounces, delays, complaints, from whatever brings them.

A report counts only for the send whose mark it carries, and only for the address that the send went to: who
is named in the report is not believed. So whoever holds a letter can report no other one than his own.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.letters.marks import Use, find_mark
from otklik.letters.reports.contracts import Report, ReportKind
from otklik.letters.reports.reading import is_of_mailbox
from otklik.messaging import noting, repository_noting
from otklik.messaging import repository as sends
from otklik.messaging.contracts import Channel, Heard, MessageKind, Send, SendState
from otklik.messaging.mail import repository, repository_reports, settings, standing, suppression
from otklik.messaging.mail.bounces import Failure, judge_failure
from otklik.messaging.mail.links import PURPOSE
from otklik.messaging.mail.repository_suppression import Suppressed

_WORDS: Final = 500
_STATUS: Final = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
_LEFT: Final = frozenset({SendState.CLAIMED, SendState.SENT, SendState.UNKNOWN})


class How(StrEnum):
    """What became of a report."""

    NOTED = "noted"
    KNOWN = "known"
    UNCLAIMED = "unclaimed"


class Taken(msgspec.Struct, frozen=True):
    """The end of one report; unclaimed: no mark of ours says whose it is, nobody was told."""

    how: How
    send_id: int | None = None
    workspace_id: int | None = None
    profile_id: int | None = None


async def take_report(
    engines: Engines,
    report: Report,
    *,
    workspace_id: int | None,
    delivered_to: Sequence[str] = (),
    at: datetime,
    source: str = "mail",
    send_id: int | None = None,
) -> Taken:
    """Keep what a report says of one of our letters, in a transaction of its own; a repeat changes nothing.

    `workspace_id`: whose mailbox or webhook brought it (None: the mark says whose it is). `delivered_to`:
    addresses it came to, where the return path's mark is looked for; then the Message-ID of the letter that
    came back. `send_id`: of a caller who has proved it by a mark himself.
    """
    number = send_id or find_send_id(engines, report, delivered_to)
    if number is None:
        return Taken(How.UNCLAIMED)
    async with engines.postgres.connection() as connection:
        send = await _find(connection, number, workspace_id)
        if send is None:
            return Taken(How.UNCLAIMED)
        is_new = await repository_reports.insert_report(
            connection,
            workspace_id=send.workspace_id,
            send_id=send.id,
            kind=report.kind.value,
            code=report.status[:20],
            day=at.date(),
        )
        if is_new:
            await _take(engines, connection, send, report, at, source)
    how = How.NOTED if is_new else How.KNOWN
    return Taken(how, send.id, send.workspace_id, send.profile_id)


def find_send_id(engines: Engines, report: Report, delivered_to: Sequence[str]) -> int | None:
    """Whose letter it was, by its marks; None: nobody can tell."""

    def mac(data: bytes) -> bytes:
        return engines.secrets.mac(data, purpose=PURPOSE)

    for address in delivered_to:
        found = find_mark(mac, Use.BOUNCE, address)
        if found is not None:
            return found
    return find_mark(mac, Use.MESSAGE, report.message_id)


async def _find(connection: Connection, send_id: int, workspace_id: int | None) -> Send | None:
    owner = await repository.find_workspace(connection, send_id=send_id)
    if owner is None or workspace_id not in {None, owner}:
        return None
    send = await sends.find_send(connection, workspace_id=owner, send_id=send_id)
    is_letter = send is not None and send.channel is Channel.EMAIL and send.state in _LEFT
    return send if is_letter else None


async def _take(
    engines: Engines, connection: Connection, send: Send, report: Report, at: datetime, source: str
) -> None:
    match report.kind:
        case ReportKind.DELIVERED:
            await _note(engines, connection, send, Heard.DELIVERED, at, {})
        case ReportKind.DELAYED:
            await _write(connection, send, report, at, "delayed")
            await standing.count(connection, send, what="deferred", said=report.said, at=at)
        case ReportKind.COMPLAINED:
            await _suppress(engines, connection, send, report, Suppressed.COMPLAINED, at, source)
            await _note(engines, connection, send, Heard.COMPLAINED, at, {"source": source})
            await standing.count(connection, send, what="complained", said=report.said, at=at)
        case ReportKind.FAILED:
            await _fail(engines, connection, send, report, at, source)


async def _fail(
    engines: Engines, connection: Connection, send: Send, report: Report, at: datetime, source: str
) -> None:
    failure = judge_failure(report)
    await note_failure(engines, connection, send, report, failure, at=at, source=source)
    details: dict[str, Any] = {"reason": failure.value, "code": report.status, "source": source}
    if failure is not Failure.MAILBOX:
        details |= {noting.TEMPORARY: True}
    await _note(engines, connection, send, Heard.BOUNCED, at, details)
    await _write(connection, send, report, at, "bounced")
    await standing.count(connection, send, what="bounced", said=report.said, at=at, failure=failure)


async def take_refusal(
    engines: Engines, connection: Connection, send: Send, error: str, *, at: datetime
) -> None:
    """What a server's refusal in the talk says of the address: the same as a bounce would."""
    found = _STATUS.search(error)
    status = found[0] if found else ""
    is_gone = is_of_mailbox(ReportKind.FAILED, status, error)
    report = Report(ReportKind.FAILED, send.address or "", status, error, is_mailbox=is_gone)
    failure = judge_failure(report)
    await note_failure(engines, connection, send, report, failure, at=at, source="smtp")
    if failure is Failure.MAILBOX and send.kind is MessageKind.PROMOTIONAL:
        await standing.note_bad(connection, [send], what="bounced", at=at)


async def note_failure(
    engines: Engines,
    connection: Connection,
    send: Send,
    report: Report,
    failure: Failure,
    *,
    at: datetime,
    source: str,
) -> None:
    """Suppress an address whose mailbox is gone, or that failed too often in passing."""
    if failure is Failure.MAILBOX:
        await _suppress(engines, connection, send, report, Suppressed.BOUNCED, at, source)
    if failure is Failure.PASSING and send.address:
        is_last = await suppression.count_passing(
            engines,
            connection,
            workspace_id=send.workspace_id,
            address=send.address,
            settings=await settings.get_settings(connection, workspace_id=send.workspace_id),
            at=at,
        )
        if is_last:
            await _suppress(engines, connection, send, report, Suppressed.PASSING, at, source)


async def _suppress(
    engines: Engines,
    connection: Connection,
    send: Send,
    report: Report,
    reason: Suppressed,
    at: datetime,
    source: str,
) -> None:
    if send.address:
        await suppression.suppress(
            engines,
            connection,
            workspace_id=send.workspace_id,
            address=send.address,
            reason=reason,
            at=at,
            code=report.status,
            said=report.said,
            send_id=send.id,
            source=source,
        )


async def _note(
    engines: Engines, connection: Connection, send: Send, what: Heard, at: datetime, details: dict[str, Any]
) -> None:
    await noting.note(
        engines,
        connection,
        workspace_id=send.workspace_id,
        send_id=send.id,
        what=what,
        at=at,
        details=details,
    )


async def _write(connection: Connection, send: Send, report: Report, at: datetime, what: str) -> None:
    """The far side's words stand with the send, for whoever asks why."""
    error = f"{report.status} {report.said}".strip()[:_WORDS]
    await repository_noting.write_report(
        connection,
        workspace_id=send.workspace_id,
        send_id=send.id,
        entry={"at": at, "what": what, "reason": report.status, "error": error},
        error=error if what == "bounced" else "",
    )
