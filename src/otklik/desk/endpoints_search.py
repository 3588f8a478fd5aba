"""Search over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from otklik.desk import searching
from otklik.desk.schemas import ConversationAnswer, PartAnswer, People
from otklik.desk.showing import show_conversation, show_part, show_people
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Answer

router = APIRouter(prefix="/inbox", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]


class SearchItem(Answer):
    """One thing found: a message or note, or a person's last conversation.

    `ranges`: what answers, as [from, up to] in code points of `snippet`, which is plain text.
    """

    kind: Literal["message", "person"]
    conversation: ConversationAnswer
    part: PartAnswer | None
    snippet: str
    ranges: list[list[int]]


class SearchPage(Answer):
    """A page of what was found; `next` asks for the next one as `before`, null at the end."""

    items: list[SearchItem]
    people: People
    next: str | None


@router.get("/search")
async def search_inbox(
    engines: EnginesDep,
    actor: ReadAccess,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    before: Annotated[str | None, Query(max_length=300)] = None,
) -> SearchPage:
    """Everything ever said, names of files and people; words in any form, beginnings, small mistakes."""
    found = await searching.search(
        engines, workspace_id=actor.workspace_id, text=q.replace("\x00", " "), before=before
    )
    items = [
        SearchItem(
            kind="message" if each.part else "person",
            conversation=show_conversation(each.conversation),
            part=show_part(each.part, found.beside) if each.part else None,
            snippet=each.snippet.text,
            ranges=[list(span) for span in each.snippet.ranges],
        )
        for each in found.items
    ]
    return SearchPage(items=items, people=show_people(found.beside.people), next=found.next)
