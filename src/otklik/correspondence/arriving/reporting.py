"""Bounces and complaints: handed to whoever keeps what became of letters; what nobody claims is listed."""

from collections.abc import Sequence

from otklik.correspondence.answering.marks import find_bounced
from otklik.correspondence.answering.service import take_bounce
from otklik.correspondence.arriving import repository
from otklik.correspondence.contracts import Mail, MailState, Skipped
from otklik.infra.engines import Engines
from otklik.letters.reading.contracts import Received
from otklik.letters.reports.contracts import ReportKind
from otklik.messaging.service import take_report

_UNCLAIMED = "unclaimed"


async def take_reports(engines: Engines, mail: Mail, received: Received, blob: str) -> None:
    """Tell each report; taken again it changes nothing."""
    delivered_to = [each for each in (mail.recipient, *received.delivered_to) if each]
    is_claimed, profile_id = await _take_bounces(engines, received, delivered_to), None
    for report in received.reports if not is_claimed else ():
        taken = await take_report(
            engines,
            report,
            workspace_id=mail.workspace_id,
            delivered_to=delivered_to,
            at=mail.received_at,
        )
        is_claimed = is_claimed or taken.how.value != _UNCLAIMED
        profile_id = profile_id or taken.profile_id
    said = "; ".join(f"{each.recipient} {each.status} {each.said}".strip() for each in received.reports)
    async with engines.postgres.connection() as connection:
        await repository.update_mail(
            connection,
            workspace_id=mail.workspace_id,
            mail_id=mail.id,
            state=(MailState.REPORTED if is_claimed else MailState.SKIPPED).value,
            reason=received.kind.value if is_claimed else Skipped.UNCLAIMED.value,
            detail=said[:500],
            profile_id=profile_id,
            blob=blob,
        )
        await repository.delete_raw(connection, workspace_id=mail.workspace_id, mail_id=mail.id)


async def _take_bounces(engines: Engines, received: Received, delivered_to: Sequence[str]) -> bool:
    """Letters about conversations have a return path of their own; whether this is one of theirs."""
    letter_id = find_bounced(engines.secrets, " ".join(delivered_to))
    if letter_id is None:
        return False
    is_known = False
    async with engines.postgres.connection() as connection:
        for report in received.reports:
            if report.kind is ReportKind.FAILED:
                is_known = await take_bounce(
                    engines,
                    connection,
                    letter_id=letter_id,
                    is_lasting=report.is_mailbox,
                    code=report.status,
                    said=report.said,
                )
    return is_known
