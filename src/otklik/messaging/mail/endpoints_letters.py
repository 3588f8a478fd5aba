"""Letters over HTTP: the lists behind the numbers of sending's health, one letter, a letter's links."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query

from otklik.infra.web import EnginesDep, LanguageDep
from otklik.kit import clock
from otklik.messaging.channels.registry import Channels
from otklik.messaging.deciding import PARKED
from otklik.messaging.explaining import LARGEST
from otklik.messaging.mail import health, showing
from otklik.messaging.mail.repository_letters import Fate
from otklik.messaging.mail.schemas_letters import LetterDetails, LinkMapAnswer, MailLetter, MailLetters
from otklik.messaging.mail.settings import DomainName
from otklik.messaging.tasks import make_channels
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/mail", tags=["mail"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
_PAGE: Final = 50


async def _find_channels(engines: EnginesDep) -> Channels:
    return make_channels(engines, None)


ChannelsDep = Annotated[Channels, Depends(_find_channels)]


@router.get("/letters")
async def list_mail_letters(
    engines: EnginesDep,
    actor: ReadAccess,
    what: Fate,
    domain: DomainName | None = None,
    days: Annotated[int, Query(ge=1, le=health.MAX_DAYS)] = 7,
    limit: Annotated[int, Query(ge=1, le=200)] = _PAGE,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,17}-[0-9]{1,18}$")] = None,
) -> MailLetters:
    """The letters behind a number of sending's health; `waiting` and `unknown` are as of now."""
    async with engines.postgres.connection() as connection:
        found = await showing.list_letters(
            connection,
            workspace_id=actor.workspace_id,
            fate=what,
            since=health.start_of(days, datetime.now(UTC)),
            domain=domain,
            before=_read_cursor(cursor),
            limit=limit + 1,
        )
    items = [MailLetter.of(row, name) for row, name in found[:limit]]
    last = items[-1] if len(found) > limit else None
    return MailLetters(
        items=items,
        next_cursor=f"{round(last.at.timestamp() * 1_000_000)}-{last.send_id}" if last else None,
    )


@router.get("/letters/{send_id}")
async def get_mail_letter(
    send_id: Annotated[int, Path(ge=1, le=LARGEST)],
    engines: EnginesDep,
    actor: ReadAccess,
    channels: ChannelsDep,
) -> LetterDetails:
    """The very letter of a send, and who opened it and followed its links."""
    async with engines.postgres.connection() as connection:
        shown = await showing.show_letter(
            engines,
            connection,
            channels,
            workspace_id=actor.workspace_id,
            send_id=send_id,
            now=clock.to_datetime(clock.now_ms()),
        )
    return LetterDetails.of(shown, parked=PARKED)


@router.get("/links")
async def get_link_map(
    engines: EnginesDep,
    actor: ReadAccess,
    channels: ChannelsDep,
    language: LanguageDep,
    scenario_id: Annotated[int, Query(ge=1, le=LARGEST)],
    content_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    node: Annotated[str | None, Query(max_length=100, pattern="^[^\x00]*$")] = None,
) -> LinkMapAnswer:
    """Letters of a scenario, and who followed which link of one (the one sent most if none is named)."""
    async with engines.postgres.connection() as connection:
        found = await showing.map_links(
            engines,
            connection,
            channels,
            workspace_id=actor.workspace_id,
            scenario_id=scenario_id,
            content_id=content_id,
            node=node,
            language=language,
        )
    return LinkMapAnswer.of(found)


def _read_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    if cursor is None:
        return None
    micros, _, number = cursor.partition("-")
    return datetime.fromtimestamp(int(micros) / 1_000_000, UTC), int(number)
