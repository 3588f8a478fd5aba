"""Lists of conversations over HTTP."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query

from otklik.desk import listing
from otklik.desk.listing import Listed
from otklik.desk.schemas import ConversationPage, Counts
from otklik.desk.schemas_bodies import LARGEST_ID
from otklik.desk.showing import show_conversations, show_people
from otklik.inbox.contracts import ConversationStatus, TalkChannel
from otklik.inbox.repository_lists import View
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
Before: TypeAlias = Annotated[str | None, Query(max_length=200)]
_ID = r"[1-9][0-9]{0,17}"


@router.get("/conversations")
async def list_conversations(
    engines: EnginesDep,
    actor: ReadAccess,
    status: ConversationStatus | None = None,
    assignee: Annotated[str | None, Query(pattern=f"^(me|none|{_ID})$")] = None,
    team: Annotated[str | None, Query(pattern=f"^(none|{_ID})$")] = None,
    channel: TalkChannel | None = None,
    tag: Annotated[str | None, Query(min_length=1, max_length=60)] = None,
    unread: bool = False,
    waiting: bool = False,
    person: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    before: Before = None,
) -> ConversationPage:
    """Conversations, the last spoken in first.

    `assignee`: `me`, `none` or a member's id; `team`: `none` or a team's id.
    """
    homes = None
    if person is not None:
        homes = await listing.find_homes(engines, workspace_id=actor.workspace_id, person_id=person)
    view = View(
        status=status,
        assignee=_assignee(assignee, actor),
        team=None if team is None else 0 if team == "none" else int(team),
        channel=channel,
        tag=tag.replace("\x00", "") if tag else None,
        profile_ids=homes,
        is_waiting=waiting,
        unread_by=actor.member_id or 0 if unread else None,
    )
    return show_listed(
        await listing.list_conversations(
            engines,
            workspace_id=actor.workspace_id,
            view=view,
            member_id=actor.member_id or 0,
            before=before,
        )
    )


@router.get("/mentions")
async def list_mentions(engines: EnginesDep, actor: ReadAccess, before: Before = None) -> ConversationPage:
    """Conversations with a note that names the asking member, the last named first."""
    return show_listed(
        await listing.list_mentioned(
            engines, workspace_id=actor.workspace_id, member_id=actor.member_id or 0, before=before
        )
    )


@router.get("/counts")
async def get_counts(engines: EnginesDep, actor: ReadAccess) -> Counts:
    """How many open conversations have something that the asking member has not read."""
    return await listing.count_unread(
        engines, workspace_id=actor.workspace_id, member_id=actor.member_id or 0
    )


def _assignee(given: str | None, actor: Actor) -> int | None:
    """0: nobody's. A token that asks for its own asks for those of nobody who could be."""
    match given:
        case None:
            return None
        case "none":
            return 0
        case "me":
            return actor.member_id or -1
        case _:
            return int(given)


def show_listed(listed: Listed) -> ConversationPage:
    """A page as it is answered."""
    return ConversationPage(
        seq=listed.seq,
        items=show_conversations(listed.conversations, listed.reads),
        people=show_people(listed.beside.people),
        next=listed.next,
        counts=listed.counts,
    )
