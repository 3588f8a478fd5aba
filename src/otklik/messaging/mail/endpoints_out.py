"""Addresses that get no letters, how sending goes, its settings: over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from otklik.events.csv_export import write_lines
from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging.explaining import LARGEST
from otklik.messaging.mail import health, repository_suppression, standing, suppression
from otklik.messaging.mail import settings as mail_settings
from otklik.messaging.mail.repository_suppression import Suppressed
from otklik.messaging.mail.schemas_out import (
    MailHealth,
    SuppressAnswer,
    SuppressBody,
    SuppressedAnswer,
    SuppressedPage,
    SuppressFault,
)
from otklik.messaging.mail.settings import MailSettings
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/mail", tags=["mail"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
ExportAccess = Annotated[Actor, require(Permission.PEOPLE_EXPORT)]
_PAGE: Final = 50
_EXPORTED: Final = 100_000


@router.get("/suppressed")
async def list_suppressed(
    engines: EnginesDep,
    actor: ReadAccess,
    search: Annotated[str, Query(max_length=254, pattern="^[^\x00]*$")] = "",
    reason: Suppressed | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = _PAGE,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,17}-[0-9a-f]{64}$")] = None,
) -> SuppressedPage:
    """Addresses that get no letters, and why; the newest first."""
    async with engines.postgres.connection() as connection:
        found = await repository_suppression.list_page(
            connection,
            workspace_id=actor.workspace_id,
            search=search.strip().lower(),
            reason=reason,
            before=_read_cursor(cursor),
            limit=limit + 1,
        )
        counts = await repository_suppression.count_by_reason(connection, workspace_id=actor.workspace_id)
    last = found[limit - 1] if len(found) > limit else None
    return SuppressedPage(
        items=[SuppressedAnswer.of(row) for row in found[:limit]],
        next_cursor=f"{round(last.at.timestamp() * 1_000_000)}-{last.address_hash.hex()}" if last else None,
        counts=counts,
    )


@router.get("/suppressed.csv")
async def export_suppressed(engines: EnginesDep, actor: ExportAccess) -> Response:
    """The list as a file: address, reason, since when, code, words of the far side."""
    async with engines.postgres.connection() as connection:
        found = await repository_suppression.list_page(
            connection,
            workspace_id=actor.workspace_id,
            search="",
            reason=None,
            before=None,
            limit=_EXPORTED,
        )
    rows = [
        (row.address or "", row.reason, row.at.isoformat(), row.code, row.said, row.source) for row in found
    ]
    text = write_lines([("address", "reason", "at", "code", "said", "source"), *rows])
    return Response(
        text.encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="suppressed.csv"'},
    )


@router.post("/suppressed", status_code=201)
async def add_suppressed(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: SuppressBody
) -> SuppressAnswer:
    """Put addresses on the list; lines that are none are told, the others are taken."""
    added = await suppression.add_by_hand(session, engines, actor=actor, lines=body.lines)
    faults = [SuppressFault(line=each.line, given=each.given, code=each.code) for each in added.faults]
    return SuppressAnswer(added=added.added, known=added.known, faults=faults)


@router.delete("/suppressed/{address_id}", status_code=204)
async def remove_suppressed(
    session: SessionDep,
    actor: WriteAccess,
    address_id: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
    why: Annotated[str, Query(max_length=300, pattern="^[^\x00]*$")] = "",
) -> None:
    """Let letters go to an address again; the journal tells who did it and `why`."""
    await suppression.take_off(session, actor=actor, address_hash=bytes.fromhex(address_id), why=why.strip())


@router.get("/health")
async def get_mail_health(
    engines: EnginesDep,
    actor: ReadAccess,
    days: Annotated[int, Query(ge=1, le=health.MAX_DAYS)] = 7,
) -> MailHealth:
    """How sending goes: the rate, domains that say later, bounces, complaints, what is slowed or paused."""
    async with engines.postgres.connection() as connection:
        return await health.read_health(
            connection, workspace_id=actor.workspace_id, days=days, now=datetime.now(UTC)
        )


@router.post("/standings/{scenario_id}/forgive", status_code=204)
async def forgive_standing(
    session: SessionDep, actor: WriteAccess, scenario_id: Annotated[int, Path(ge=1, le=LARGEST)]
) -> None:
    """Let a slowed scenario send at full pace again, counted anew; a paused one is resumed instead (409)."""
    await standing.let_go_on(session, actor=actor, scenario_id=scenario_id)


@router.get("/settings")
async def get_mail_settings(session: SessionDep, actor: ReadAccess) -> MailSettings:
    """Paces, warm-ups, what suppresses an address, what slows or pauses a mailing."""
    connection = await driver_connection(session)
    return await mail_settings.get_settings(connection, workspace_id=actor.workspace_id)


@router.put("/settings")
async def put_mail_settings(session: SessionDep, actor: WriteAccess, body: MailSettings) -> MailSettings:
    """Set all of it; what is left out gets its default."""
    return await mail_settings.set_settings(session, actor=actor, new=body)


def _read_cursor(cursor: str | None) -> tuple[datetime, bytes] | None:
    if cursor is None:
        return None
    micros, _, digest = cursor.partition("-")
    return datetime.fromtimestamp(int(micros) / 1_000_000, UTC), bytes.fromhex(digest)
