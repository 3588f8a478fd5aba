"""What a letter's decision and its words need, read in the transaction that claims it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.correspondence.answering import repository, repository_people
from otklik.correspondence.answering.contracts import Kind, TalkLetter, Teammate
from otklik.correspondence.answering.deciding import Known
from otklik.correspondence.answering.schemas import MemberSettings, TalkSettings
from otklik.correspondence.noticing.deciding import Crew
from otklik.inbox import (
    keeping,
    repository_blocks,
    repository_parts,
    repository_presence,
    repository_settings,
)
from otklik.inbox import repository as inbox
from otklik.inbox.contracts import Conversation, Part, PartKind, TalkChannel
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import NotFoundError
from otklik.profiles.recipients import Recipient, list_recipients
from otklik.routing import service as routing
from otklik.workspaces import service as workspaces
from otklik.workspaces.roles import ROLE_PERMISSIONS, Permission

WRITERS: Final = [role.value for role, may in ROLE_PERMISSIONS.items() if Permission.INBOX_WRITE in may]
"""Roles whose members may answer."""
MOST_PARTS: Final = 100
"""Messages of one letter; of a longer talk the last ones."""
_CONTEXT: Final = 30


class House(msgspec.Struct, frozen=True):
    """The workspace as letters show it. `language`: of its chat, or its own."""

    name: str
    language: str
    is_fixed: bool
    color: str
    zone: str
    team: dict[int, Teammate]
    shows_operators: bool = True


class Case(msgspec.Struct, frozen=True):
    """A letter with all that decides of it. `earlier`: the last messages before it."""

    letter: TalkLetter
    known: Known
    settings: TalkSettings
    house: House
    person: Recipient
    address: str
    page: str = ""
    earlier: Sequence[Part] = ()
    crew: Crew | None = None
    read: int = 0


async def gather(
    engines: Engines, connection: Connection, letter: TalkLetter, *, now: datetime
) -> Case | None:
    """The case of a letter; None: its conversation is gone."""
    workspace_id = letter.workspace_id
    try:
        row = await keeping.get_conversation(
            connection, workspace_id=workspace_id, conversation_id=letter.conversation_id
        )
    except NotFoundError:
        return None
    house = await read_house(engines, connection, workspace_id=workspace_id)
    person = (await list_recipients(connection, workspace_id=workspace_id, homes=[row.profile_id]))[
        row.profile_id
    ]
    covered = await repository.find_covered(
        connection,
        workspace_id=workspace_id,
        conversation_id=row.id,
        kind=letter.kind,
        whom_id=letter.whom_id,
    )
    is_whole = letter.kind in {Kind.TRANSCRIPT, Kind.LINK}
    parts = await list_parts(connection, row, after=0 if is_whole else covered)
    address = await _find_address(connection, letter, row, person, house)
    known = await _know(connection, row, parts, person=person, address=address, now=now)
    is_notice = letter.kind is Kind.NOTICE
    return Case(
        letter=letter,
        known=known,
        settings=await read_settings(connection, workspace_id=workspace_id),
        house=house,
        person=person,
        address=address,
        page=await repository_people.find_last_page(
            connection, workspace_id=workspace_id, conversation_id=row.id
        ),
        earlier=await _list_earlier(connection, row, parts),
        crew=await read_crew(connection, workspace_id=workspace_id) if is_notice else None,
        read=await _find_read(connection, row, letter.whom_id) if is_notice else 0,
    )


async def read_settings(connection: Connection, *, workspace_id: int) -> TalkSettings:
    """The settings of a workspace; what was never set has its default."""
    return TalkSettings.model_validate(
        await repository_people.read_settings(connection, workspace_id=workspace_id)
    )


async def read_crew(connection: Connection, *, workspace_id: int) -> Crew:
    """Who may answer, where he is, how he wants his letters."""
    team = await repository_people.list_team(connection, workspace_id=workspace_id, writers=WRITERS)
    teams = await routing.list_teams(connection, workspace_id=workspace_id)
    stored = await repository_people.list_member_settings(connection, workspace_id=workspace_id)
    here = await repository_presence.list_operators(connection, workspace_id=workspace_id)
    return Crew(
        writers=[each.id for each in team.values() if each.may_answer],
        teams={each.id: [member.member_id for member in each.members] for each in teams},
        settings={member: MemberSettings.model_validate(given) for member, given in stored.items()},
        here=[member for member, is_away in here.items() if not is_away],
    )


async def read_house(engines: Engines, connection: Connection, *, workspace_id: int) -> House:
    """Name, colour, language and team of a workspace."""
    profile = await workspaces.get_workspace_profile(engines, workspace_id)
    chat: dict[str, Any] = await repository_settings.read_settings(connection, workspace_id=workspace_id)
    language = str(chat.get("language", "auto"))
    return House(
        name=profile.name,
        language=language if language in {"ru", "en"} else ("ru" if profile.language == "ru" else "en"),
        is_fixed=language in {"ru", "en"},
        color=str(chat.get("color", "")),
        zone=profile.time_zone,
        team=await repository_people.list_team(connection, workspace_id=workspace_id, writers=WRITERS),
        shows_operators=bool(chat.get("shows_operators", True)),
    )


async def list_parts(connection: Connection, row: Conversation, *, after: int) -> list[Part]:
    """Messages of a conversation behind `after`, in order, none that was taken back."""
    ids = await repository_people.list_messages(
        connection,
        workspace_id=row.workspace_id,
        conversation_id=row.id,
        after=after,
        limit=MOST_PARTS,
    )
    return await repository_parts.list_by_ids(connection, workspace_id=row.workspace_id, part_ids=ids)


async def _list_earlier(connection: Connection, row: Conversation, parts: Sequence[Part]) -> list[Part]:
    if not parts:
        return []
    found = await repository_parts.list_parts(
        connection,
        workspace_id=row.workspace_id,
        conversation_ids=[row.id],
        before=parts[-1].id,
        limit=_CONTEXT,
        kinds=(PartKind.MESSAGE,),
    )
    return [part for part in reversed(found) if part.deleted_at is None]


async def _know(
    connection: Connection,
    row: Conversation,
    parts: Sequence[Part],
    *,
    person: Recipient,
    address: str,
    now: datetime,
) -> Known:
    workspace_id, homes = row.workspace_id, sorted({*person.members, row.profile_id})
    here = await repository_presence.list_online(connection, workspace_id=workspace_id, people=homes)
    blocked = await repository_blocks.list_blocked(connection, workspace_id=workspace_id, people=homes)
    lately = await repository.count_lately(
        connection, workspace_id=workspace_id, conversation_id=row.id, address=address, now=now
    )
    return Known(row, parts, is_here=bool(here), is_blocked=bool(blocked), lately=lately)


async def _find_address(
    connection: Connection, letter: TalkLetter, row: Conversation, person: Recipient, house: House
) -> str:
    """Where it goes: a member's address; where the last mail came from; the address on the card."""
    if letter.kind is Kind.NOTICE:
        member = house.team.get(letter.whom_id)
        return member.email if member else ""
    if letter.address:
        return letter.address
    if letter.kind is Kind.REPLY or row.reply_channel is TalkChannel.EMAIL:
        found = await repository_people.find_mail_address(
            connection, workspace_id=row.workspace_id, conversation_id=row.id
        )
        if found:
            return found
    email = person.properties.get("$email")
    return email.strip().lower() if isinstance(email, str) and "@" in email else ""


async def _find_read(connection: Connection, row: Conversation, member_id: int) -> int:
    mark = await inbox.find_read(
        connection, workspace_id=row.workspace_id, conversation_id=row.id, member_id=member_id
    )
    return mark.part if mark else 0
